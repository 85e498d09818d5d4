// What of a file is read, and by which tier: the selections, the preview and the start.
import { createButton, element } from '../../page/elements';
import { formatBytes, TIER_NAMES } from '../../page/wording';
import { TIERS, type TierName } from '../../protocol/messages';
import type { ColumnChoice, Delimiter, Inspection, TableFormat } from '../messages';
import { isBusy, keptRun, type ManyState } from './state';
import { estimateText, formatCount, warnings } from './wording';

export interface SetupHandlers {
  onFormat: (format: TableFormat) => void;
  onColumns: (columns: ColumnChoice) => void;
  onTier: (tier: TierName) => void;
  onStart: (goOn: boolean) => void;
}

const NO_COLUMN = 'none';

function option(value: string, text: string): HTMLOptionElement {
  const made = document.createElement('option');
  made.value = value;
  made.textContent = text;
  return made;
}

function previewTable({ columnNames, preview }: Inspection): HTMLTableElement {
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  for (const name of columnNames) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = name;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of preview) {
    const line = body.insertRow();
    for (const text of row) line.insertCell().textContent = text;
  }
  return table;
}

export class SetupView {
  readonly #section = element('setup', HTMLElement);
  readonly #choices = element('choices', HTMLElement);
  readonly #delimiter = element('delimiter', HTMLSelectElement);
  readonly #header = element('header', HTMLInputElement);
  readonly #title = element('title-column', HTMLSelectElement);
  readonly #description = element('description-column', HTMLSelectElement);
  readonly #preview = element('preview', HTMLElement);
  readonly #warnings = element('warnings', HTMLElement);
  readonly #tiers = element('tiers', HTMLFieldSetElement);
  readonly #estimate = element('estimate', HTMLElement);
  readonly #radios = new Map<TierName, HTMLInputElement>();
  readonly #start: HTMLButtonElement;
  readonly #goOn: HTMLButtonElement;
  #shown: Inspection | undefined;

  constructor(private readonly handlers: SetupHandlers) {
    this.#start = createButton('Start', () => handlers.onStart(false));
    this.#goOn = createButton('Go on', () => handlers.onStart(true));
    element('starters', HTMLElement).append(this.#goOn, this.#start);
    for (const select of [this.#title, this.#description]) {
      select.addEventListener('change', () => handlers.onColumns(this.#columns));
    }
    const onFormat = () =>
      handlers.onFormat({
        kind: 'csv',
        delimiter: this.#delimiter.value as Delimiter,
        header: this.#header.checked,
      });
    this.#delimiter.addEventListener('change', onFormat);
    this.#header.addEventListener('change', onFormat);
  }

  get #columns(): ColumnChoice {
    const of = ({ value }: HTMLSelectElement) => (value === NO_COLUMN ? undefined : Number(value));
    return { title: of(this.#title), description: of(this.#description) };
  }

  render(state: ManyState): void {
    const { file } = state;
    // While a changed separator is tried, what is there stays.
    const stays = file.state === 'inspecting' && this.#shown !== undefined;
    this.#section.hidden = file.state !== 'open' && !stays;
    const busy = isBusy(state) || file.state !== 'open';
    for (const control of this.#section.querySelectorAll<HTMLInputElement>('select, input')) {
      control.disabled = busy;
    }
    if (file.state === 'failed') this.#shown = undefined;
    if (file.state !== 'open') {
      this.#start.disabled = this.#goOn.disabled = true;
      return;
    }
    if (file.inspection !== this.#shown) this.#showInspection(file.inspection);
    this.#showTiers(state);
    const { title, description } = state.columns;
    this.#title.value = title === undefined ? NO_COLUMN : String(title);
    this.#description.value = description === undefined ? NO_COLUMN : String(description);
    const estimate = estimateText(state);
    if (this.#estimate.textContent !== estimate) this.#estimate.textContent = estimate;
    this.#showStarters(state, busy);
  }

  #showStarters(state: ManyState, busy: boolean): void {
    const { columns, run } = state;
    const kept = keptRun(state);
    const finished = kept !== undefined && kept.done >= kept.rows;
    const known = kept !== undefined && kept.done > 0 && run.state === 'none';
    const unready =
      busy ||
      (columns.title === undefined && columns.description === undefined) ||
      state.speeds[state.tier].state !== 'measured';
    this.#goOn.hidden = !known;
    this.#goOn.textContent = finished
      ? 'Show the results'
      : `Go on after row ${formatCount(kept?.done ?? 0)}`;
    this.#start.textContent = known || run.state !== 'none' ? 'Start anew' : 'Start';
    this.#start.disabled = this.#goOn.disabled = unready;
  }

  #showInspection(inspection: Inspection): void {
    this.#shown = inspection;
    const { format, columnNames } = inspection;
    this.#choices.querySelector<HTMLElement>('#delimiter-choice')!.hidden = format.kind !== 'csv';
    this.#choices.querySelector<HTMLElement>('#header-choice')!.hidden = format.kind !== 'csv';
    if (format.kind === 'csv') {
      this.#delimiter.value = format.delimiter;
      this.#header.checked = format.header;
    }
    for (const select of [this.#title, this.#description]) {
      select.replaceChildren(
        option(NO_COLUMN, '(none)'),
        ...columnNames.map((name, index) => option(String(index), name)),
      );
    }
    this.#preview.replaceChildren(previewTable(inspection));
    this.#warnings.replaceChildren(
      ...warnings(inspection).map((text) => {
        const line = document.createElement('div');
        line.textContent = text;
        return line;
      }),
    );
  }

  #showTiers({ bundle, tier }: ManyState): void {
    for (const name of [...TIERS].reverse()) {
      const summary = bundle?.tiers.find((entry) => entry.tier === name);
      if (!summary || this.#radios.has(name)) continue;
      const radio = document.createElement('input');
      radio.type = 'radio';
      radio.name = 'tier';
      radio.addEventListener('change', () => this.handlers.onTier(name));
      const label = document.createElement('label');
      label.className = 'tick';
      const what = name === 'instant' ? 'fast' : 'slower, ranks better';
      label.append(radio, `${TIER_NAMES[name]}: ${what} (${formatBytes(summary.bytes)})`);
      this.#tiers.append(label);
      this.#radios.set(name, radio);
    }
    for (const [name, radio] of this.#radios) radio.checked = name === tier;
  }
}
