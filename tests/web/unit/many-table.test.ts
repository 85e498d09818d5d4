// Tables: what kind a file is, its columns, its rows, and what is refused.
import type { LinnetCore } from 'linnet-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TableFormat } from '../../../web/src/many/messages';
import { guessColumns, looksLikeHeader, uniqueNames } from '../../../web/src/many/table/columns';
import { neutralised } from '../../../web/src/many/table/formula';
import { openSource } from '../../../web/src/many/table/read-table';
import type { TableItem } from '../../../web/src/many/table/row-source';
import { sniff } from '../../../web/src/many/table/sniff';
import { realCore } from './real-core';

let core: LinnetCore;

beforeAll(async () => {
  core = await realCore();
});

const utf8 = (text: string) => new TextEncoder().encode(text);
const CSV: TableFormat = { kind: 'csv', delimiter: ',', header: true };

function readAll(text: string, format: TableFormat, size = 1000) {
  const source = openSource(core, format);
  const bytes = utf8(text);
  const items: TableItem[] = [];
  for (let begin = 0; begin < bytes.length; begin += size) {
    items.push(...source.feed(bytes.slice(begin, begin + size)));
  }
  items.push(...source.finish());
  const names = source.columnNames;
  source.dispose();
  return { items, names };
}

const cells = (items: readonly TableItem[], columns: number) =>
  items.map((item) =>
    item.kind === 'row'
      ? Array.from({ length: columns }, (_, column) => item.text(column))
      : item.error.message,
  );

describe('the kind of a file', () => {
  test.each([
    ['a.csv', 'title,text\na,b\n', { kind: 'csv', delimiter: ',', header: true }],
    ['a.csv', 'Titel;Text\na, b;c\nd, e;f\n', { kind: 'csv', delimiter: ';', header: true }],
    ['a.tsv', 'name\ttext\na\tb, c\n', { kind: 'csv', delimiter: '\t', header: true }],
    ['a.csv', '1,Rain in Kenya\n2,Birds\n', { kind: 'csv', delimiter: ',', header: false }],
    ['a.csv', 'title\nfootball\n', { kind: 'csv', delimiter: ',', header: true }],
    ['a.csv', 'title;text', { kind: 'csv', delimiter: ';', header: true }],
    ['a.jsonl', '{"title":"a"}\n', { kind: 'json-lines' }],
    ['a.txt', ' {"title":"a"}\n', { kind: 'json-lines' }],
  ])('%s %j', (name, text, format) => {
    expect(sniff(core, utf8(text), name)).toEqual(format);
  });

  test('is told though the look ends in the middle of a character', () => {
    expect(sniff(core, utf8('title\né').subarray(0, 7), 'a.csv').kind).toBe('csv');
  });
});

describe('columns', () => {
  test('that share a name, or have none, get names of their own', () => {
    expect(uniqueNames(['a', 'a', '', 'a', 'a (2)'])).toEqual([
      'a',
      'a (2)',
      'Column 3',
      'a (3)',
      'a (2) (2)',
    ]);
  });

  test.each([
    [['id', 'Title', 'DESCRIPTION'], 1, 2],
    [['url', 'notes'], undefined, 1],
    [['Dataset Title', 'summary'], 0, 1],
    [['summary', 'dataset_name'], 1, 0],
    [['a', 'b'], undefined, 1],
  ])('%j', (names, title, description) => {
    expect(guessColumns(names, [['x', 'a longer text']])).toEqual({ title, description });
  });

  test('are named by a first row of names, not by one of data', () => {
    expect(looksLikeHeader(['id', 'place'])).toBe(true);
    expect(looksLikeHeader(['1', 'Kenya'])).toBe(false);
    expect(looksLikeHeader(['a', 'a'])).toBe(false);
    expect(looksLikeHeader(['Rainfall in Kenya'])).toBe(false);
  });
});

describe('rows of CSV', () => {
  test('with too few fields are filled up, with too many are errors, in their places', () => {
    const { items, names } = readAll('a,b\n1\n2,3,4\n5,6\n', CSV);
    expect(names).toEqual(['a', 'b']);
    expect(cells(items, 2)).toEqual([
      ['1', ''],
      'CSV line 3: 3 fields, but there are 2 columns (is a quote missing?)',
      ['5', '6'],
    ]);
  });

  test('of a file without a header have columns with made-up names', () => {
    const { items, names } = readAll('1,2\n', { ...CSV, header: false });
    expect(names).toEqual(['Column 1', 'Column 2']);
    expect(cells(items, 2)).toEqual([['1', '2']]);
  });
});

describe('rows of JSON Lines', () => {
  const JSON_LINES: TableFormat = { kind: 'json-lines' };

  test.each([1, 5, 1000])('are the same, whatever the chunks: %i bytes', (size) => {
    const text =
      '\ufeff{"a":"é","b":1.50}\r\n\n[1]\n{"c":null,"a":{"x":[10000000000000000000]}}\n7';
    const { items, names } = readAll(text, JSON_LINES, size);
    expect(names).toEqual(['a', 'b', 'c']);
    const found = cells(items, 3);
    expect(found[0]).toEqual(['é', expect.stringMatching(/^1\.50?$/), '']);
    expect(found[1]).toMatch(/^JSON line 3: not an object/);
    expect(found[2]).toEqual(['{"x":[10000000000000000000]}', '', '']);
    expect(found[3]).toMatch(/^JSON line 5: not an object/);
  });

  test('with a key that is special to JavaScript are rows like others', () => {
    const { items, names } = readAll('{"__proto__":"x","constructor":"y"}\n', JSON_LINES);
    expect(names).toEqual(['__proto__', 'constructor']);
    expect(cells(items, 2)).toEqual([['x', 'y']]);
  });

  test('that bring ever new keys are errors from some number on', () => {
    const lines = Array.from({ length: 1002 }, (_, index) => `{"key${index}":1}\n`).join('');
    const { items } = readAll(lines, JSON_LINES, 1 << 16);
    expect(items.filter(({ kind }) => kind === 'error')).toHaveLength(2);
  });
});

test.each(['=1', '+1', '-1', '@a', '\tx', '\rx'])('the formula %j becomes text', (cell) => {
  expect(neutralised(cell)).toBe(`'${cell}`);
});

test.each(['', 'a=1', ' =1', "'=1", '1-2'])('the text %j stays', (cell) => {
  expect(neutralised(cell)).toBe(cell);
});
