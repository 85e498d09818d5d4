// Rows as the core packs them, read and made as strings.
import type { PackedRows } from 'linnet-core';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const strictDecoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

export function fieldCount({ rowEnds }: PackedRows, row: number): number {
  return rowEnds[row]! - (row > 0 ? rowEnds[row - 1]! : 0);
}

/** Bytes that are not UTF-8 become U+FFFD; a field that is not there is empty. */
export function fieldText(rows: PackedRows, row: number, column: number): string {
  if (column >= fieldCount(rows, row)) return '';
  const field = (row > 0 ? rows.rowEnds[row - 1]! : 0) + column;
  const begin = field > 0 ? rows.fieldEnds[field - 1]! : 0;
  return decoder.decode(rows.bytes.subarray(begin, rows.fieldEnds[field]));
}

export function isUtf8(bytes: Uint8Array): boolean {
  try {
    strictDecoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

export function rowIsUtf8({ bytes, fieldEnds, rowEnds }: PackedRows, row: number): boolean {
  const endOf = (fields: number) => (fields > 0 ? fieldEnds[fields - 1]! : 0);
  return isUtf8(bytes.subarray(endOf(row > 0 ? rowEnds[row - 1]! : 0), endOf(rowEnds[row]!)));
}

/** Lone surrogates become U+FFFD. */
export function packRows(rows: readonly (readonly string[])[]): PackedRows {
  const fields = rows.flat().map((field) => encoder.encode(field));
  const bytes = new Uint8Array(fields.reduce((sum, field) => sum + field.length, 0));
  const fieldEnds = new Uint32Array(fields.length);
  let end = 0;
  for (const [index, field] of fields.entries()) {
    bytes.set(field, end);
    end += field.length;
    fieldEnds[index] = end;
  }
  let count = 0;
  const rowEnds = Uint32Array.from(rows, (row) => (count += row.length));
  return { bytes, fieldEnds, rowEnds };
}
