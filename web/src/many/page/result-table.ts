// The table of results: of 100,000 rows only those in sight are elements; the others are asked for as
// they come into sight.
import type { RowFilter, ShownRow } from '../messages';
import { formatCount, outcomeText } from './wording';

/** Rows are asked for in pages of this many. */
const PAGE_ROWS = 100;

/** Pages that are remembered. */
const MAX_PAGES = 40;

/** Rows beyond those in sight, above and below. */
const MARGIN_ROWS = 8;

interface Page {
  rows: readonly ShownRow[];
  /** Of the request that brings it. */
  id: number;
}

interface RowElements {
  row: HTMLElement;
  number: HTMLElement;
  title: HTMLElement;
  outcome: HTMLElement;
}

function block(role: string, className: string, text = ''): HTMLElement {
  const made = document.createElement('div');
  made.setAttribute('role', role);
  made.className = className;
  made.textContent = text;
  return made;
}

export class ResultTable {
  readonly #scroller = document.createElement('div');
  readonly #table = block('table', '');
  readonly #head = block('row', 'head');
  readonly #body = block('rowgroup', 'body');
  readonly #rows = new Map<number, RowElements>();
  readonly #spare: RowElements[] = [];
  readonly #pages = new Map<number, Page>();
  #filter: RowFilter = 'all';
  #count = 0;
  #lastId = 0;
  #frame = 0;

  constructor(
    parent: HTMLElement,
    private readonly ask: (id: number, filter: RowFilter, begin: number, end: number) => void,
  ) {
    this.#scroller.className = 'result-table';
    // A box that scrolls is reached by the keyboard: arrows, page keys, Home and End work in it.
    this.#scroller.tabIndex = 0;
    this.#scroller.setAttribute('role', 'region');
    this.#scroller.setAttribute('aria-label', 'Rows and their tags');
    this.#table.setAttribute('aria-label', 'Rows and their tags');
    this.#table.setAttribute('aria-colcount', '3');
    this.#head.setAttribute('aria-rowindex', '1');
    this.#head.append(
      ...['Row', 'Title', 'Tags'].map((name) => block('columnheader', 'column', name)),
    );
    const headGroup = block('rowgroup', '');
    headGroup.append(this.#head);
    headGroup.style.setProperty('display', 'contents');
    this.#table.append(headGroup, this.#body);
    this.#scroller.append(this.#table);
    parent.append(this.#scroller);
    this.#scroller.addEventListener('scroll', () => this.#schedule(), { passive: true });
    new ResizeObserver(() => this.#schedule()).observe(this.#scroller);
  }

  /** Shows another selection, or another run: from its beginning. */
  reset(filter: RowFilter): void {
    this.#filter = filter;
    this.#pages.clear();
    this.#count = 0;
    this.#lastId += 1;
    this.#scroller.scrollTop = 0;
    this.#schedule();
  }

  /** How many rows the selection has by now: it only grows. */
  setCount(count: number): void {
    if (count === this.#count) return;
    // The last page was not full: there is more of it now.
    this.#pages.delete(Math.floor(this.#count / PAGE_ROWS));
    this.#count = count;
    this.#schedule();
  }

  take(id: number, begin: number, rows: readonly ShownRow[]): void {
    const index = begin / PAGE_ROWS;
    if (this.#pages.get(index)?.id !== id) return;
    this.#pages.set(index, { id, rows });
    this.#schedule();
  }

  #schedule(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#render();
    });
  }

  #render(): void {
    const rowHeight = this.#head.offsetHeight;
    if (rowHeight === 0) return;
    this.#table.setAttribute('aria-rowcount', String(this.#count + 1));
    this.#body.style.setProperty('height', `${this.#count * rowHeight}px`);
    const first = Math.max(0, Math.floor(this.#scroller.scrollTop / rowHeight) - MARGIN_ROWS);
    const inSight = Math.ceil(this.#scroller.clientHeight / rowHeight);
    const last = Math.min(this.#count, first + inSight + 2 * MARGIN_ROWS);
    for (const [index, elements] of this.#rows) {
      if (index >= first && index < last) continue;
      this.#rows.delete(index);
      this.#spare.push(elements);
    }
    let before: Element | null = null;
    for (let index = first; index < last; ++index) {
      const elements = this.#rows.get(index) ?? this.#add(index, rowHeight);
      // In the order of the rows, which a screen reader follows.
      const next: Element | null = before
        ? before.nextElementSibling
        : this.#body.firstElementChild;
      if (next !== elements.row) this.#body.insertBefore(elements.row, next);
      before = elements.row;
      this.#fill(elements, this.#rowAt(index));
    }
    for (const { row } of this.#spare) row.remove();
  }

  #add(index: number, rowHeight: number): RowElements {
    const elements = this.#spare.pop() ?? this.#create();
    elements.row.setAttribute('aria-rowindex', String(index + 2));
    elements.row.style.setProperty('top', `${index * rowHeight}px`);
    this.#rows.set(index, elements);
    return elements;
  }

  #create(): RowElements {
    const row = block('row', '');
    const number = block('cell', 'number');
    const title = block('cell', 'title');
    const outcome = block('cell', 'outcome');
    row.append(number, title, outcome);
    return { row, number, title, outcome };
  }

  #fill({ row, number, title, outcome }: RowElements, shown: ShownRow | undefined): void {
    const texts = shown
      ? [formatCount(shown.index + 1), shown.title, outcomeText(shown.outcome)]
      : ['', '…', ''];
    for (const [index, cell] of [number, title, outcome].entries()) {
      const text = texts[index]!;
      if (cell.textContent === text) continue;
      cell.textContent = text;
      cell.title = index > 0 ? text : '';
    }
    const status = shown?.outcome.status ?? 'none';
    const tagged = shown?.outcome.status === 'tagged' && shown.outcome.tags.length > 0;
    row.dataset['status'] = status === 'failed' ? 'failed' : tagged ? 'tagged' : 'none';
  }

  #rowAt(index: number): ShownRow | undefined {
    const number = Math.floor(index / PAGE_ROWS);
    const page = this.#pages.get(number);
    if (page) return page.rows[index - number * PAGE_ROWS];
    const id = ++this.#lastId;
    this.#pages.set(number, { id, rows: [] });
    const oldest = this.#pages.keys().next().value;
    if (this.#pages.size > MAX_PAGES && oldest !== undefined) this.#pages.delete(oldest);
    this.ask(id, this.#filter, number * PAGE_ROWS, (number + 1) * PAGE_ROWS);
    return undefined;
  }
}
