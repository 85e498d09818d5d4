// What every kind of table gives: rows in order, and in the place of a malformed one its error.
import type { RowError } from '../messages';

export interface TableRow {
  kind: 'row';
  /** Of the file, from 1, on which the row starts. */
  line: number;
  /** What the column of this index holds; '' where there is nothing. */
  text(column: number): string;
  /** The row as JSON: the very text of the file where it is JSON Lines. */
  json(columnNames: readonly string[]): string;
}

export type TableItem = TableRow | { kind: 'error'; error: RowError };

/** Takes the bytes of a file in chunks that may be cut anywhere. */
export interface RowSource {
  feed(chunk: Uint8Array): TableItem[];
  finish(): TableItem[];
  /** Known so far; a JSON Lines file may bring new ones in any row. */
  readonly columnNames: readonly string[];
  dispose(): void;
}
