// The page's sentences.
import { describe, expect, test } from 'vitest';
import { initialState, reduce, type PageEvent } from '../../../web/src/page/state';
import {
  failureText,
  formatBytes,
  formatPercent,
  progressText,
  statusText,
} from '../../../web/src/page/wording';
import type { TierName } from '../../../web/src/protocol/messages';

const tiers = (...names: TierName[]): PageEvent => ({
  type: 'opened',
  bundle: {
    name: 'tiny',
    version: '1',
    tiers: names.map((tier) => ({ tier, bytes: 1000, metrics: {}, metricsData: '' })),
  },
});
const ready = (tier: TierName): PageEvent => ({ type: 'ready', tier, threads: 1 });
const failed = (tier: TierName): PageEvent => ({
  type: 'load-failed',
  tier,
  failure: { code: 'network', message: 'The line is down.' },
});
const answered = (tier: TierName, count: number, truncated = false): PageEvent => ({
  type: 'answer',
  id: 1,
  answer: {
    tier,
    tags: Array.from({ length: count }, (_, index) => ({
      label: `tag ${index}`,
      probability: 0.9,
      threshold: 0.3,
    })),
    nearest: [],
    truncated,
    windows: 1,
    milliseconds: 3,
  },
});
const typed: PageEvent = { type: 'text', id: 1, empty: false };
const after = (...events: PageEvent[]) => events.reduce(reduce, initialState);

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
    expect(statusText(state)).toContain('too long to be read whole');
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
