// The page's state: which answer is shown, and what happens to late ones.
import { describe, expect, test } from 'vitest';
import {
  initialState,
  isUntouched,
  reduce,
  type PageEvent,
  type PageState,
} from '../../../web/src/page/state';
import type { Answer, TierName } from '../../../web/src/protocol/messages';

const opened: PageEvent = {
  type: 'opened',
  bundle: {
    name: 'tiny',
    version: '1',
    detectsDataSets: true,
    tiers: [
      { tier: 'instant', bytes: 1000, metrics: {}, metricsData: '', operatingPoints: [] },
      { tier: 'full', bytes: 5000, metrics: {}, metricsData: '', operatingPoints: [] },
    ],
  },
};

function answer(tier: TierName, label = 'Health'): Answer {
  const tags = [{ label, probability: 0.9, threshold: 0.3, clear: true }];
  return {
    tier,
    tags,
    nearest: tags,
    truncated: false,
    windows: 1,
    dataSet: true,
    milliseconds: 1,
  };
}

function after(...events: PageEvent[]): PageState {
  return events.reduce(reduce, initialState);
}

const typed = (id: number): PageEvent => ({ type: 'text', id, empty: false });
const cleared = (id: number): PageEvent => ({ type: 'text', id, empty: true });
const answered = (id: number, tier: TierName, label?: string): PageEvent => ({
  type: 'answer',
  id,
  answer: answer(tier, label),
});

describe('answers', () => {
  const ready: PageEvent = { type: 'ready', tier: 'full', threads: 1 };

  test('the full tier takes the place of the instant one', () => {
    const state = after(opened, typed(1), answered(1, 'instant'), answered(1, 'full'));
    expect(state.answer?.tier).toBe('full');
  });

  test('the instant tier never takes the place of the full one for the same text', () => {
    const state = after(opened, ready, typed(1), answered(1, 'full'), answered(1, 'instant'));
    expect(state.answer?.tier).toBe('full');
  });

  test.each<[string, PageEvent]>([
    ['was unloaded', { type: 'unloaded', tier: 'full' }],
    ['is loaded again', { type: 'load-requested', tier: 'full' }],
    ['broke', { type: 'load-failed', tier: 'full', failure: { code: 'failed', message: '' } }],
  ])('of a full tier that %s gives way to the instant one', (_what, event) => {
    const before = after(opened, ready, typed(1), answered(1, 'full'), answered(1, 'instant'));
    expect(before.answer?.tier).toBe('full');
    const gone = reduce(before, event);
    expect(gone.answer?.tier).toBe('full');
    expect(reduce(gone, answered(1, 'instant')).answer?.tier).toBe('instant');
  });

  test('an answer to an overtaken text is dropped', () => {
    const state = after(opened, typed(1), typed(2), answered(2, 'instant'), answered(1, 'full'));
    expect(state.answer).toMatchObject({ id: 2, tier: 'instant' });
  });

  test('the tags of the text before stay until the first answer to the new one', () => {
    const waiting = after(opened, typed(1), answered(1, 'full', 'Health'), typed(2));
    expect(waiting.answer?.id).toBe(1);
    expect(reduce(waiting, answered(2, 'instant')).answer?.id).toBe(2);
  });

  test('an emptied text has no answer, and a late one does not come back', () => {
    const state = after(opened, typed(1), answered(1, 'instant'), cleared(2), answered(1, 'full'));
    expect(state.answer).toBeUndefined();
  });
});

describe('tiers', () => {
  test('a tier of the bundle waits with its size until it is asked for', () => {
    expect(after(opened).tiers.full).toEqual({ state: 'waiting', totalBytes: 5000 });
  });

  test('loading goes from zero bytes through progress and start to ready', () => {
    const full = { tier: 'full' } as const;
    const states = [
      { type: 'load-requested', ...full } as const,
      { type: 'progress', ...full, receivedBytes: 10, totalBytes: 5000 } as const,
      { type: 'starting', ...full } as const,
      { type: 'ready', ...full, threads: 1 } as const,
    ].map((_, index, events) => after(opened, ...events.slice(0, index + 1)).tiers.full);
    expect(states).toEqual([
      { state: 'downloading', receivedBytes: 0, totalBytes: 5000 },
      { state: 'downloading', receivedBytes: 10, totalBytes: 5000 },
      { state: 'starting' },
      { state: 'ready', threads: 1 },
    ]);
  });

  test('the failure of one tier leaves the other as it is', () => {
    const failure = { code: 'network', message: 'no connection' } as const;
    const state = after(
      opened,
      { type: 'ready', tier: 'instant', threads: 1 },
      { type: 'load-failed', tier: 'full', failure },
    );
    expect(state.tiers).toEqual({
      instant: { state: 'ready', threads: 1 },
      full: { state: 'failed', failure },
    });
    expect(state.fatal).toBeUndefined();
  });

  test('a missing manifest is fatal', () => {
    const failure = { code: 'missing', message: 'no manifest' } as const;
    expect(after({ type: 'open-failed', failure }).fatal).toBe(failure);
  });
});

test('a problem with one text is forgotten with the next', () => {
  const failure = { code: 'failed', message: 'odd' } as const;
  const failed = after(opened, typed(1), { type: 'classify-failed', id: 1, tier: 'full', failure });
  expect(failed.problem).toBe(failure);
  expect(reduce(failed, typed(2)).problem).toBeUndefined();
});

describe('the page is untouched', () => {
  const ready: PageEvent = { type: 'ready', tier: 'instant', threads: 1 };

  test('once the instant tier is ready, or failed', () => {
    expect(isUntouched(after(opened, ready))).toBe(true);
    const failure = { code: 'network', message: '' } as const;
    expect(isUntouched(after(opened, { type: 'load-failed', tier: 'instant', failure }))).toBe(
      true,
    );
  });

  test.each<[string, PageEvent]>([
    ['there is a text', typed(1)],
    ['a tier is on its way', { type: 'load-requested', tier: 'full' }],
    ['a tier starts', { type: 'starting', tier: 'instant' }],
    ['the full tier is ready', { type: 'ready', tier: 'full', threads: 1 }],
    ['nothing works', { type: 'worker-failed', failure: { code: 'failed', message: '' } }],
  ])('no more where %s', (_name, event) => {
    expect(isUntouched(after(opened, ready, event))).toBe(false);
  });
});

describe('reasons', () => {
  const explained = (id: number, tier: TierName = 'instant'): PageEvent => ({
    type: 'explained',
    id,
    reasons: { label: 'Health', tier, title: [], description: [] },
  });
  const ask = (tier: TierName): PageEvent => ({ type: 'why-asked', label: 'Health', tier });
  const asked = after(opened, typed(1), ask('instant'));

  test('are shown for the label that was asked, and the latest text alone', () => {
    expect(asked.why).toEqual({ label: 'Health', tier: 'instant' });
    expect(reduce(asked, explained(0)).why?.reasons).toBeUndefined();
    expect(reduce(asked, explained(1)).why?.reasons?.tier).toBe('instant');
    const other = reduce(asked, { type: 'why-asked', label: 'Sports', tier: 'instant' });
    expect(reduce(other, explained(1)).why?.reasons).toBeUndefined();
  });

  test('stay while the full tier is asked, and where that is stopped', () => {
    const waiting = reduce(reduce(asked, explained(1)), ask('full'));
    const half = reduce(waiting, {
      type: 'explain-progress',
      id: 1,
      label: 'Health',
      done: 1,
      total: 2,
    });
    expect(half.why).toMatchObject({
      tier: 'full',
      progress: { done: 1 },
      reasons: { tier: 'instant' },
    });
    expect(reduce(half, { type: 'why-stopped' }).why).toMatchObject({ tier: 'instant' });
    expect(reduce(half, { type: 'why-stopped' }).why).not.toHaveProperty('progress');
    expect(reduce(half, explained(1, 'full')).why?.reasons?.tier).toBe('full');
  });

  test('are asked for anew with another text, and gone with the text', () => {
    const shown = reduce(asked, explained(1));
    expect(reduce(shown, typed(2)).why).toEqual({ label: 'Health', tier: 'instant' });
    expect(reduce(shown, { type: 'text', id: 2, empty: true }).why).toBeUndefined();
    expect(reduce(shown, { type: 'why-closed' }).why).toBeUndefined();
  });

  test('that failed say so', () => {
    const failure = { code: 'failed', message: 'no' } as const;
    const event: PageEvent = { type: 'explain-failed', id: 1, label: 'Health', failure };
    expect(reduce(asked, event).why?.failure).toBe(failure);
  });
});

test('an answer of the full tier with other settings takes the place of its first one', () => {
  const first = after(opened, typed(1), {
    type: 'answer',
    id: 1,
    answer: answer('full', 'Health'),
  });
  const second = reduce(first, { type: 'answer', id: 1, answer: answer('full', 'Sports') });
  expect(second.answer?.tags[0]?.label).toBe('Sports');
});
