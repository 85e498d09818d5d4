// The rows of a run that are done, with the lists that the filters show.
import type { RowCounts, RowError, RowFilter, RowOutcome, ShownRow } from '../messages';

/** Of a title, what is kept to be shown (UTF-16 units). */
const SHOWN_UNITS = 200;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A copy: a slice would keep the whole text in memory. */
export function beginning(text: string): string {
  return decoder.decode(encoder.encode(text.slice(0, SHOWN_UNITS)));
}

export class Results {
  readonly outcomes: RowOutcome[] = [];
  readonly #titles: string[] = [];
  readonly #withoutTag: number[] = [];
  readonly #withError: number[] = [];

  add(title: string, outcome: RowOutcome): void {
    const index = this.outcomes.push(outcome) - 1;
    this.#titles.push(title);
    if (outcome.status === 'failed') this.#withError.push(index);
    else if (outcome.status === 'nothing-to-read' || outcome.tags.length === 0) {
      this.#withoutTag.push(index);
    }
  }

  get counts(): RowCounts {
    return {
      done: this.outcomes.length,
      withoutTag: this.#withoutTag.length,
      withError: this.#withError.length,
    };
  }

  get errors(): RowError[] {
    return this.#withError.flatMap((index) => {
      const outcome = this.outcomes[index];
      return outcome?.status === 'failed' ? [outcome.error] : [];
    });
  }

  /** Rows `begin` to `end` of those that the filter lets through. */
  shown(filter: RowFilter, begin: number, end: number): ShownRow[] {
    const show = (index: number): ShownRow => ({
      index,
      title: this.#titles[index] ?? '',
      outcome: this.outcomes[index]!,
    });
    if (filter !== 'all') {
      const list = filter === 'without-tag' ? this.#withoutTag : this.#withError;
      return list.slice(begin, end).map(show);
    }
    const last = Math.min(end, this.outcomes.length);
    return Array.from({ length: Math.max(0, last - begin) }, (_, offset) => show(begin + offset));
  }
}
