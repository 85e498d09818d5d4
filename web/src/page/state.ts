// What the page knows, and how each event changes it. Pure: no DOM, no worker.
import type {
  Answer,
  BundleSummary,
  Failure,
  Response,
  StorageReport,
  ThreadLimit,
  TierName,
} from '../protocol/messages';

/** Why a tier waits: a slow or metered connection, or the visitor stopped or unloaded it. */
export type OfferReason = 'slow' | 'cancelled' | 'unloaded';

export type TierState =
  | { state: 'absent' }
  | { state: 'waiting'; totalBytes: number }
  /** Not under way: it waits for the visitor's word. */
  | { state: 'offered'; reason: OfferReason; totalBytes: number }
  | { state: 'downloading'; receivedBytes: number; totalBytes: number }
  | { state: 'starting' }
  | { state: 'ready'; threads: number; threadLimit?: ThreadLimit }
  | { state: 'failed'; failure: Failure };

export interface PageState {
  /** Both fields are empty or hold nothing but spaces. */
  empty: boolean;
  /** Of the latest text sent to the worker. */
  requestId: number;
  bundle: BundleSummary | undefined;
  tiers: Record<TierName, TierState>;
  /** For the latest text, or for the one before it until the first answer to the latest comes. */
  answer: (Answer & { id: number }) | undefined;
  /** What is kept on this device; told before the bundle. */
  storage: StorageReport | undefined;
  /** Nothing can work: the core, the manifest or the worker failed. */
  fatal: Failure | undefined;
  /** The latest text could not be read by a tier. */
  problem: Failure | undefined;
}

export type PageEvent =
  | Response
  | { type: 'text'; id: number; empty: boolean }
  | { type: 'load-requested'; tier: TierName }
  | { type: 'load-offered'; tier: TierName; reason: OfferReason }
  | { type: 'worker-failed'; failure: Failure };

export const initialState: PageState = {
  empty: true,
  requestId: 0,
  bundle: undefined,
  tiers: { instant: { state: 'absent' }, full: { state: 'absent' } },
  answer: undefined,
  storage: undefined,
  fatal: undefined,
  problem: undefined,
};

/** No text is there, and nothing is loaded or on its way that a reload would cost dear. */
export function isUntouched({ empty, fatal, tiers }: PageState): boolean {
  const resting = new Set<TierState['state']>(['absent', 'waiting', 'offered', 'failed']);
  const loaded = tiers.instant.state === 'ready' || resting.has(tiers.instant.state);
  return empty && !fatal && loaded && resting.has(tiers.full.state);
}

function withTier(state: PageState, tier: TierName, value: TierState): PageState {
  return { ...state, tiers: { ...state.tiers, [tier]: value } };
}

function bytesOf(state: PageState, tier: TierName): number {
  return state.bundle?.tiers.find((entry) => entry.tier === tier)?.bytes ?? 0;
}

function offered(state: PageState, tier: TierName, reason: OfferReason): PageState {
  return withTier(state, tier, { state: 'offered', reason, totalBytes: bytesOf(state, tier) });
}

function withAnswer(state: PageState, id: number, answer: Answer): PageState {
  const shown = state.answer;
  if (state.empty || id !== state.requestId) return state;
  if (shown?.id === id && shown.tier === 'full') return state;
  return { ...state, answer: { ...answer, id }, problem: undefined };
}

export function reduce(state: PageState, event: PageEvent): PageState {
  switch (event.type) {
    case 'opened': {
      let next: PageState = { ...state, bundle: event.bundle };
      for (const { tier, bytes } of event.bundle.tiers) {
        next = withTier(next, tier, { state: 'waiting', totalBytes: bytes });
      }
      return next;
    }
    case 'open-failed':
    case 'worker-failed':
      return { ...state, fatal: event.failure };
    case 'load-requested':
      return withTier(state, event.tier, {
        state: 'downloading',
        receivedBytes: 0,
        totalBytes: bytesOf(state, event.tier),
      });
    case 'progress':
      return withTier(state, event.tier, {
        state: 'downloading',
        receivedBytes: event.receivedBytes,
        totalBytes: event.totalBytes,
      });
    case 'starting':
      return withTier(state, event.tier, { state: 'starting' });
    case 'ready':
      return withTier(state, event.tier, {
        state: 'ready',
        threads: event.threads,
        ...(event.threadLimit ? { threadLimit: event.threadLimit } : {}),
      });
    case 'load-failed':
      return withTier(state, event.tier, { state: 'failed', failure: event.failure });
    case 'load-offered':
      return offered(state, event.tier, event.reason);
    case 'load-cancelled':
      return offered(state, event.tier, 'cancelled');
    case 'unloaded':
      return offered(state, event.tier, 'unloaded');
    case 'storage':
      return { ...state, storage: event.report };
    case 'text':
      return {
        ...state,
        requestId: event.id,
        empty: event.empty,
        problem: undefined,
        answer: event.empty ? undefined : state.answer,
      };
    case 'answer':
      return withAnswer(state, event.id, event.answer);
    case 'classify-failed':
      if (event.id !== state.requestId) return state;
      return { ...state, problem: event.failure };
  }
}
