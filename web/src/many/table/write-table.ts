// What is downloaded: the rows of the file with their tags, or its errors, in parts of a Blob.
import type { LinnetCore } from 'linnet-core';
import type { Tag } from '../../protocol/messages';
import type { DownloadOptions, RowError, RowOutcome, TableFormat } from '../messages';
import { neutralised } from './formula';
import { packRows } from './packed-rows';
import { openSource, readSlices } from './read-table';
import type { TableRow } from './row-source';

export interface Written {
  blob: Blob;
  /** Cells that got an apostrophe. */
  neutralised: number;
}

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Four digits say all that a probability has to say. */
const rounded = (probability: number) => Math.round(probability * 1e4) / 1e4;

/** Of columns that are there already, not one. */
function freeName(wanted: string, taken: readonly string[]): string {
  let name = wanted;
  for (let count = 2; taken.includes(name); ++count) name = `${wanted} (${count})`;
  return name;
}

/** Adds members to an object in JSON without touching what it holds. */
function withMembers(json: string, members: readonly [string, unknown][]): string {
  const end = json.lastIndexOf('}');
  const empty = /^\s*\{\s*$/.test(json.slice(0, end));
  const added = members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `${json.slice(0, end)}${empty ? '' : ','}${added.join(',')}}`;
}

class CsvParts {
  readonly #parts: BlobPart[] = [];
  readonly #rows: string[][] = [];
  neutralised = 0;

  constructor(
    private readonly core: LinnetCore,
    private readonly delimiter: string,
  ) {}

  /** Cells before `ours` are the file's own. */
  add(cells: string[], ours: number, neutraliseOriginals: boolean): void {
    this.#rows.push(
      cells.map((cell, column) => {
        if (column < ours && !neutraliseOriginals) return cell;
        const safe = neutralised(cell);
        if (safe !== cell) ++this.neutralised;
        return safe;
      }),
    );
  }

  addBytes(bytes: Uint8Array<ArrayBuffer>): void {
    this.#parts.push(bytes);
  }

  flush(): void {
    if (this.#rows.length === 0) return;
    this.#parts.push(this.core.csvRecords(packRows(this.#rows.splice(0)), this.delimiter));
  }

  blob(): Blob {
    this.flush();
    return new Blob(this.#parts, { type: 'text/csv' });
  }
}

export interface ResultsSource {
  core: LinnetCore;
  file: Blob;
  format: TableFormat;
  columnNames: readonly string[];
  /** Of each row that is done, in order. */
  outcomes: readonly RowOutcome[];
}

/** The rows that are done, without those that have an error. */
export async function writeResults(
  { core, file, format, columnNames, outcomes }: ResultsSource,
  options: DownloadOptions,
): Promise<Written> {
  const tagsName = freeName('tags', columnNames);
  const probabilitiesName = freeName('probabilities', columnNames);
  const clearName = freeName('clear', columnNames);
  const csv = new CsvParts(core, format.kind === 'csv' ? format.delimiter : ',');
  const lines: BlobPart[] = [];
  const encoder = new TextEncoder();
  const withTags = (cells: string[], tags: string, probabilities: string, clear: string) =>
    options.probabilities ? [...cells, tags, probabilities, clear] : [...cells, tags];

  const addCsv = (row: TableRow, tags: readonly Tag[]) => {
    const cells = columnNames.map((_, column) => row.text(column));
    csv.add(
      withTags(
        cells,
        tags.map(({ label }) => label).join(','),
        tags.map(({ probability }) => rounded(probability)).join(','),
        tags.map(({ clear }) => clear).join(','),
      ),
      cells.length,
      options.neutraliseOriginals,
    );
  };
  const jsonOf = (row: TableRow, tags: readonly Tag[]) => {
    const members: [string, unknown][] = [[tagsName, tags.map(({ label }) => label)]];
    if (options.probabilities) {
      members.push(
        [probabilitiesName, tags.map(({ probability }) => rounded(probability))],
        [clearName, tags.map(({ clear }) => clear)],
      );
    }
    return withMembers(row.json(columnNames), members);
  };

  if (options.format === 'csv') {
    const mark = new Uint8Array(await file.slice(0, 3).arrayBuffer());
    if (BYTE_ORDER_MARK.every((byte, index) => mark[index] === byte)) csv.addBytes(mark);
    csv.add(
      withTags([...columnNames], tagsName, probabilitiesName, clearName),
      columnNames.length,
      options.neutraliseOriginals,
    );
  }
  let index = 0;
  for await (const { items } of readSlices(file, openSource(core, format))) {
    const text: string[] = [];
    for (const item of items) {
      const outcome = outcomes[index++];
      if (!outcome) break;
      if (item.kind === 'error' || outcome.status === 'failed') continue;
      const tags = outcome.status === 'tagged' ? outcome.tags : [];
      if (options.format === 'csv') addCsv(item, tags);
      else text.push(`${jsonOf(item, tags)}\n`);
    }
    csv.flush();
    if (text.length > 0) lines.push(encoder.encode(text.join('')));
    if (index >= outcomes.length) break;
  }
  return options.format === 'csv'
    ? { blob: csv.blob(), neutralised: csv.neutralised }
    : { blob: new Blob(lines, { type: 'application/jsonl' }), neutralised: 0 };
}

/** One row an error: line, column, what is wrong. */
export function writeErrors(core: LinnetCore, errors: readonly RowError[]): Written {
  const csv = new CsvParts(core, ',');
  csv.add(['line', 'column', 'error'], 0, true);
  for (const { line, column, message } of errors) {
    csv.add([String(line), column === undefined ? '' : String(column), message], 0, true);
  }
  return { blob: csv.blob(), neutralised: csv.neutralised };
}
