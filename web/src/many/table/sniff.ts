// What kind of file this is, told by its first bytes; a clear refusal of what is no table of text.
import type { LinnetCore } from 'linnet-core';
import { TaggerError } from '../../protocol/failure';
import type { Delimiter, TableFormat } from '../messages';
import { looksLikeHeader } from './columns';
import { fieldCount, fieldText } from './packed-rows';

/** How much of a file is looked at. */
export const SNIFF_BYTES = 1 << 18;

const SIGNATURES: readonly (readonly [string, string])[] = [
  ['PK\x03\x04', 'an Excel, OpenDocument or ZIP file'],
  ['\xd0\xcf\x11\xe0', 'an old Excel file'],
  ['PAR1', 'a Parquet file'],
  ['SQLite format 3\0', 'an SQLite database'],
  ['\x1f\x8b', 'a gzip archive: unpack it first'],
  ['%PDF', 'a PDF file'],
  ['\x89PNG', 'a picture'],
  ['\xff\xd8\xff', 'a picture'],
  ['GIF8', 'a picture'],
];

const ADVICE = 'Save the table as CSV (UTF-8) and choose that file.';

const refuse = (message: string) => new TaggerError('invalid-format', message);

function checkText(head: Uint8Array): string {
  if (head.length === 0) throw refuse('This file is empty.');
  const begin = String.fromCharCode(...head.subarray(0, 16));
  for (const [signature, name] of SIGNATURES) {
    if (begin.startsWith(signature)) throw refuse(`This is ${name}. ${ADVICE}`);
  }
  const nulls = head.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
  const utf16 = begin.startsWith('\xff\xfe') || begin.startsWith('\xfe\xff');
  if (utf16 || nulls > head.length / 5) {
    throw refuse(`This file is not in UTF-8 (${utf16 ? 'but in UTF-16' : 'no text'}). ${ADVICE}`);
  }
  try {
    // The last character may be cut.
    return new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
  } catch {
    throw refuse(
      `This file is not in UTF-8; perhaps it is in Windows-1252 or Latin-1. ${ADVICE} ` +
        'In Excel: “CSV UTF-8 (Comma delimited)”.',
    );
  }
}

function isJsonLines(text: string, name: string): boolean {
  if (/\.(jsonl|ndjson)$/i.test(name)) return true;
  const first = text.trimStart();
  if (/\.json$/i.test(name) && first.startsWith('[')) {
    throw refuse(
      'This is a JSON array. Save it as JSON Lines, one object a line, and choose that file.',
    );
  }
  return first.startsWith('{') && !/\.(csv|tsv)$/i.test(name);
}

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t'];

/** First records, malformed ones left out, the last one too, as it may be cut. */
function firstRecords(core: LinnetCore, head: Uint8Array, delimiter: Delimiter): string[][] {
  const reader = core.CsvReader.create(delimiter);
  try {
    const rows = reader.feed(head);
    const packed = rows.rowEnds.length > 0 ? rows : reader.finish();
    return Array.from(packed.rowEnds.subarray(0, 50), (_, row) =>
      Array.from({ length: fieldCount(packed, row) }, (_cell, column) =>
        fieldText(packed, row, column),
      ),
    );
  } finally {
    reader.delete();
  }
}

/** How many records have as many fields as the first has, if these are more than one. */
function agreement(records: readonly string[][]): number {
  const columns = records[0]?.length ?? 0;
  if (columns < 2) return 0;
  const same = records.filter(({ length }) => length === columns).length;
  return same / records.length + columns / 1e6;
}

/** Throws 'invalid-format' with what to do where the file is no table in UTF-8. */
export function sniff(core: LinnetCore, head: Uint8Array, name: string): TableFormat {
  const text = checkText(head);
  if (isJsonLines(text, name)) return { kind: 'json-lines' };
  const byDelimiter = DELIMITERS.map((delimiter) => ({
    delimiter,
    records: firstRecords(core, head, delimiter),
  }));
  const best = byDelimiter.reduce((a, b) => (agreement(b.records) > agreement(a.records) ? b : a));
  return {
    kind: 'csv',
    delimiter: best.delimiter,
    header: looksLikeHeader(best.records[0] ?? []),
  };
}
