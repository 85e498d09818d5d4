// The core's CSV through its JavaScript border: packed rows in and out, errors with their places.
import type { CsvRows, LinnetCore } from 'linnet-core';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  fieldCount,
  fieldText,
  packRows,
  rowIsUtf8,
} from '../../../web/src/many/table/packed-rows';
import { realCore } from './real-core';

let core: LinnetCore;

beforeAll(async () => {
  core = await realCore();
});

const utf8 = (text: string) => new TextEncoder().encode(text);

function strings(rows: CsvRows): string[][] {
  return Array.from(rows.rowEnds, (_, row) =>
    Array.from({ length: fieldCount(rows, row) }, (_cell, column) => fieldText(rows, row, column)),
  );
}

/** All rows of a text that comes in chunks of `size` bytes. */
function read(text: string, size: number, delimiter = ','): string[][] {
  const reader = core.CsvReader.create(delimiter);
  const bytes = utf8(text);
  const found: string[][] = [];
  for (let begin = 0; begin < bytes.length; begin += size) {
    found.push(...strings(reader.feed(bytes.subarray(begin, begin + size))));
  }
  found.push(...strings(reader.finish()));
  reader.delete();
  return found;
}

const HOSTILE = [
  ['a', 'b"c', ''],
  ['', 'é😀', 'two\nlines\r\n'],
  ['\ufeffmark', '\0', ' "," '],
  ['x'.repeat(3000), ',', ';\t'],
];

describe('rows', () => {
  test.each([1, 2, 7, 1000])('are the same, whatever the chunks: %i bytes', (size) => {
    const text = 'id,text\n1,"a ""b""\né"\r\n2,\n';
    expect(read(text, size)).toEqual([
      ['id', 'text'],
      ['1', 'a "b"\né'],
      ['2', ''],
    ]);
  });

  test.each([',', ';', '\t'])('written and read again are what they were, with %j', (delimiter) => {
    const text = core.csvRecords(packRows(HOSTILE), delimiter);
    expect(read(new TextDecoder('utf-8', { ignoreBOM: true }).decode(text), 64, delimiter)).toEqual(
      HOSTILE,
    );
  });

  test('of an unequal number of fields keep it, and a field that is not there is empty', () => {
    const rows = core.CsvReader.create(',').feed(utf8('a,b\nc\nd,e,f\n'));
    expect(strings(rows)).toEqual([['a', 'b'], ['c'], ['d', 'e', 'f']]);
    expect(fieldText(rows, 1, 1)).toBe('');
    expect([...rows.lines]).toEqual([1, 2, 3]);
  });

  test('that are not UTF-8 are told apart', () => {
    const reader = core.CsvReader.create(',');
    const rows = reader.feed(Uint8Array.of(0x61, 10, 0xff, 10, 0x62, 10));
    expect([0, 1, 2].map((row) => rowIsUtf8(rows, row))).toEqual([true, false, true]);
    reader.delete();
  });

  test('with lone surrogates are written with the replacement character', () => {
    const text = core.csvRecords(packRows([['a\ud800']]), ',');
    expect(new TextDecoder().decode(text)).toBe('a\ufffd\n');
  });
});

describe('errors', () => {
  test('name line and column, and the row before which the record stood', () => {
    const reader = core.CsvReader.create(',');
    const rows = reader.feed(utf8('a,b\nc"d,e\nf,g\n"h"i,j\n'));
    expect(strings(rows)).toEqual([
      ['a', 'b'],
      ['f', 'g'],
    ]);
    expect(rows.errors.map(({ beforeRow, line, column }) => [beforeRow, line, column])).toEqual([
      [1, 2, 2],
      [2, 4, 4],
    ]);
    expect(reader.feed(utf8('k,"l\n')).errors).toEqual([]);
    expect(reader.finish().errors[0]).toMatchObject({ beforeRow: 0, line: 5, column: 3 });
    reader.delete();
  });

  test.each(['"', '\n', '', 'ab', 'é'])('a delimiter such as %j is refused', (delimiter) => {
    expect(() => core.CsvReader.create(delimiter)).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }) as Error,
    );
  });
});
