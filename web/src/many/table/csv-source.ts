// Rows of a CSV file, read by the core.
import type { CsvReader, CsvRows, LinnetCore } from 'linnet-core';
import type { TableFormat } from '../messages';
import { uniqueNames } from './columns';
import { fieldCount, fieldText, rowIsUtf8 } from './packed-rows';
import type { RowSource, TableItem } from './row-source';

export class CsvSource implements RowSource {
  readonly #reader: CsvReader;
  #columnNames: string[] | undefined;

  constructor(
    core: LinnetCore,
    private readonly format: Extract<TableFormat, { kind: 'csv' }>,
  ) {
    this.#reader = core.CsvReader.create(format.delimiter);
  }

  get columnNames(): readonly string[] {
    return this.#columnNames ?? [];
  }

  feed(chunk: Uint8Array): TableItem[] {
    return this.#take(this.#reader.feed(chunk));
  }

  finish(): TableItem[] {
    return this.#take(this.#reader.finish());
  }

  dispose(): void {
    this.#reader.delete();
  }

  #take(rows: CsvRows): TableItem[] {
    const items: TableItem[] = [];
    let nextError = 0;
    for (let row = 0; row <= rows.rowEnds.length; ++row) {
      for (; rows.errors[nextError]?.beforeRow === row; ++nextError) {
        const { line, column, message } = rows.errors[nextError]!;
        items.push({ kind: 'error', error: { line, column, message } });
      }
      if (row === rows.rowEnds.length) break;
      if (this.#columnNames === undefined) {
        const count = fieldCount(rows, row);
        const fields = Array.from({ length: count }, (_, column) => fieldText(rows, row, column));
        this.#columnNames = this.format.header
          ? uniqueNames(fields)
          : fields.map((_, column) => `Column ${column + 1}`);
        if (this.format.header) continue;
      }
      items.push(this.#item(rows, row, this.#columnNames.length));
    }
    return items;
  }

  #item(rows: CsvRows, row: number, columns: number): TableItem {
    const line = rows.lines[row]!;
    const count = fieldCount(rows, row);
    if (count > columns) {
      const message = `CSV line ${line}: ${count} fields, but there are ${columns} columns (is a quote missing?)`;
      return { kind: 'error', error: { line, message } };
    }
    if (!rowIsUtf8(rows, row)) {
      return { kind: 'error', error: { line, message: `CSV line ${line}: not in UTF-8` } };
    }
    const text = (column: number) => fieldText(rows, row, column);
    return {
      kind: 'row',
      line,
      text,
      json: (names) =>
        `{${names.map((name, column) => `${JSON.stringify(name)}:${JSON.stringify(text(column))}`).join(',')}}`,
    };
  }
}
