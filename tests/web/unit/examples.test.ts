// What the page offers to try must show what it can do: the shipped detector takes it for a data set.
import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import type { DatasetDetector, Tokenizer } from 'linnet-core';
import { EXAMPLES } from '../../../web/src/page/examples';
import { toUtf8 } from '../../../web/src/core/text';
import { realCore } from './real-core';

const model = (name: string) => readFile(new URL(`../../../model/${name}`, import.meta.url));

let tokenizer: Tokenizer;
let detector: DatasetDetector;

beforeAll(async () => {
  const core = await realCore();
  tokenizer = core.Tokenizer.parse(await model('vocab.txt'));
  detector = core.DatasetDetector.parse(await model('detector.bin'));
});

const accepts = (title: string, description: string) => {
  const pieces = tokenizer.cut(toUtf8(title), toUtf8(description));
  try {
    return detector.accepts(pieces);
  } finally {
    pieces.delete();
  }
};

test.each(EXAMPLES.map((example) => [example.name, example] as const))(
  '%s: whole, its title alone and its description alone',
  (_name, { title, description }) => {
    expect(accepts(title, description)).toBe(true);
    expect(accepts(title, '')).toBe(true);
    expect(accepts('', description)).toBe(true);
  },
);

// Plain sentences that name no file, format or column: not how catalogues write, but how people do.
test.each([
  ['Trees of a city', 'One row a tree: its kind, the year it was planted, how thick the trunk is.'],
  ['Bees', 'We weighed twelve hives every ten minutes for two summers.'],
  [
    'How people sleep',
    'Answers of 3,200 adults about when they go to bed and how rested they feel.',
  ],
  ['Heart beats', 'Half an hour of electrocardiogram of forty-eight patients, each beat marked.'],
])('%s: told in plain sentences', (title, description) => {
  expect(accepts(title, description)).toBe(true);
});

test('what is no data set is still told apart', () => {
  expect(accepts('asdf qwer zxcv', '')).toBe(false);
  expect(accepts('', 'What time shall we meet tomorrow? I could be there at nine.')).toBe(false);
});
