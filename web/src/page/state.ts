// What the page knows, and how each event changes it. Pure: no DOM, no worker.
import type {
  Answer,
  BundleSummary,
  Failure,
  Reasons,
  Response,
  Settings,
  StorageReport,
  ThreadLimit,
  TierName,
} from '../protocol/messages';
import { NO_SETTINGS } from '../tagger/adjustment';

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

/** The reasons for one label: those of the latest text once `reasons` or `failure` is there. */
export interface Why {
  label: string;
  /** The tier that is asked. */
  tier: TierName;
  /** Of the full tier, which takes its time: words left out so far. */
  progress?: { done: number; total: number };
  /** They stay while others are under way. */
  reasons?: Reasons;
  failure?: Failure;
}

export interface PageState {
  /** Both fields are empty or hold nothing but spaces. */
  empty: boolean;
  /** Of the latest text sent to the worker. */
  requestId: number;
  bundle: BundleSummary | undefined;
  tiers: Record<TierName, TierState>;
  /** For the latest text, or for the one before it until the first answer to the latest comes. */
  answer: (Answer & { id: number }) | undefined;
  /** All labels of the model; empty until a tier is ready. */
  labels: readonly string[];
  settings: Settings;
  /** The label whose reasons are shown. */
  why: Why | undefined;
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
  | { type: 'settings'; settings: Settings }
  | { type: 'why-asked'; label: string; tier: TierName }
  /** The reasons under way are given up. */
  | { type: 'why-stopped' }
  | { type: 'why-closed' }
  | { type: 'load-requested'; tier: TierName }
  | { type: 'load-offered'; tier: TierName; reason: OfferReason }
  | { type: 'worker-failed'; failure: Failure };

export const initialState: PageState = {
  empty: true,
  requestId: 0,
  bundle: undefined,
  tiers: { instant: { state: 'absent' }, full: { state: 'absent' } },
  answer: undefined,
  labels: [],
  settings: NO_SETTINGS,
  why: undefined,
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
  // A full tier that was unloaded or broke answers no more: its last answer goes where settings change.
  const answers = state.tiers.full.state === 'ready';
  const isBetter = shown?.id === id && shown.tier === 'full' && answer.tier !== 'full';
  if (isBetter && answers) return state;
  return { ...state, answer: { ...answer, id }, problem: undefined };
}

function asked(before: Why | undefined, label: string, tier: TierName): Why {
  const reasons = before?.label === label ? before.reasons : undefined;
  return { label, tier, ...(reasons ? { reasons } : {}) };
}

function withWhy(
  state: PageState,
  { id, label }: { id: number; label: string },
  news: Pick<Why, 'progress' | 'reasons' | 'failure'>,
): PageState {
  if (id !== state.requestId || state.why?.label !== label) return state;
  const { tier, reasons } = state.why;
  return { ...state, why: { label, tier, ...(reasons ? { reasons } : {}), ...news } };
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
        why: event.empty ? undefined : state.why && { label: state.why.label, tier: 'instant' },
      };
    case 'answer':
      return withAnswer(state, event.id, event.answer);
    case 'labels':
      return { ...state, labels: event.labels };
    case 'settings':
      return { ...state, settings: event.settings };
    case 'why-asked':
      return { ...state, why: asked(state.why, event.label, event.tier) };
    case 'why-stopped': {
      if (!state.why) return state;
      const { progress: _stopped, ...why } = state.why;
      return { ...state, why: { ...why, tier: why.reasons?.tier ?? why.tier } };
    }
    case 'why-closed':
      return { ...state, why: undefined };
    case 'explain-progress':
      return withWhy(state, event, { progress: { done: event.done, total: event.total } });
    case 'explained':
      return withWhy(
        state,
        { id: event.id, label: event.reasons.label },
        { reasons: event.reasons },
      );
    case 'explain-failed':
      return withWhy(state, event, { failure: event.failure });
    case 'classify-failed':
      if (event.id !== state.requestId) return state;
      return { ...state, problem: event.failure };
  }
}
