// The page that names the tags, as it is built.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseTree } from 'jsonc-parser';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fillTagPage } from '../../../web/tag-page';
import {
  clearText,
  escapeHtml,
  givenText,
  measuredText,
  readMeasured,
  tagTable,
} from '../../../web/tag-table';

const path = (relative: string) => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));
const MEANINGS = path('web/tags/meanings.json');

/** The names of the members of a JSON object, repeated ones too. */
function membersOf(file: string): string[] {
  const members = parseTree(readFileSync(file, 'utf8'))?.children ?? [];
  return members.map(({ children }) => String(children?.[0]?.value));
}

describe('meanings', () => {
  test('every label of the shipped model has exactly one, and nothing else has', () => {
    const labels = membersOf(path('model/labels.json'));
    expect(labels).toHaveLength(103);
    expect(membersOf(MEANINGS).sort()).toEqual(labels.sort());
  });

  test('are one short line each, without a full stop, and no two are the same', () => {
    const meanings = Object.values(
      JSON.parse(readFileSync(MEANINGS, 'utf8')) as Record<string, string>,
    );
    for (const meaning of meanings) expect.soft(meaning).toMatch(/^\S.{10,87}[^\s.]$/);
    expect(new Set(meanings).size).toBe(meanings.length);
  });
});

const figures = (clear: number, given: number, given_clear: number, given_fits: number) => ({
  clear,
  given,
  given_clear,
  given_fits,
});

describe('figures in words', () => {
  test.each([
    [figures(95, 120, 90, 27), 'Given in 120 rows, accepted in 117'],
    [figures(0, 1, 0, 1), 'Given in 1 row, accepted in 1'],
    [figures(0, 2, 0, 0), 'Given in 2 rows, accepted in none'],
    [figures(3, 0, 0, 0), 'Given in no row'],
    [figures(9000, 12_345, 9000, 1234), 'Given in 12,345 rows, accepted in 10,234'],
  ])('%j: %s', (counts, text) => {
    expect(givenText(counts)).toBe(text);
  });

  test.each([
    [figures(95, 120, 90, 27), 'Clearly fits 95 rows, 90 of them found'],
    [figures(2, 0, 0, 0), 'Clearly fits 2 rows, none of them found'],
    [figures(1, 4, 1, 3), 'Clearly fits 1 row, which was found'],
    [figures(1, 4, 0, 4), 'Clearly fits 1 row, which was not found'],
    [figures(0, 4, 0, 4), 'Clearly fits no row'],
  ])('%j: %s', (counts, text) => {
    expect(clearText(counts)).toBe(text);
  });
});

const label = (name: string, counts = figures(3, 4, 2, 1)) => ({
  label: name,
  fits: 1,
  ...counts,
});

const evaluation = (...labels: object[]) => ({
  rows: 286,
  data: 'valid of examples.jsonl',
  cross_validated: true,
  graded: true,
  graded_per_label: labels,
});

const read = (value: object) => readMeasured(JSON.stringify(value));

describe('what was measured', () => {
  test('is said with the number of rows, their name and who read them', () => {
    const text = measuredText(read(evaluation(label('Music'))));
    expect(text).toMatch(
      /^Measured on 286 rows \(valid of examples\.jsonl\) that the model was not/,
    );
    expect(text).toContain('each judged by thresholds that were fitted on the others.');
    expect(text).toContain('Readers, language models that read one text after another');
  });

  test('of thresholds that were fitted elsewhere is not called cross-validated', () => {
    const text = measuredText(read({ ...evaluation(), cross_validated: false }));
    expect(text).toContain('the model was not trained on. Readers');
  });

  test('is nothing where the rows were not graded', () => {
    const { graded_per_label: _, ...ungraded } = evaluation();
    expect(read({ ...ungraded, graded: false })).toBeUndefined();
    expect(measuredText(undefined)).toMatch(/not measured with this model\.$/);
  });

  test.each([-1, 0.5, '3', null])('with %j for a count is refused by the label’s name', (clear) => {
    expect(() => read(evaluation({ ...label('Music'), clear }))).toThrow('"Music" are not counts');
  });
});

/** The texts of each row's cells, as HTML has them. */
const rowsOf = (html: string) =>
  [...html.matchAll(/<tr.*?<\/tr>/g)].map(([row]) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, text]) => text),
  );

describe('the table', () => {
  const meanings = new Map([
    ['pandas', 'A library'],
    ['People', 'Who lives where'],
    ['Online', 'On the net'],
  ]);

  test('is in the order of the alphabet, with the figures of each tag', () => {
    const measured = read(evaluation(label('People'), label('pandas', figures(0, 0, 0, 0))));
    expect(rowsOf(tagTable([...meanings.keys()], meanings, measured))).toEqual([
      ['Tag', 'Meaning', 'Where it was given', 'Where it clearly fits'],
      ['Online', 'On the net', 'Not measured', ''],
      ['pandas', 'A library', 'Given in no row', 'Clearly fits no row'],
      [
        'People',
        'Who lives where',
        'Given in 4 rows, accepted in 3',
        'Clearly fits 3 rows, 2 of them found',
      ],
    ]);
  });

  test('has no columns for figures where there are none', () => {
    expect(rowsOf(tagTable(['People'], meanings, undefined))).toEqual([
      ['Tag', 'Meaning'],
      ['People', 'Who lives where'],
    ]);
  });

  test('shows labels and meanings to the letter', () => {
    const hostile = `<img src="x" onerror='y'>&amp;`;
    const escaped = '&lt;img src=&quot;x&quot; onerror=&#39;y&#39;&gt;&amp;amp;';
    expect(escapeHtml(hostile)).toBe(escaped);
    const html = tagTable([hostile], new Map([[hostile, hostile]]), undefined);
    expect(rowsOf(html)[1]).toEqual([escaped, escaped]);
    expect(html).not.toContain('<img');
  });

  test('of a label without a meaning is refused by its name', () => {
    expect(() => tagTable(['Birds'], meanings, undefined)).toThrow(
      'the label "Birds" has no meaning: add one to web/tags/meanings.json',
    );
  });
});

describe('tags.html', () => {
  const places = '<!-- how many tags -->|<!-- how it was measured -->|<!-- table of tags -->';
  let model: string;
  const fill = (html: string) =>
    fillTagPage(html, { model, meanings: join(model, 'meanings.json'), licence: '' });
  const write = (name: string, value: object) =>
    writeFileSync(join(model, name), JSON.stringify(value));

  beforeEach(() => {
    model = mkdtempSync(join(tmpdir(), 'linnet-tags-'));
    write('labels.json', { "$& $'": 0, Music: 1 });
    write('meanings.json', { "$& $'": 'Cost of <b>', Music: 'Songs' });
  });

  afterEach(() => rmSync(model, { recursive: true }));

  test('without measured.json says that nothing was measured, and names the tags all the same', () => {
    const [count, measured, table = ''] = fill(places).split('|');
    expect(count).toBe('2');
    expect(measured).toBe(measuredText(undefined));
    expect(rowsOf(table).slice(1)).toEqual([
      ['$&amp; $&#39;', 'Cost of &lt;b&gt;'],
      ['Music', 'Songs'],
    ]);
  });

  test('with it says what was measured, to the letter', () => {
    write('measured.json', { ...evaluation(label('Music')), data: '<valid>' });
    const [, measured, table = ''] = fill(places).split('|');
    expect(measured).toContain('Measured on 286 rows (&lt;valid&gt;)');
    expect(rowsOf(table)[2]).toHaveLength(4);
  });

  test('that has lost a place is refused', () => {
    expect(() => fill(places.replace('<!-- table of tags -->', ''))).toThrow(
      'tags.html has no place for the table of tags',
    );
  });
});
