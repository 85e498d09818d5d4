// A tier as a run sees it, and what of a row it reads.
import type { Text, Verdict } from '../../tagger/text-model';
import type { ColumnChoice } from '../messages';
import type { TableRow } from '../table/row-source';

/** A tier, whichever: the tags of a text, or nothing where `isOvertaken` turned true. */
export interface RowTier {
  classify(text: Text, isOvertaken: () => boolean): Verdict | Promise<Verdict | undefined>;
  /** No row will ever succeed. */
  readonly broken?: boolean;
  dispose(): void;
}

export function textOf(row: TableRow, columns: ColumnChoice): Text {
  const cell = (column: number | undefined) => (column === undefined ? '' : row.text(column));
  return { title: cell(columns.title), description: cell(columns.description) };
}
