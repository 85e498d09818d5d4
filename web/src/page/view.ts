// The only place that touches the page's elements. Text of users and of the model is set as text,
// never as HTML.
import { TIERS, type Answer, type BundleSummary, type Tag } from '../protocol/messages';
import { createButton, element } from './elements';
import type { Example } from './examples';
import type { PageState } from './state';
import { groupTags } from './tag-groups';
import { createTagLists, type TagLists } from './tag-list';
import { TakeAway } from './take-away';
import {
  CLEAR_GROUP_NAME,
  clearGroupText,
  failureText,
  formatPercent,
  noTagText,
  otherGroupName,
  progressText,
  statusText,
  TIER_NAMES,
} from './wording';

export interface ViewHandlers {
  onInput: () => void;
  onClear: () => void;
  onExample: (example: Example) => void;
  onRetry: () => void;
  /** Save the opened file with these tags. */
  onSave: (labels: readonly string[]) => void;
  /** The text does not read like a data set's, and shall be tagged. */
  onTagAnyway: () => void;
  /** A tag was chosen. */
  onWhy: (label: string) => void;
}

/** Writes only what changed, so that live regions speak once. */
function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

function showText(target: HTMLElement, text: string | undefined): void {
  target.hidden = text === undefined;
  setText(target, text ?? '');
}

const NO_TAGS: readonly Tag[] = [];

export class View {
  readonly #title = element('title', HTMLInputElement);
  readonly #description = element('description', HTMLTextAreaElement);
  readonly #clear = element('clear', HTMLButtonElement);
  readonly #status = element('status', HTMLElement);
  readonly #problems = element('problems', HTMLElement);
  readonly #placeholder = element('placeholder', HTMLElement);
  readonly #nearest = element('nearest', HTMLElement);
  readonly #tagAnyway = element('tag-anyway-row', HTMLElement);
  readonly #legend = element('legend', HTMLElement);
  readonly #downloads = element('downloads', HTMLElement);
  readonly #metrics = element('metrics', HTMLElement);
  readonly #clearName = element('clear-name', HTMLElement);
  readonly #also = element('also', HTMLElement);
  readonly #alsoName = element('also-name', HTMLElement);
  readonly #groupsSaid = element('groups-said', HTMLElement);
  readonly #clearList = element('tags', HTMLUListElement);
  readonly #alsoList = element('also-tags', HTMLUListElement);
  readonly #tags: TagLists;
  readonly #bars = new Map<
    string,
    { row: HTMLElement; bar: HTMLProgressElement; text: HTMLElement }
  >();
  #described: BundleSummary | undefined;
  readonly takeAway: TakeAway;

  constructor(
    examples: readonly Example[],
    private readonly handlers: ViewHandlers,
  ) {
    this.#title.addEventListener('input', handlers.onInput);
    this.#description.addEventListener('input', handlers.onInput);
    this.#clear.addEventListener('click', handlers.onClear);
    element('tag-anyway', HTMLButtonElement).addEventListener('click', handlers.onTagAnyway);
    this.takeAway = new TakeAway(
      {
        group: element('take-away', HTMLElement),
        buttons: element('take-away-buttons', HTMLElement),
        said: element('take-away-said', HTMLElement),
        byHand: element('by-hand', HTMLTextAreaElement),
      },
      handlers.onSave,
    );
    this.#tags = createTagLists(handlers.onWhy);
    const form = element('text', HTMLFormElement);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#description.focus();
    });
    element('examples', HTMLElement).append(
      ...examples.map((example) => createButton(example.name, () => handlers.onExample(example))),
    );
  }

  get text(): { title: string; description: string } {
    return { title: this.#title.value, description: this.#description.value };
  }

  setText(title: string, description: string): void {
    this.#title.value = title;
    this.#description.value = description;
  }

  /** Its button, if it is still shown. */
  focusTag(label: string): void {
    const lists = [this.#clearList, this.#alsoList];
    const buttons = lists.flatMap((list) => [...list.querySelectorAll('button')]);
    buttons.find(({ textContent }) => textContent === label)?.focus();
  }

  focusTitle(): void {
    this.#title.focus();
  }

  render(state: PageState): void {
    const answer = state.empty ? undefined : state.answer;
    setText(this.#status, statusText(state));
    this.#status.dataset['tier'] = answer?.tier ?? 'none';
    this.#clear.disabled = state.empty;
    this.#renderProblems(state);
    this.#renderTags(state, answer);
    this.takeAway.render(answer?.tags ?? NO_TAGS);
    this.#legend.hidden = !answer || answer.tags.length === 0;
    showText(this.#placeholder, this.#placeholderText(state));
    const refused = answer !== undefined && !answer.dataSet && !state.settings.anyText;
    this.#tagAnyway.hidden = !refused;
    showText(
      this.#nearest,
      answer && answer.tags.length === 0 && !refused ? nearestText(answer.nearest) : undefined,
    );
    this.#renderDownloads(state);
    if (state.bundle && state.bundle !== this.#described) {
      this.#described = state.bundle;
      this.#metrics.replaceChildren(metricsTable(state.bundle), metricsNote(state.bundle));
    }
  }

  /** One list, or two under their names where the tier tells its tags apart. */
  #renderTags(state: PageState, answer: Answer | undefined): void {
    const tier = state.bundle?.tiers.find(({ tier }) => tier === answer?.tier);
    const group = tier?.clearGroup;
    const { clear, also } = groupTags(answer?.tags ?? NO_TAGS);
    const named = group !== undefined && clear.length > 0;
    showText(this.#clearName, named ? CLEAR_GROUP_NAME : undefined);
    this.#clearList.setAttribute('aria-labelledby', named ? 'clear-name' : 'tags-name');
    this.#clearList.hidden = clear.length === 0 && also.length > 0;
    this.#also.hidden = also.length === 0;
    this.#tags.render(
      [
        { list: this.#clearList, tags: clear },
        { list: this.#alsoList, tags: also },
      ],
      state.why?.label,
    );
    setText(this.#alsoName, otherGroupName(clear.length === 0));
    showText(
      this.#groupsSaid,
      named ? clearGroupText(group, state.settings.shift, tier?.evidence) : undefined,
    );
  }

  #placeholderText(state: PageState): string | undefined {
    if (state.fatal) return undefined;
    if (state.empty) return 'The tags appear here as you type.';
    return state.answer && noTagText(state.answer, state.settings.anyText);
  }

  #renderProblems(state: PageState): void {
    const messages = [
      state.fatal?.message,
      state.problem && `This text could not be tagged. ${state.problem.message}`,
      ...TIERS.map((tier) => failureText(tier, state)),
    ].filter((message) => message !== undefined);
    const key = messages.join('\n');
    if (this.#problems.dataset['key'] === key) return;
    this.#problems.dataset['key'] = key;
    const children: HTMLElement[] = messages.map((message) => {
      const paragraph = document.createElement('p');
      paragraph.textContent = message;
      return paragraph;
    });
    if (!state.fatal && TIERS.some((tier) => state.tiers[tier].state === 'failed')) {
      children.push(createButton('Try again', this.handlers.onRetry));
    }
    this.#problems.replaceChildren(...children);
  }

  #renderDownloads(state: PageState): void {
    for (const tier of TIERS) {
      const tierState = state.tiers[tier];
      const text = progressText(tier, tierState);
      const shown = this.#bars.get(tier);
      if (text === undefined) {
        shown?.row.remove();
        this.#bars.delete(tier);
        continue;
      }
      const { bar, text: label } = shown ?? this.#addBar(tier);
      setText(label, text);
      if (tierState.state === 'downloading') {
        bar.max = Math.max(1, tierState.totalBytes);
        bar.value = tierState.receivedBytes;
      } else {
        bar.removeAttribute('value');
      }
    }
  }

  #addBar(tier: string) {
    const row = document.createElement('div');
    const text = document.createElement('label');
    const bar = document.createElement('progress');
    row.className = 'download';
    bar.id = `download-${tier}`;
    text.htmlFor = bar.id;
    row.append(text, bar);
    this.#downloads.append(row);
    const entry = { row, bar, text };
    this.#bars.set(tier, entry);
    return entry;
  }
}

function nearestText(nearest: readonly Tag[]): string {
  const named = nearest
    .slice(0, 3)
    .map(({ label, probability }) => `${label} (${formatPercent(probability)})`);
  return `The closest were ${named.join(', ')}.`;
}

const METRIC_NAMES: Record<string, string> = {
  micro_f1: 'Micro F1',
  lrap: 'Ranking precision (LRAP)',
  map_micro: 'Average precision (micro)',
};

/** Of rows whose tags were graded by readers, in place of those. */
const GRADED_METRIC_NAMES: Record<string, string> = {
  accepted: 'Tags accepted by a reader',
  clear_found: 'Clear tags found',
  graded_f1: 'F1 of the two',
  ndcg_at_5: 'Ranking of the first five (nDCG)',
};

function isGraded(bundle: BundleSummary): boolean {
  return bundle.tiers.some(({ evidence }) => evidence?.graded);
}

function metricsTable(bundle: BundleSummary): HTMLElement {
  const table = document.createElement('table');
  const titles = isGraded(bundle) ? GRADED_METRIC_NAMES : METRIC_NAMES;
  const names = Object.keys(titles).filter((name) =>
    bundle.tiers.some(({ metrics }) => name in metrics),
  );
  const head = table.createTHead().insertRow();
  const columns = ['Tier', ...names.map((name) => titles[name] ?? name)];
  for (const column of columns) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = column;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const { tier, metrics } of bundle.tiers) {
    const row = body.insertRow();
    const name = document.createElement('th');
    name.scope = 'row';
    name.textContent = TIER_NAMES[tier];
    row.append(name);
    for (const metric of names) row.insertCell().textContent = metrics[metric]?.toFixed(3) ?? '–';
  }
  return table;
}

function metricsNote(bundle: BundleSummary): HTMLElement {
  const note = document.createElement('p');
  const data = [...new Set(bundle.tiers.map(({ metricsData }) => metricsData))].filter(Boolean);
  note.textContent =
    (data.length > 0 ? `Measured on ${data.join('; ')}. ` : '') +
    (isGraded(bundle)
      ? 'Readers said of each tag whether it clearly fits, fits as well, or does not. 1 would be ' +
        'perfect, and is out of reach: readers disagree too.'
      : '1 would be perfect, and is out of reach: people disagree about tags too.');
  return note;
}
