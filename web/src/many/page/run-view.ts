// A run and its results: progress, pause and cancel, the table with its filter, the downloads.
import { createButton, element } from '../../page/elements';
import type { DownloadOptions, RowCounts, RowFilter, ShownRow } from '../messages';
import { ResultTable } from './result-table';
import { isBusy, type ManyState } from './state';
import { downloadText, formatCount, keepingText, runText } from './wording';

export interface RunHandlers {
  onPause: () => void;
  onResume: () => void;
  onCancel: () => void;
  onGoOn: () => void;
  onRows: (id: number, filter: RowFilter, begin: number, end: number) => void;
  onDownload: (options: DownloadOptions) => void;
  onDownloadErrors: () => void;
}

/** A screen reader is told how far the run is not more often than this. */
const TELLING_MILLISECONDS = 1000;

function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

export class RunView {
  readonly #section = element('results', HTMLElement);
  readonly #status = element('run-status', HTMLElement);
  readonly #progress = element('run-progress', HTMLProgressElement);
  readonly #keeping = element('keeping', HTMLElement);
  readonly #filter = element('filter', HTMLSelectElement);
  readonly #filterCount = element('filter-count', HTMLElement);
  readonly #downloadStatus = element('download-status', HTMLElement);
  readonly #download = element('download-results', HTMLButtonElement);
  readonly #downloadErrors = element('download-errors', HTMLButtonElement);
  readonly #format = element('download-format', HTMLSelectElement);
  readonly #probabilities = element('download-probabilities', HTMLInputElement);
  readonly #neutralise = element('neutralise', HTMLInputElement);
  readonly #neutraliseChoice = element('neutralise-choice', HTMLElement);
  readonly #pause: HTMLButtonElement;
  readonly #resume: HTMLButtonElement;
  readonly #cancel: HTMLButtonElement;
  readonly #goOn: HTMLButtonElement;
  readonly #table: ResultTable;
  #counts: RowCounts = { done: 0, withoutTag: 0, withError: 0 };
  #told = { run: '', time: -Infinity };

  constructor(handlers: RunHandlers) {
    this.#pause = createButton('Pause', handlers.onPause);
    this.#resume = createButton('Resume', handlers.onResume);
    this.#cancel = createButton('Cancel', handlers.onCancel);
    this.#goOn = createButton('Go on', handlers.onGoOn);
    element('run-controls', HTMLElement).append(
      this.#pause,
      this.#resume,
      this.#goOn,
      this.#cancel,
    );
    this.#table = new ResultTable(element('table', HTMLElement), handlers.onRows);
    this.#filter.addEventListener('change', () => {
      this.#table.reset(this.#filterValue);
      this.#showCount();
    });
    this.#format.addEventListener('change', () => {
      this.#neutraliseChoice.hidden = this.#format.value !== 'csv';
    });
    element('download', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      handlers.onDownload({
        format: this.#format.value === 'csv' ? 'csv' : 'json-lines',
        probabilities: this.#probabilities.checked,
        neutraliseOriginals: this.#neutralise.checked,
      });
    });
    this.#downloadErrors.addEventListener('click', handlers.onDownloadErrors);
  }

  get #filterValue(): RowFilter {
    return this.#filter.value as RowFilter;
  }

  /** Another run begins. */
  reset(): void {
    this.#filter.value = 'all';
    this.#counts = { done: 0, withoutTag: 0, withError: 0 };
    this.#table.reset('all');
  }

  takeRows(id: number, begin: number, rows: readonly ShownRow[]): void {
    this.#table.take(id, begin, rows);
  }

  render(state: ManyState): void {
    const { run, counts, rows } = state;
    this.#section.hidden = run.state === 'none';
    if (run.state === 'none') return;
    this.#tell(state);
    this.#progress.max = Math.max(1, rows);
    this.#progress.value = counts.done;
    this.#progress.hidden = !isBusy(state);
    this.#pause.hidden = run.state !== 'running';
    this.#resume.hidden = run.state !== 'paused';
    this.#cancel.hidden = !isBusy(state);
    this.#goOn.hidden = run.state !== 'cancelled' && run.state !== 'failed';
    const keeping = keepingText(state);
    this.#keeping.hidden = keeping === undefined;
    setText(this.#keeping, keeping ?? '');
    this.#showTable(state);
    const writing = state.download.state === 'writing';
    const moving = isBusy(state) && run.state !== 'paused';
    this.#download.disabled = moving || writing || counts.done === 0;
    this.#downloadErrors.hidden = counts.withError === 0;
    this.#downloadErrors.disabled = moving || writing;
    setText(this.#downloadStatus, downloadText(state));
  }

  #tell(state: ManyState): void {
    const now = performance.now();
    const { run } = state;
    if (run.state === this.#told.run && now - this.#told.time < TELLING_MILLISECONDS) return;
    const text = runText(state);
    if (this.#status.textContent === text) return;
    this.#told = { run: run.state, time: now };
    setText(this.#status, text);
  }

  #showTable({ counts }: ManyState): void {
    this.#counts = counts;
    this.#showCount();
    setText(
      this.#filterCount,
      `${formatCount(counts.withoutTag)} without a tag, ${formatCount(counts.withError)} with errors`,
    );
  }

  #showCount(): void {
    const { done, withoutTag, withError } = this.#counts;
    const counts = { all: done, 'without-tag': withoutTag, 'with-error': withError };
    this.#table.setCount(counts[this.#filterValue]);
  }
}
