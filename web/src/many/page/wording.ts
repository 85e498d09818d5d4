// What the page "Many at once" says, in words. Pure, so that every sentence can be tested.
import { groupTags } from '../../page/tag-groups';
import { formatBytes, formatPercent, otherGroupName, TIER_NAMES } from '../../page/wording';
import type { Tag } from '../../protocol/messages';
import {
  MAX_ROWS,
  type Inspection,
  type KeepingState,
  type KeptRun,
  type RowOutcome,
} from '../messages';
import { isBusy, keptRun, type ManyState } from './state';

const NUMBERS = new Intl.NumberFormat('en');

export const formatCount = (count: number) => NUMBERS.format(count);

function countRows(count: number): string {
  return count === 1 ? '1 row' : `${formatCount(count)} rows`;
}

/** "5 s", "3 min", "2 h 10 min": as coarse as an estimate is. */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return 'less than a second';
  if (seconds < 90) return `${Math.round(seconds)}\u00a0s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes}\u00a0min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)}\u00a0h${rest > 0 ? ` ${rest}\u00a0min` : ''}`;
}

export function formatRate(rowsPerSecond: number): string {
  const digits = rowsPerSecond < 10 ? 1 : 0;
  return `${formatCount(Number(rowsPerSecond.toFixed(digits)))}\u00a0rows/s`;
}

export function fileText(state: ManyState): string {
  const { file } = state;
  switch (file.state) {
    case 'none':
      return state.bundle || state.fatal ? 'No file is open.' : 'Loading…';
    case 'inspecting': {
      const share = file.totalBytes > 0 ? file.readBytes / file.totalBytes : 0;
      return `Reading ${file.name} (${formatBytes(file.totalBytes)}): ${Math.floor(share * 100)}%`;
    }
    case 'failed':
      return `${file.name} cannot be used.`;
    case 'open': {
      const { name, bytes, rows } = file.inspection;
      const rest = isBusy(state) ? ' Cancel the run to open another file.' : '';
      return `${name}: ${countRows(rows)}, ${formatBytes(bytes)}.${rest}`;
    }
  }
}

/** What the visitor should know of a file before it is tagged. */
export function warnings({ rows, malformedRows }: Inspection): string[] {
  const found: string[] = [];
  if (rows > MAX_ROWS) {
    found.push(
      `Of ${countRows(rows)} the first ${formatCount(MAX_ROWS)} are tagged. Split the file to have all.`,
    );
  }
  if (malformedRows > 0) {
    found.push(
      `${countRows(malformedRows)} cannot be read and will be listed as errors; is the separator right?`,
    );
  }
  return found;
}

export function estimateText(state: ManyState): string {
  if (state.file.state !== 'open') return '';
  const speed = state.speeds[state.tier];
  const name = TIER_NAMES[state.tier].toLowerCase();
  switch (speed.state) {
    case 'unknown':
      return '';
    case 'measuring':
      return speed.totalBytes > 0 && speed.receivedBytes < speed.totalBytes
        ? `Downloading the ${name}: ${formatBytes(speed.receivedBytes)} of ${formatBytes(speed.totalBytes)}`
        : `Measuring the ${name} on the first rows…`;
    case 'failed':
      return `The ${name} could not be started. ${speed.failure.message}`;
    case 'measured': {
      const rows = Math.min(state.file.inspection.rows, MAX_ROWS) - (keptRun(state)?.done ?? 0);
      const seconds = (rows * speed.millisecondsPerRow) / 1000;
      return `${countRows(rows)} ${rows === 1 ? 'takes' : 'take'} ${seconds < 1 ? '' : 'about '}${formatDuration(seconds)} with the ${name}, by the first rows.`;
    }
  }
}

/** One line for the status region. */
export function runText(state: ManyState): string {
  const { counts, rows, run, rowsPerSecond } = state;
  const done = `${formatCount(counts.done)} of ${countRows(rows)}`;
  switch (run.state) {
    case 'none':
      return '';
    case 'starting':
      return 'Starting…';
    case 'running': {
      if (rowsPerSecond === undefined) return `${done}.`;
      const left = formatDuration((rows - counts.done) / rowsPerSecond);
      return `${done}, ${formatRate(rowsPerSecond)}, ${left} left.`;
    }
    case 'pausing':
      return `Pausing at ${done}…`;
    case 'paused':
      return `Paused at ${done}.`;
    case 'cancelled':
      return `Cancelled at ${done}. The rows done can be downloaded.`;
    case 'finished':
      return `Done: ${countRows(counts.done)}.`;
    case 'failed':
      return `Stopped at ${done}. ${run.failure.message}`;
  }
}

const NOT_KEPT: Record<Exclude<KeepingState, 'available'>, string> = {
  full: 'The browser has no room to keep the rows done on this device.',
  unavailable: 'This browser keeps nothing on this device (a private window?).',
  elsewhere:
    'This run was begun anew in another tab, or forgotten: its rows are not kept on this device.',
};

export function keepingText({ keeping, counts }: ManyState): string | undefined {
  if (keeping === 'available') return undefined;
  const lost = 'A reload or a closed tab loses the rows done: download them.';
  const reason = NOT_KEPT[keeping];
  return counts.done > 0 ? `${reason} ${lost}` : reason;
}

export function keptText({ name, done, rows, settings, updated }: KeptRun): string {
  const when = new Date(updated).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
  const total = Math.min(rows, MAX_ROWS);
  const tier = TIER_NAMES[settings.tier].toLowerCase();
  const next =
    done < total ? 'Choose the file again to go on.' : 'Choose the file again to see the results.';
  return `${name}: ${formatCount(done)} of ${countRows(total)} done with the ${tier}, ${when}. ${next}`;
}

export function downloadText({ download }: ManyState): string {
  switch (download.state) {
    case 'none':
      return '';
    case 'writing':
      return 'Writing the file…';
    case 'failed':
      return `The file could not be written. ${download.failure.message}`;
    case 'written': {
      const { neutralised } = download;
      if (neutralised === 0) return 'The file is in your downloads.';
      const cells = neutralised === 1 ? '1 cell' : `${formatCount(neutralised)} cells`;
      return `The file is in your downloads. ${cells} that could be taken for a formula got an apostrophe.`;
    }
  }
}

export function outcomeText(outcome: RowOutcome): string {
  switch (outcome.status) {
    case 'nothing-to-read':
      return 'Title and description are empty';
    case 'failed':
      return outcome.error.message;
    case 'tagged':
      if (outcome.tags.length > 0) return tagsText(outcome.tags);
      return outcome.dataSet ? 'No tag fits' : 'Does not read like a data set';
  }
}

/** "Sports 88%, Health 84%; also fits: Audio 62%" */
function tagsText(tags: readonly Tag[]): string {
  const { clear, also } = groupTags(tags);
  const list = (group: readonly Tag[]) =>
    group.map(({ label, probability }) => `${label} ${formatPercent(probability)}`).join(', ');
  if (also.length === 0) return list(clear);
  if (clear.length === 0) return `${otherGroupName(true)}: ${list(also)}`;
  return `${list(clear)}; ${otherGroupName(false).toLowerCase()}: ${list(also)}`;
}

/** What a reload would cost, as a sentence; nothing where no file is open. */
export function lossOnReload(state: ManyState): string | undefined {
  if (state.file.state !== 'open' && state.file.state !== 'inspecting') return undefined;
  if (state.run.state === 'none') return 'Switching to the new version closes your file.';
  const end = isBusy(state) ? 'ends the run' : 'closes the result';
  const after =
    state.keeping === 'available'
      ? 'The rows done are kept: choose the file again to go on.'
      : 'The rows done are not kept in this browser: download them first.';
  return `Switching to the new version ${end}. ${after}`;
}
