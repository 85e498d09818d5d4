// Spreadsheets run what a cell begins with: such cells are made plain text in what is downloaded as CSV.

/** What a spreadsheet may take for a formula, or drop to find one behind it. */
const DANGEROUS = /^[=+\-@\t\r]/;

/** An apostrophe before it, which spreadsheets read as "this is text". */
export function neutralised(cell: string): string {
  return DANGEROUS.test(cell) ? `'${cell}` : cell;
}
