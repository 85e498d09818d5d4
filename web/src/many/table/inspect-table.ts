// Reads a file through once: its rows are counted, its columns found, its content gets a name.
import type { LinnetCore } from 'linnet-core';
import { TaggerError } from '../../protocol/failure';
import type { Inspection, TableFormat } from '../messages';
import { guessColumns } from './columns';
import { openSource, readBytes, readSlices } from './read-table';
import type { TableRow } from './row-source';
import { sniff, SNIFF_BYTES } from './sniff';

/** Refused beyond: reading it twice would keep the visitor waiting for minutes. */
const MAX_FILE_BYTES = 1 << 30;

const PREVIEW_ROWS = 5;
const CELL_UNITS = 300;

/** Of these the speed of a tier is measured. */
const SAMPLE_ROWS = 60;

export interface Inspected {
  inspection: Inspection;
  /** SHA-256 over the content, slice by slice, in hexadecimal. */
  hash: string;
  sample: TableRow[];
}

async function chained(hash: Uint8Array, bytes: Uint8Array): Promise<Uint8Array> {
  const own = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
  const both = new Uint8Array(hash.length + own.length);
  both.set(hash);
  both.set(own, hash.length);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', both));
}

/** Nothing where `isOvertaken` turned true. Throws a TaggerError on what is no table. */
export async function inspectTable(
  core: LinnetCore,
  file: File,
  wanted: TableFormat | undefined,
  onProgress: (readBytes: number) => void,
  isOvertaken: () => boolean,
): Promise<Inspected | undefined> {
  if (file.size > MAX_FILE_BYTES) {
    throw new TaggerError('unsupported', 'This file is larger than 1 GB. Split it into parts.');
  }
  const found = sniff(core, await readBytes(file, 0, SNIFF_BYTES), file.name);
  const format = wanted ?? found;
  const source = openSource(core, format);
  const sample: TableRow[] = [];
  let rows = 0;
  let malformedRows = 0;
  let hash: Uint8Array = new Uint8Array(32);
  for await (const { items, bytes, readBytes: read } of readSlices(file, source)) {
    if (isOvertaken()) return undefined;
    for (const item of items) {
      ++rows;
      if (item.kind === 'error') ++malformedRows;
      else if (sample.length < SAMPLE_ROWS) sample.push(item);
    }
    hash = await chained(hash, bytes);
    onProgress(read);
  }
  if (rows === 0) {
    const header = format.kind === 'csv' && format.header ? 'a header and ' : '';
    throw new TaggerError('invalid-format', `This file has ${header}no rows.`);
  }
  const columnNames = [...source.columnNames];
  const cells = (row: TableRow) =>
    columnNames.map((_, column) => row.text(column).slice(0, CELL_UNITS));
  const preview = sample.slice(0, PREVIEW_ROWS).map(cells);
  return {
    inspection: {
      name: file.name,
      bytes: file.size,
      format,
      columnNames,
      guess: guessColumns(columnNames, sample.map(cells)),
      preview,
      rows,
      malformedRows,
    },
    hash: Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join(''),
    sample,
  };
}
