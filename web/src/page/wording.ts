// What the page says about its state, in words. Pure, so that every sentence can be tested.
import type {
  Answer,
  ClearGroup,
  Evidence,
  Failure,
  OperatingPoint,
  Reasons,
  StorageReport,
  ThreadLimit,
  TierName,
} from '../protocol/messages';
import type { PageState, TierState } from './state';

export const TIER_NAMES: Record<TierName, string> = {
  instant: 'Instant tier',
  full: 'Full tier',
};

export function formatPercent(probability: number): string {
  if (probability > 0 && probability < 0.005) return '<1%';
  if (probability < 1 && probability >= 0.995) return '>99%';
  return `${Math.round(probability * 100)}%`;
}

/** In the units that browsers use for downloads (1 MB is 1,000,000 bytes), never broken apart. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes}\u00a0B`;
  if (bytes < 999_500) return `${Math.round(bytes / 1000)}\u00a0kB`;
  return `${(bytes / 1e6).toFixed(1)}\u00a0MB`;
}

export function countTags(count: number): string {
  if (count === 0) return 'no tag fits';
  return count === 1 ? '1 tag' : `${count} tags`;
}

function whatTheFullTierDoes(full: TierState): string {
  switch (full.state) {
    case 'downloading':
      return ' The full tier is on its way.';
    case 'starting':
      return ' The full tier is starting.';
    case 'ready':
      return ' The full tier is reading.';
    case 'failed':
      return ' The full tier is not available.';
    case 'waiting':
    case 'offered':
    case 'absent':
      return '';
  }
}

/** One line for the status region; it names the tier that answered, or what is awaited. */
export function statusText(state: PageState): string {
  const { instant, full } = state.tiers;
  if (state.fatal) return 'The tagger could not start.';
  if (state.answer) {
    const { tier, tags, truncated, dataSet } = state.answer;
    const refused = !dataSet && !state.settings.anyText;
    const count = tags.length > 0 || !refused ? [countTags(tags.length)] : [];
    const said = [...(refused ? ['does not read like a data set'] : []), ...count];
    const head = `${TIER_NAMES[tier]}: ${said.join('; ')}.`;
    const cut = truncated ? ' Only the beginning of the text was read.' : '';
    return head + cut + (tier === 'instant' ? whatTheFullTierDoes(full) : '');
  }
  if (!state.bundle) return 'Loading the instant tier…';
  const usable = [instant, full].some((tier) => tier.state === 'ready');
  if (!usable) {
    return [instant, full].every((tier) => tier.state === 'failed' || tier.state === 'absent')
      ? 'No tier could be loaded.'
      : `Loading the ${instant.state === 'absent' || instant.state === 'failed' ? 'full' : 'instant'} tier…`;
  }
  if (!state.empty) return 'Reading…';
  return instant.state === 'ready' ? 'The instant tier is ready.' : 'The full tier is ready.';
}

/** Why there are no tags, and what would help; nothing where there are some. */
export function noTagText(
  { tags, dataSet }: Pick<Answer, 'tags' | 'dataSet'>,
  anyText: boolean,
): string | undefined {
  const help = 'A sentence or two about what the data hold may help.';
  if (!dataSet && !anyText) {
    return `This does not read like the description of a data set, so no tag is given. ${help}`;
  }
  if (tags.length > 0) return undefined;
  return `No tag fits this text: it says too little, or nothing that these tags are about. ${help}`;
}

/** What goes with the download bar of a tier; nothing where there is nothing to wait for. */
export function progressText(tier: TierName, state: TierState): string | undefined {
  const name = TIER_NAMES[tier].toLowerCase();
  switch (state.state) {
    case 'downloading':
      return `Downloading the ${name}: ${formatBytes(state.receivedBytes)} of ${formatBytes(state.totalBytes)}`;
    case 'starting':
      return `Starting the ${name}…`;
    default:
      return undefined;
  }
}

/** Why a tier waits for the visitor's word, and what it weighs; nothing where it does not wait. */
export function offerText(tier: TierName, state: TierState, missingBytes: number) {
  if (state.state !== 'offered') return undefined;
  const name = TIER_NAMES[tier].toLowerCase();
  const weight =
    missingBytes === 0 ? 'It is on this device.' : `${formatBytes(missingBytes)} to go.`;
  switch (state.reason) {
    case 'slow':
      return `The connection is slow or metered, and the ${name} has ${formatBytes(missingBytes)} to download.`;
    case 'cancelled':
      return `The download of the ${name} was stopped. ${weight}`;
    case 'unloaded':
      return `The ${name} was unloaded. ${weight}`;
  }
}

/** What is kept on this device. */
export function storageText(storage: StorageReport): string {
  const bytes = storage.modelBytes + storage.runtimeBytes;
  const kept =
    bytes === 0
      ? 'Nothing of the model is kept on this device.'
      : `Kept on this device: ${formatBytes(storage.modelBytes)} of the model` +
        (storage.runtimeBytes > 0
          ? ` and ${formatBytes(storage.runtimeBytes)} of the program that runs it.`
          : '.');
  switch (storage.state) {
    case 'available':
      return kept;
    case 'full':
      return `${kept} The browser had no room for more: the rest is downloaded anew each time.`;
    case 'unavailable':
      return 'This browser keeps nothing here (a private window?): the model is downloaded anew each time.';
  }
}

/** How the full tier runs; nothing where it does not. */
export function engineText(state: TierState): string | undefined {
  if (state.state !== 'ready') return undefined;
  const threads = state.threads === 1 ? '1 thread' : `${state.threads} threads`;
  return `The full tier runs in ${threads}${THREAD_LIMITS[state.threadLimit ?? 'none']}.`;
}

const THREAD_LIMITS: Record<ThreadLimit, string> = {
  none: '',
  'not-isolated': ': the page is not isolated from other sites, which more would need',
  'no-shared-memory': ': this browser has no shared memory, which more would need',
  'one-core': ': this device has one core',
  'start-failed': ': it did not start with more',
};

/** A failure of a tier, with what the visitor can still do. */
/** The core's messages are for logs: without a full stop, and exact where people need to know less. */
function reasonOf({ code, message }: Failure): string {
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
  return code === 'corrupt'
    ? `A file of the model arrived damaged, and once more when it was fetched again (${message}).`
    : sentence;
}

export function failureText(tier: TierName, state: PageState): string | undefined {
  const own = state.tiers[tier];
  if (own.state !== 'failed') return undefined;
  const other = state.tiers[tier === 'full' ? 'instant' : 'full'];
  const rest =
    other.state === 'ready'
      ? ` The ${tier === 'full' ? 'instant' : 'full'} tier goes on working.`
      : '';
  return `The ${TIER_NAMES[tier].toLowerCase()} could not be loaded. ${reasonOf(own.failure)}${rest}`;
}

export function strictnessName(shift: number): string {
  if (shift >= 2) return 'Only sure tags';
  if (shift >= 1) return 'Strict';
  if (shift > 0) return 'A little stricter';
  if (shift === 0) return 'Balanced';
  if (shift > -1) return 'A little more lenient';
  if (shift > -2) return 'Lenient';
  return 'Anything plausible';
}

const roundedPercent = (share: number) => `${Math.round(share * 100)}%`;

/** What a strictness gains and costs. */
export function promiseText(point: OperatingPoint, evidence?: Evidence): string {
  const precision = roundedPercent(point.precision);
  const recall = roundedPercent(point.recall);
  const tags = `${point.tagsPerRow.toFixed(1)} tags each`;
  if (evidence?.graded) {
    return (
      `Of the tags given at this setting, ${precision} are ones that a careful reader accepts, and ` +
      `${recall} of the tags that clearly fit are found; ${tags} (${unseenData(evidence)}).`
    );
  }
  return (
    `On data sets that the model had not seen, ${precision} of the tags it gave were right ` +
    `(precision), and it found ${recall} of the right ones (recall), with ${tags}.`
  );
}

function unseenData(evidence: Evidence | undefined): string {
  const count = evidence ? `${evidence.rows.toLocaleString('en')} ` : '';
  return `${count}data sets that the model had not seen`;
}

export const CLEAR_GROUP_NAME = 'Clearly fits';

/** Of the group of all other tags; `alone` where no tag clearly fits. */
export function otherGroupName(alone: boolean): string {
  return alone ? 'Fits less clearly' : 'Also fits';
}

/** What the first group is worth; nothing where that was not measured for this strictness. */
export function clearGroupText(
  { shift, precision }: ClearGroup,
  strictness: number,
  evidence?: Evidence,
): string | undefined {
  if (strictness > shift) return undefined;
  return (
    `On ${unseenData(evidence)}, ${roundedPercent(precision)} of the tags under ` +
    `“${CLEAR_GROUP_NAME}” did clearly fit.`
  );
}

/** How many words are named in a sentence. */
const MOST_NAMED = 5;

/** The words that weigh most, so that nobody needs the colours. Nothing while they are under way. */
export function reasonsText(reasons: Reasons | undefined): string {
  if (!reasons) return 'Weighing the words…';
  const { tier, title, description } = reasons;
  const effects = new Map<string, number>();
  for (const { text, effect } of [...title, ...description]) {
    const word = text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
    if (word) effects.set(word, (effects.get(word) ?? 0) + effect);
  }
  const strongest = Math.max(0, ...[...effects.values()].map(Math.abs));
  const named = (sign: 1 | -1) =>
    [...effects]
      .filter(([, effect]) => effect * sign > strongest / 20)
      .sort(([, a], [, b]) => (b - a) * sign)
      .slice(0, MOST_NAMED)
      .map(([word]) => `“${word}”`)
      .join(', ');
  const source =
    tier === 'instant'
      ? 'The instant tier adds up what each word says.'
      : 'The full tier read the text again without each word.';
  const speaks = named(1) ? `For it speak most: ${named(1)}.` : 'No word speaks for it.';
  const denies = named(-1) ? ` Against it: ${named(-1)}.` : '';
  return `${source} ${speaks}${denies}`;
}

export function whyProgressText(): string {
  return 'The full tier reads the text again and again, each time without one of its words.';
}
