// What "Many at once" knows and says.
import { describe, expect, test } from 'vitest';
import type { Inspection, KeptRun, RunSettings } from '../../../web/src/many/messages';
import type { Tag } from '../../../web/src/protocol/messages';
import { Rate } from '../../../web/src/many/batch/rate';
import {
  initialState,
  keptRun,
  reduce,
  type ManyEvent,
  type ManyState,
} from '../../../web/src/many/page/state';
import {
  estimateText,
  formatDuration,
  formatRate,
  keepingText,
  lossOnReload,
  outcomeText,
  runText,
  warnings,
} from '../../../web/src/many/page/wording';

const INSPECTION: Inspection = {
  name: 'some.csv',
  bytes: 1000,
  format: { kind: 'csv', delimiter: ',', header: true },
  columnNames: ['title', 'text'],
  guess: { title: 0, description: 1 },
  preview: [],
  rows: 30_000,
  malformedRows: 0,
};

const SETTINGS: RunSettings = {
  format: INSPECTION.format,
  columns: { title: 1, description: undefined },
  tier: 'full',
};

const KEPT: KeptRun = {
  key: 'k',
  name: 'some.csv',
  bytes: 1000,
  settings: SETTINGS,
  done: 10_000,
  rows: 30_000,
  updated: 0,
};

const after = (...events: ManyEvent[]): ManyState => events.reduce(reduce, initialState);

const opened: ManyEvent = { type: 'inspected', inspection: INSPECTION };

test('a file that is known is read as it was; another selection is another run', () => {
  const state = after({ type: 'inspected', inspection: INSPECTION, kept: KEPT });
  expect(state).toMatchObject({ columns: SETTINGS.columns, tier: 'full' });
  expect(keptRun(state)).toBe(KEPT);
  expect(keptRun(reduce(state, { type: 'tier-chosen', tier: 'instant' }))).toBeUndefined();
});

test('a kept run with another separator is not that of the file as it is read', () => {
  const format = { kind: 'csv', delimiter: ';', header: true } as const;
  const state = after({ type: 'inspected', inspection: { ...INSPECTION, format }, kept: KEPT });
  expect(keptRun(state)).toBeUndefined();
  expect(state.columns).toEqual(INSPECTION.guess);
});

describe('the estimate', () => {
  const measured: ManyEvent = { type: 'measured', tier: 'instant', millisecondsPerRow: 0.2 };

  test('is for the rows of the file', () => {
    expect(estimateText(after(opened, measured))).toBe(
      '30,000 rows take about 6\u00a0s with the instant tier, by the first rows.',
    );
  });

  test('leaves out what is done already', () => {
    const kept = after(
      { type: 'inspected', inspection: INSPECTION, kept: KEPT },
      { ...measured, tier: 'full', millisecondsPerRow: 60 },
    );
    expect(estimateText(kept)).toMatch(/^20,000 rows take about 20\u00a0min with the full tier/);
  });

  test('goes with the columns: of others it is not known', () => {
    const state = after(opened, measured, { type: 'columns-chosen', columns: SETTINGS.columns });
    expect(estimateText(state)).toBe('');
  });
});

describe('a run', () => {
  const running = after(
    opened,
    { type: 'start-requested', settings: SETTINGS, goOn: false },
    {
      type: 'progress',
      counts: { done: 10_000, withoutTag: 1, withError: 2 },
      rows: 30_000,
      rowsPerSecond: 1000,
    },
  );

  test('tells how far it is, how fast, and what is left', () => {
    expect(runText(running)).toBe('10,000 of 30,000 rows, 1,000\u00a0rows/s, 20\u00a0s left.');
  });

  test('is paused when the worker says so: until then rows may come', () => {
    const pausing = reduce(running, { type: 'pause-requested' });
    const counts = { ...running.counts, done: 10_001 };
    const late = reduce(pausing, { type: 'progress', counts, rows: 30_000, rowsPerSecond: 1000 });
    expect(runText(late)).toBe('Pausing at 10,001 of 30,000 rows…');
    expect(runText(reduce(late, { type: 'paused' }))).toBe('Paused at 10,001 of 30,000 rows.');
  });

  test('that failed says why, and keeps its counts to go on', () => {
    const failure = { code: 'failed', message: 'The encoder stopped.' } as const;
    const failed = reduce(running, { type: 'run-ended', end: 'failed', failure });
    expect(runText(failed)).toBe('Stopped at 10,000 of 30,000 rows. The encoder stopped.');
    const again = reduce(failed, { type: 'start-requested', settings: SETTINGS, goOn: true });
    expect(again.counts.done).toBe(10_000);
  });

  test('that cannot be kept says so', () => {
    expect(keepingText(running)).toBeUndefined();
    expect(keepingText({ ...running, keeping: 'full' })).toMatch(/no room .* download them\.$/);
  });
});

test('more rows than are tagged, and rows that cannot be read, are told beforehand', () => {
  expect(warnings({ ...INSPECTION, rows: 100_001, malformedRows: 1 })).toEqual([
    'Of 100,001 rows the first 100,000 are tagged. Split the file to have all.',
    '1 row cannot be read and will be listed as errors; is the separator right?',
  ]);
});

test('an outcome is told in words', () => {
  const clear = { label: 'Sports', probability: 0.876, threshold: 0.5, clear: true };
  const other = { label: 'Health', probability: 0.9, threshold: 0.5, clear: false };
  const told = (...tags: Tag[]) =>
    outcomeText({ status: 'tagged', tags, truncated: false, dataSet: true });
  expect(told(clear, clear)).toBe('Sports 88%, Sports 88%');
  expect(told(other, clear)).toBe('Sports 88%; also fits: Health 90%');
  expect(told(other)).toBe('Fits less clearly: Health 90%');
  expect(told()).toBe('No tag fits');
  const refused = { status: 'tagged' as const, tags: [], truncated: false, dataSet: false };
  expect(outcomeText(refused)).toBe('Does not read like a data set');
});

test.each([
  [0.2, 'less than a second'],
  [59.6, '60\u00a0s'],
  [600, '10\u00a0min'],
  [7800, '2\u00a0h 10\u00a0min'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test('a reload costs what is open: a file, a run, its result', () => {
  const start: ManyEvent = { type: 'start-requested', settings: SETTINGS, goOn: false };
  const end: ManyEvent = { type: 'run-ended', end: 'finished' };
  const full: ManyEvent = { type: 'kept', runs: [], keeping: 'full' };
  expect(lossOnReload(initialState)).toBeUndefined();
  expect(lossOnReload(after(opened))).toMatch(/closes your file\.$/);
  expect(lossOnReload(after(opened, start))).toMatch(/ends the run\. The rows done are kept/);
  expect(lossOnReload(after(opened, start, end, full))).toMatch(/closes the result\. .* not kept/);
});

test('slow rates have a digit more', () => {
  expect([4.24, 4240].map(formatRate)).toEqual(['4.2\u00a0rows/s', '4,240\u00a0rows/s']);
});

test('a rate is of the last seconds, and a pause does not count', () => {
  let now = 0;
  const rate = new Rate(() => now);
  rate.restart(0);
  for (; now <= 10_000; now += 1000) rate.mark(now / 10);
  expect(rate.rowsPerSecond).toBeCloseTo(100);
  now = 90_000;
  rate.restart(1000);
  expect(rate.rowsPerSecond).toBeUndefined();
  now = 91_000;
  rate.mark(1050);
  expect(rate.rowsPerSecond).toBeCloseTo(50);
});
