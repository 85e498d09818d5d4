// One run over a file: row by row through a tier; can pause, go on and end at any row.
import type { LinnetCore } from 'linnet-core';
import { toFailure } from '../../protocol/failure';
import { MAX_ROWS, type RowCounts, type RowOutcome, type RunSettings } from '../messages';
import { openSource, readSlices } from '../table/read-table';
import type { TableItem } from '../table/row-source';
import { Rate } from './rate';
import { beginning, Results } from './results';
import { textOf, type RowTier } from './row-tier';
import type { Kept, RunStore } from './run-store';

/** After so long, messages are taken. */
const TURN_MILLISECONDS = 30;

/** How often progress is told, and how often rows are kept. */
const PROGRESS_MILLISECONDS = 150;
const KEEP_MILLISECONDS = 1000;

/** Where rows could not be kept, they are tried again after so long: room may have been made. */
const RETRY_MILLISECONDS = 10_000;

export interface RunParts {
  core: LinnetCore;
  file: File;
  settings: RunSettings;
  tier: RowTier;
  /** Of the file. */
  rows: number;
  store: Pick<RunStore, 'append'>;
  /** Under which rows are kept. */
  key: string;
  /** Rows that are done already, from the first on. */
  former: readonly RowOutcome[];
  /** Rows that the store has, from the first on. */
  kept: number;
  onProgress: (counts: RowCounts, rowsPerSecond: number | undefined) => void;
  onPaused: () => void;
}

/** A turn for the messages that have come; timers would wait longer. */
class Turns {
  readonly #channel = new MessageChannel();

  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#channel.port1.onmessage = () => resolve();
      this.#channel.port2.postMessage(undefined);
    });
  }

  end(): void {
    this.#channel.port1.close();
  }
}

export class Run {
  readonly results = new Results();
  /** To be tagged. */
  readonly rows: number;
  readonly settings: RunSettings;
  /** Resolves when nothing more is added or kept; never rejects. */
  ended: Promise<void> = Promise.resolve();
  readonly #rate = new Rate();
  readonly #turns = new Turns();
  #cancelled = false;
  #gate: Promise<void> | undefined;
  #openGate: () => void = () => undefined;
  /** Rows that the store has, from the first on. */
  #kept: number;
  #keeping: Kept = 'kept';
  #lastTurn = 0;
  #lastProgress = 0;
  #lastKept = 0;

  constructor(private readonly parts: RunParts) {
    this.rows = Math.min(parts.rows, MAX_ROWS);
    this.settings = parts.settings;
    this.#kept = parts.kept;
  }

  pause(): void {
    this.#gate ??= new Promise((resolve) => (this.#openGate = resolve));
  }

  resume(): void {
    this.#gate = undefined;
    this.#rate.restart(this.results.counts.done);
    this.#openGate();
  }

  cancel(): void {
    this.#cancelled = true;
    this.resume();
  }

  /** Throws where the file cannot be read any more or the tier broke; what is done is kept. */
  go(): Promise<'finished' | 'cancelled'> {
    const going = this.#go();
    this.ended = going.then(
      () => undefined,
      () => undefined,
    );
    return going;
  }

  async #go(): Promise<'finished' | 'cancelled'> {
    const { core, file, settings, former } = this.parts;
    try {
      for await (const { items } of readSlices(file, openSource(core, settings.format))) {
        for (const item of items) {
          const { done } = this.results.counts;
          if (done >= this.rows || !(await this.#turn())) break;
          if (done === former.length) this.#rate.restart(done);
          const outcome = former[done] ?? (await this.#tag(item));
          if (!outcome) break;
          this.#add(item, outcome);
        }
        if (this.#cancelled || this.results.counts.done >= this.rows) break;
      }
    } finally {
      await this.#keep();
      this.#report();
      this.#turns.end();
    }
    return this.#cancelled ? 'cancelled' : 'finished';
  }

  /** Lets messages in now and then. False once the run is cancelled. */
  async #turn(): Promise<boolean> {
    if (performance.now() - this.#lastTurn > TURN_MILLISECONDS) {
      const now = performance.now();
      const pause = this.#keeping === 'failed' ? RETRY_MILLISECONDS : KEEP_MILLISECONDS;
      if (now - this.#lastKept > pause) await this.#keep();
      if (now - this.#lastProgress > PROGRESS_MILLISECONDS) this.#report();
      await this.#turns.next();
      this.#lastTurn = performance.now();
    }
    if (this.#gate) {
      await this.#keep();
      this.#report();
    }
    const gate = this.#gate;
    if (gate) {
      this.parts.onPaused();
      await gate;
    }
    return !this.#cancelled;
  }

  async #tag(item: TableItem): Promise<RowOutcome | undefined> {
    if (item.kind === 'error') return { status: 'failed', error: item.error };
    const text = textOf(item, this.settings.columns);
    if (text.title.trim() === '' && text.description.trim() === '') {
      return { status: 'nothing-to-read' };
    }
    const { tier } = this.parts;
    try {
      const verdict = await tier.classify(text, () => this.#cancelled);
      if (!verdict) return undefined;
      const { tags, truncated, dataSet } = verdict;
      return { status: 'tagged', tags, truncated, dataSet };
    } catch (error) {
      // The row is not to blame: it is tagged when the run goes on.
      if (tier.broken || toFailure(error).code === 'out-of-memory') throw error;
      const message = `Line ${item.line} could not be tagged: ${toFailure(error).message}`;
      return { status: 'failed', error: { line: item.line, message } };
    }
  }

  #add(item: TableItem, outcome: RowOutcome): void {
    const { title, description } = this.settings.columns;
    const shown = title ?? description;
    const text = item.kind === 'row' && shown !== undefined ? item.text(shown) : '';
    this.results.add(beginning(text), outcome);
  }

  /** Rows count as kept once the store says so: till then they are offered again. */
  async #keep(): Promise<void> {
    this.#lastKept = performance.now();
    const rows = this.results.outcomes.slice(this.#kept);
    if (rows.length === 0 || this.#keeping === 'elsewhere') return;
    this.#keeping = await this.parts.store.append(this.parts.key, this.#kept, rows);
    if (this.#keeping === 'kept') this.#kept += rows.length;
  }

  #report(): void {
    const { counts } = this.results;
    // Rows of before pass by without being tagged: no rate is to be had of them.
    if (counts.done > this.parts.former.length) this.#rate.mark(counts.done);
    this.#lastProgress = performance.now();
    this.parts.onProgress(counts, this.#rate.rowsPerSecond);
  }
}
