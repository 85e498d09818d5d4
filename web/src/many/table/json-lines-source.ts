// Rows of a JSON Lines file: one object a line, its keys in place of columns.
import type { RowSource, TableItem } from './row-source';

/** Beyond it a line is no row but a file of another kind. */
const MAX_LINE_BYTES = 16 << 20;

/** Keys of all rows together; each becomes a column where the file is saved as CSV. */
const MAX_KEYS = 1000;

const LINE_FEED = 10;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Numbers are kept as they are written: those of JavaScript have 53 bits. */
class Written {
  constructor(readonly text: string) {}
}

function keepNumbers(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' && context?.source !== undefined
    ? new Written(context.source)
    : value;
}

const parse = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context?: { source?: string }) => unknown,
) => unknown;

function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (value instanceof Written) return value.text;
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner instanceof Written ? Number(inner.text) : inner,
  );
}

export class JsonLinesSource implements RowSource {
  readonly #columns = new Map<string, number>();
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #line = 0;

  get columnNames(): readonly string[] {
    return [...this.#columns.keys()];
  }

  feed(chunk: Uint8Array): TableItem[] {
    const items: TableItem[] = [];
    let begin = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, begin)) {
      this.#keep(chunk.subarray(begin, end));
      this.#endLine(items);
      begin = end + 1;
    }
    this.#keep(chunk.slice(begin));
    return items;
  }

  finish(): TableItem[] {
    const items: TableItem[] = [];
    if (this.#pendingBytes > 0) this.#endLine(items);
    return items;
  }

  dispose(): void {
    this.#pending = [];
  }

  /** Of a line that is too long only its length is kept. */
  #keep(bytes: Uint8Array): void {
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes > MAX_LINE_BYTES) this.#pending = [];
    else if (bytes.length > 0) this.#pending.push(bytes);
  }

  #endLine(items: TableItem[]): void {
    const line = ++this.#line;
    const pending = this.#pending;
    const tooLong = this.#pendingBytes > MAX_LINE_BYTES;
    this.#pending = [];
    this.#pendingBytes = 0;
    const fail = (what: string) =>
      items.push({ kind: 'error', error: { line, message: `JSON line ${line}: ${what}` } });
    if (tooLong) return void fail('over 16 MB; is this JSON Lines, one object a line?');
    let text: string;
    try {
      text = decoder.decode(joined(pending)).trim();
    } catch {
      return void fail('not in UTF-8');
    }
    if (text === '') return;
    let value: unknown;
    try {
      value = parse(text, keepNumbers);
    } catch (error) {
      return void fail(error instanceof Error ? error.message : 'not JSON');
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return void fail('not an object: each line must be like {"title": "..."}');
    }
    if (value instanceof Written) return void fail('not an object: a number');
    const fields = new Map(Object.entries(value));
    const added = [...fields.keys()].filter((key) => !this.#columns.has(key));
    if (this.#columns.size + added.length > MAX_KEYS) {
      return void fail(`with it the file would have more than ${MAX_KEYS} different keys`);
    }
    for (const key of added) this.#columns.set(key, this.#columns.size);
    const names = this.#names();
    items.push({
      kind: 'row',
      line,
      text: (column) => cellText(fields.get(names[column] ?? '')),
      json: () => text,
    });
  }

  #namesNow: string[] = [];

  /** Shared by the rows until a new key comes. */
  #names(): string[] {
    if (this.#namesNow.length !== this.#columns.size) this.#namesNow = [...this.#columns.keys()];
    return this.#namesNow;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
