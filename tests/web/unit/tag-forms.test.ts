import { describe, expect, test } from 'vitest';
import { csvCell, formatTags } from '../../../web/src/documents/tag-forms';

const TAGS = [
  { label: 'Arts and Entertainment', probability: 0.876543, threshold: 0.25, clear: true },
  { label: 'NLP', probability: 0.3, threshold: 0.1, clear: false },
];

describe('tags are copied', () => {
  test('as the keywords of dataset-metadata.json, in lower case', () => {
    expect(JSON.parse(formatTags('kaggle', TAGS))).toEqual({
      keywords: ['arts and entertainment', 'nlp'],
    });
  });

  test('as JSON with probability and threshold, and whether they clearly fit', () => {
    expect(JSON.parse(formatTags('json', TAGS))).toEqual([
      { label: 'Arts and Entertainment', probability: 0.8765, threshold: 0.25, clear: true },
      { label: 'NLP', probability: 0.3, threshold: 0.1, clear: false },
    ]);
  });

  test('as CSV with a header and CRLF', () => {
    expect(formatTags('csv', TAGS)).toBe(
      'label,probability,threshold,clear\r\nArts and Entertainment,0.8765,0.25,true\r\nNLP,0.3,0.1,false\r\n',
    );
  });

  test('as a Markdown list whose labels are no markup', () => {
    const [tag] = TAGS;
    expect(formatTags('markdown', [{ ...tag!, label: '<b>*x*' }])).toBe('- \\<b\\>\\*x\\* (88%)\n');
  });
});

test.each(['=1+1', '+1', '-1', '@A1', '\tx', '\rx'])('%j is no formula in a CSV cell', (value) => {
  expect(csvCell(value).replace(/^"/, '')).toMatch(/^'/);
});

test('a CSV cell is quoted only where it must be', () => {
  expect(csvCell('plain')).toBe('plain');
  expect(csvCell('a,b')).toBe('"a,b"');
  expect(csvCell('say "x"')).toBe('"say ""x"""');
  expect(csvCell('two\nlines')).toBe('"two\nlines"');
});
