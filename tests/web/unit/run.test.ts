// A run of "Many at once" and the store of its rows: a row counts as kept once the store says so.
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { LinnetCore } from 'linnet-core';
import { Run, type RunParts } from '../../../web/src/many/batch/run';
import type { Kept } from '../../../web/src/many/batch/run-store';
import type { RowOutcome } from '../../../web/src/many/messages';
import type { Verdict } from '../../../web/src/tagger/text-model';
import { realCore } from './real-core';

let core: LinnetCore;

beforeAll(async () => {
  core = await realCore();
});

afterEach(() => vi.useRealTimers());

const verdict: Verdict = {
  tags: [],
  nearest: [],
  truncated: false,
  windows: 1,
  dataSet: true,
};
const tagged: RowOutcome = { status: 'tagged', tags: [], truncated: false, dataSet: true };

/** A store that answers as it is told, and holds what it kept. */
class ScriptedStore {
  readonly rows: RowOutcome[] = [];
  readonly offered: { first: number; count: number }[] = [];

  constructor(private readonly answer: (call: number) => Kept) {}

  async append(_key: string, first: number, rows: RowOutcome[]): Promise<Kept> {
    const answer = this.answer(this.offered.length);
    this.offered.push({ first, count: rows.length });
    expect(first).toBe(this.rows.length);
    if (answer === 'kept') this.rows.push(...rows);
    return answer;
  }
}

/** A run over so many rows; each takes so many milliseconds of a clock that only they move. */
function runOver(rows: number, milliseconds: number, parts: Partial<RunParts> = {}) {
  vi.useFakeTimers({ toFake: ['performance'] });
  const lines = Array.from({ length: rows }, (_, row) => `row ${row}`);
  const rates: (number | undefined)[] = [];
  const run = new Run({
    core,
    file: new File([['title', ...lines, ''].join('\n')], 'some.csv'),
    settings: {
      format: { kind: 'csv', delimiter: ',', header: true },
      columns: { title: 0, description: undefined },
      tier: 'instant',
    },
    tier: {
      classify: () => {
        vi.advanceTimersByTime(milliseconds);
        return verdict;
      },
      dispose: () => undefined,
    },
    rows,
    store: new ScriptedStore(() => 'kept'),
    key: 'key',
    former: [],
    kept: 0,
    onProgress: (_counts, rate) => rates.push(rate),
    onPaused: () => undefined,
    ...parts,
  });
  return { run, rates };
}

describe('rows that the store did not take', () => {
  test('are offered again, with those that came since, until it takes them', async () => {
    const store = new ScriptedStore((call) => (call === 1 || call === 2 ? 'failed' : 'kept'));
    await runOver(200, 500, { store }).run.go();
    expect(store.rows).toHaveLength(200);
    expect(store.offered[2]?.first).toBe(store.offered[1]?.first);
    expect(store.offered[3]?.first).toBe(store.offered[1]?.first);
  });

  test('are offered now and then, not with each row', async () => {
    const store = new ScriptedStore(() => 'failed');
    await runOver(200, 500, { store }).run.go();
    // 100 seconds: every ten, and at the end.
    expect(store.offered.length).toBeLessThan(14);
    expect(store.offered.at(-1)).toEqual({ first: 0, count: 200 });
  });

  test('as another tab has the run are not offered again', async () => {
    const store = new ScriptedStore((call) => (call === 0 ? 'kept' : 'elsewhere'));
    await runOver(50, 500, { store }).run.go();
    expect(store.offered).toHaveLength(2);
  });

  test('before the run was ended are offered when it goes on', async () => {
    const store = new ScriptedStore(() => 'kept');
    store.rows.push(tagged, tagged);
    const former = Array.from({ length: 10 }, () => tagged);
    await runOver(20, 500, { store, former, kept: 2 }).run.go();
    expect(store.rows).toHaveLength(20);
  });
});

test('rows of before count neither for the rate nor against it', async () => {
  const former = Array.from({ length: 5000 }, () => tagged);
  const store = new ScriptedStore(() => 'kept');
  store.rows.push(...former);
  // To pass by takes them a millisecond each.
  const slow = new Proxy(former, {
    get(rows, key) {
      if (typeof key === 'string' && /^\d+$/.test(key)) vi.advanceTimersByTime(1);
      return Reflect.get(rows, key) as unknown;
    },
  });
  const { run, rates } = runOver(5020, 500, { store, former: slow, kept: 5000 });
  await run.go();
  const told = rates.filter((rate) => rate !== undefined);
  expect(told.length).toBeGreaterThan(5);
  for (const rate of told) expect(rate).toBeCloseTo(2, 1);
});
