// The page's sentences.
import { describe, expect, test } from 'vitest';
import { initialState, reduce, type PageEvent } from '../../../web/src/page/state';
import {
  clearGroupText,
  failureText,
  formatBytes,
  formatPercent,
  progressText,
  noTagText,
  promiseText,
  reasonsText,
  statusText,
  strictnessName,
} from '../../../web/src/page/wording';
import { NO_SETTINGS } from '../../../web/src/tagger/adjustment';
import type { Failure, Reasons, TierName } from '../../../web/src/protocol/messages';

const tiers = (...names: TierName[]): PageEvent => ({
  type: 'opened',
  bundle: {
    name: 'tiny',
    version: '1',
    detectsDataSets: true,
    tiers: names.map((tier) => ({
      tier,
      bytes: 1000,
      metrics: {},
      metricsData: '',
      operatingPoints: [],
    })),
  },
});
const ready = (tier: TierName): PageEvent => ({ type: 'ready', tier, threads: 1 });
const failed = (tier: TierName): PageEvent => ({
  type: 'load-failed',
  tier,
  failure: { code: 'network', message: 'The line is down.' },
});
const answered = (tier: TierName, count: number, truncated = false, dataSet = true): PageEvent => ({
  type: 'answer',
  id: 1,
  answer: {
    tier,
    tags: Array.from({ length: count }, (_, index) => ({
      label: `tag ${index}`,
      probability: 0.9,
      threshold: 0.3,
      clear: true,
    })),
    nearest: [],
    truncated,
    windows: 1,
    dataSet,
    milliseconds: 3,
  },
});
const typed: PageEvent = { type: 'text', id: 1, empty: false };
const after = (...events: PageEvent[]) => events.reduce(reduce, initialState);

describe('a text that does not read like a data set', () => {
  const anyText: PageEvent = { type: 'settings', settings: { ...NO_SETTINGS, anyText: true } };

  test('is told from one that no tag fits', () => {
    const other = after(
      tiers('instant'),
      ready('instant'),
      typed,
      answered('instant', 0, false, false),
    );
    expect(statusText(other)).toBe('Instant tier: does not read like a data set.');
    expect(noTagText({ tags: [], dataSet: false }, false)).toMatch(/^This does not read like/);
    expect(noTagText({ tags: [], dataSet: true }, false)).toMatch(/^No tag fits this text/);
  });

  test('is no longer told where it shall be tagged all the same', () => {
    const tagged = after(
      tiers('instant'),
      ready('instant'),
      anyText,
      typed,
      answered('instant', 1, false, false),
    );
    expect(statusText(tagged)).toBe('Instant tier: 1 tag.');
    expect(noTagText({ tags: [], dataSet: false }, true)).toMatch(/^No tag fits this text/);
    const tags = [{ label: 'A', probability: 1, threshold: 0, clear: true }];
    expect(noTagText({ tags, dataSet: false }, true)).toBeUndefined();
  });
});

describe('percentages', () => {
  test.each([
    [0, '0%'],
    [0.001, '<1%'],
    [0.304, '30%'],
    [0.994, '99%'],
    [0.999, '>99%'],
    [1, '100%'],
  ])('%d is %s: never rounded to a certainty that is not there', (probability, text) => {
    expect(formatPercent(probability)).toBe(text);
  });
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [11_840_000, '11.8 MB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text.replace(' ', '\u00a0'));
});

describe('the status', () => {
  test('names the tier that answered', () => {
    const both = [tiers('instant', 'full'), ready('instant'), ready('full'), typed];
    expect(statusText(after(...both, answered('instant', 1)))).toMatch(/^Instant tier: 1 tag\./);
    expect(statusText(after(...both, answered('full', 3)))).toBe('Full tier: 3 tags.');
  });

  test('says plainly that no tag fits', () => {
    const state = after(tiers('full'), ready('full'), typed, answered('full', 0));
    expect(statusText(state)).toBe('Full tier: no tag fits.');
  });

  test('says that a text was not read whole', () => {
    const state = after(tiers('full'), ready('full'), typed, answered('full', 1, true));
    expect(statusText(state)).toContain('Only the beginning of the text was read');
  });

  test('names the tier that is awaited', () => {
    expect(statusText(initialState)).toBe('Loading the instant tier…');
    expect(statusText(after(tiers('full')))).toBe('Loading the full tier…');
    expect(statusText(after(tiers('instant', 'full'), failed('instant')))).toBe(
      'Loading the full tier…',
    );
  });

  test('tells when nothing is left to wait for', () => {
    expect(statusText(after(tiers('instant', 'full'), failed('instant'), failed('full')))).toBe(
      'No tier could be loaded.',
    );
  });
});

describe('failures', () => {
  test('say what still works', () => {
    const state = after(tiers('instant', 'full'), ready('instant'), failed('full'));
    expect(failureText('full', state)).toBe(
      'The full tier could not be loaded. The line is down. The instant tier goes on working.',
    );
    expect(failureText('instant', state)).toBeUndefined();
  });
});

test('progress shows real bytes, and nothing where there is nothing to wait for', () => {
  expect(
    progressText('full', {
      state: 'downloading',
      receivedBytes: 3_200_000,
      totalBytes: 11_800_000,
    }),
  ).toBe('Downloading the full tier: 3.2\u00a0MB of 11.8\u00a0MB');
  expect(progressText('full', { state: 'ready', threads: 1 })).toBeUndefined();
});

test('a failure is told in whole sentences, and what was damaged in words', () => {
  const told = (failure: Failure) =>
    failureText(
      'full',
      after(tiers('instant', 'full'), ready('instant'), {
        type: 'load-failed',
        tier: 'full',
        failure,
      }),
    );
  expect(told({ code: 'failed', message: 'It did not start' })).toBe(
    'The full tier could not be loaded. It did not start. The instant tier goes on working.',
  );
  expect(told({ code: 'corrupt', message: 'a.bin: has 6 bytes' })).toBe(
    'The full tier could not be loaded. A file of the model arrived damaged, and once more when it ' +
      'was fetched again (a.bin: has 6 bytes). The instant tier goes on working.',
  );
});

describe('reasons in words', () => {
  const reasons = (...words: [string, number][]): Reasons => ({
    label: 'Sports',
    tier: 'instant',
    title: words.map(([text, effect]) => ({ text, effect })),
    description: [],
  });

  test('name what weighs most, strongest first, each word once and without its comma', () => {
    const text = reasonsText(
      reasons(
        ['match,', 1],
        [' ', 0],
        ['goal', 2],
        [' ', 0],
        ['tax', -1],
        ['the', 0.01],
        ['match', 2],
      ),
    );
    expect(text).toBe(
      'The instant tier adds up what each word says. For it speak most: “match”, “goal”. ' +
        'Against it: “tax”.',
    );
  });

  test('say that no word speaks for the tag', () => {
    expect(reasonsText(reasons(['tax', -1]))).toMatch(/No word speaks for it\. Against it: “tax”/);
    expect(reasonsText(reasons())).toMatch(/No word speaks for it\.$/);
  });
});

test('a strictness is told with what it gains and costs', () => {
  expect(promiseText({ shift: 1, precision: 0.5625, recall: 0.3303, tagsPerRow: 2.014 })).toBe(
    'On data sets that the model had not seen, 56% of the tags it gave were right (precision), ' +
      'and it found 33% of the right ones (recall), with 2.0 tags each.',
  );
  const names = [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2].map(strictnessName);
  expect(names[0]).toBe('Anything plausible');
  expect(names[4]).toBe('Balanced');
  expect(names[8]).toBe('Only sure tags');
});

describe('where readers graded the tags', () => {
  const evidence = { rows: 1286, graded: true };

  test('a strictness is told by what a careful reader accepts, and by what clearly fits', () => {
    const point = { shift: 1, precision: 0.912, recall: 0.876, tagsPerRow: 5.14 };
    expect(promiseText(point, evidence)).toBe(
      'Of the tags given at this setting, 91% are ones that a careful reader accepts, and 88% of ' +
        'the tags that clearly fit are found; 5.1 tags each (1,286 data sets that the model had not seen).',
    );
    expect(promiseText(point, { rows: 9, graded: false })).toBe(promiseText(point));
  });

  test('the first group is told with how many of it clearly fit, as long as it is the same', () => {
    const group = { shift: 1, precision: 0.738, recall: 0.6 };
    const text =
      'On 1,286 data sets that the model had not seen, 74% of the tags under “Clearly fits” did ' +
      'clearly fit.';
    expect(clearGroupText(group, -2, evidence)).toBe(text);
    expect(clearGroupText(group, 1, evidence)).toBe(text);
    expect(clearGroupText(group, 1.5, evidence)).toBeUndefined();
    expect(clearGroupText(group, 0)).toMatch(/^On data sets that the model had not seen, 74%/);
  });
});
