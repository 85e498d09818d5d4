// What the page "Many at once" knows, and how each event changes it. Pure: no DOM, no worker.
import type { BundleSummary, Failure, TierName } from '../../protocol/messages';
import type {
  ColumnChoice,
  Inspection,
  KeepingState,
  KeptRun,
  Response,
  RowCounts,
  RunSettings,
} from '../messages';

export type FileState =
  | { state: 'none' }
  | { state: 'inspecting'; name: string; readBytes: number; totalBytes: number }
  | { state: 'open'; inspection: Inspection; kept: KeptRun | undefined }
  | { state: 'failed'; name: string; failure: Failure };

/** How fast a tier reads this file. */
export type Speed =
  | { state: 'unknown' }
  | { state: 'measuring'; receivedBytes: number; totalBytes: number }
  | { state: 'measured'; millisecondsPerRow: number }
  | { state: 'failed'; failure: Failure };

export type RunState =
  | { state: 'none' }
  | { state: 'starting' | 'running' | 'pausing' | 'paused' | 'finished' | 'cancelled' }
  | { state: 'failed'; failure: Failure };

export interface ManyState {
  bundle: BundleSummary | undefined;
  fatal: Failure | undefined;
  file: FileState;
  columns: ColumnChoice;
  tier: TierName;
  speeds: Record<TierName, Speed>;
  run: RunState;
  /** Of the run: with these it can go on. */
  settings: RunSettings | undefined;
  counts: RowCounts;
  /** To be tagged by the run. */
  rows: number;
  rowsPerSecond: number | undefined;
  kept: KeptRun[];
  keeping: KeepingState;
  download:
    | { state: 'none' | 'writing' }
    | { state: 'written'; neutralised: number }
    | { state: 'failed'; failure: Failure };
}

export type ManyEvent =
  | Exclude<Response, { type: 'rows' }>
  | { type: 'file-chosen'; name: string; bytes: number }
  | { type: 'columns-chosen'; columns: ColumnChoice }
  | { type: 'tier-chosen'; tier: TierName }
  | { type: 'measure-requested'; tier: TierName }
  | { type: 'start-requested'; settings: RunSettings; goOn: boolean }
  | { type: 'pause-requested' }
  | { type: 'resume-requested' }
  | { type: 'download-requested' }
  | { type: 'worker-failed'; failure: Failure };

const NO_COUNTS: RowCounts = { done: 0, withoutTag: 0, withError: 0 };
const NO_SPEEDS: ManyState['speeds'] = {
  instant: { state: 'unknown' },
  full: { state: 'unknown' },
};

export const initialState: ManyState = {
  bundle: undefined,
  fatal: undefined,
  file: { state: 'none' },
  columns: { title: undefined, description: undefined },
  tier: 'instant',
  speeds: NO_SPEEDS,
  run: { state: 'none' },
  settings: undefined,
  counts: NO_COUNTS,
  rows: 0,
  rowsPerSecond: undefined,
  kept: [],
  keeping: 'available',
  download: { state: 'none' },
};

export function isBusy({ run }: ManyState): boolean {
  return ['starting', 'running', 'pausing', 'paused'].includes(run.state);
}

function withSpeed(state: ManyState, tier: TierName, speed: Speed): ManyState {
  return { ...state, speeds: { ...state.speeds, [tier]: speed } };
}

const NO_RUN: Partial<ManyState> = {
  run: { state: 'none' },
  settings: undefined,
  counts: NO_COUNTS,
  rows: 0,
  rowsPerSecond: undefined,
  download: { state: 'none' },
};

function withInspection(state: ManyState, inspection: Inspection, kept: KeptRun | undefined) {
  // Without a change of the visitor's, a file that is known is read as it was.
  const settings = kept?.settings;
  const same = settings && JSON.stringify(settings.format) === JSON.stringify(inspection.format);
  return {
    ...state,
    file: { state: 'open' as const, inspection, kept: same ? kept : undefined },
    columns: same ? settings.columns : inspection.guess,
    tier: same ? settings.tier : state.tier,
  };
}

export function reduce(state: ManyState, event: ManyEvent): ManyState {
  switch (event.type) {
    case 'opened': {
      const tiers = event.bundle.tiers.map(({ tier }) => tier);
      return {
        ...state,
        bundle: event.bundle,
        tier: tiers.includes(state.tier) ? state.tier : (tiers[0] ?? state.tier),
      };
    }
    case 'open-failed':
    case 'worker-failed':
      return { ...state, fatal: event.failure };
    case 'kept':
      return { ...state, kept: event.runs, keeping: event.keeping };
    case 'file-chosen':
      return {
        ...state,
        ...NO_RUN,
        speeds: NO_SPEEDS,
        file: {
          state: 'inspecting',
          name: event.name,
          readBytes: 0,
          totalBytes: event.bytes,
        },
      };
    case 'inspecting': {
      if (state.file.state !== 'inspecting') return state;
      const { readBytes, totalBytes } = event;
      return { ...state, file: { ...state.file, readBytes, totalBytes } };
    }
    case 'inspected':
      return withInspection(state, event.inspection, event.kept);
    case 'inspect-failed': {
      const name = state.file.state === 'inspecting' ? state.file.name : '';
      return { ...state, file: { state: 'failed', name, failure: event.failure } };
    }
    case 'columns-chosen':
      return { ...state, columns: event.columns, speeds: NO_SPEEDS };
    case 'tier-chosen':
      return { ...state, tier: event.tier };
    case 'measure-requested':
      return withSpeed(state, event.tier, {
        state: 'measuring',
        receivedBytes: 0,
        totalBytes: 0,
      });
    case 'loading': {
      if (state.speeds[event.tier].state !== 'measuring') return state;
      const { receivedBytes, totalBytes } = event;
      return withSpeed(state, event.tier, { state: 'measuring', receivedBytes, totalBytes });
    }
    case 'measured':
      return withSpeed(state, event.tier, {
        state: 'measured',
        millisecondsPerRow: event.millisecondsPerRow,
      });
    case 'measure-failed':
      return withSpeed(state, event.tier, { state: 'failed', failure: event.failure });
    case 'start-requested':
      return {
        ...state,
        ...(event.goOn ? {} : NO_RUN),
        run: { state: 'starting' },
        settings: event.settings,
        download: { state: 'none' },
      };
    case 'pause-requested':
      return { ...state, run: { state: 'pausing' } };
    case 'paused':
      return state.run.state === 'pausing' ? { ...state, run: { state: 'paused' } } : state;
    case 'resume-requested':
      return { ...state, run: { state: 'running' } };
    case 'progress': {
      const { counts, rows, rowsPerSecond } = event;
      const run: RunState = state.run.state === 'starting' ? { state: 'running' } : state.run;
      return { ...state, run, counts, rows, rowsPerSecond };
    }
    case 'run-ended':
      return {
        ...state,
        run: event.failure
          ? { state: 'failed', failure: event.failure }
          : { state: event.end === 'finished' ? 'finished' : 'cancelled' },
      };
    case 'download-requested':
      return { ...state, download: { state: 'writing' } };
    case 'download-ready':
      return { ...state, download: { state: 'written', neutralised: event.neutralised } };
    case 'download-failed':
      return { ...state, download: { state: 'failed', failure: event.failure } };
  }
}

/** A run on this file with other settings than these is another run. */
export function keptRun(state: ManyState): KeptRun | undefined {
  if (state.file.state !== 'open') return undefined;
  const { kept, inspection } = state.file;
  const settings: RunSettings = {
    format: inspection.format,
    columns: state.columns,
    tier: state.tier,
  };
  return kept && JSON.stringify(kept.settings) === JSON.stringify(settings) ? kept : undefined;
}
