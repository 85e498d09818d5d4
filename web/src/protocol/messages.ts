// What the page and the tagger's worker say to each other.

export type TierName = 'instant' | 'full';

/** Most capable first: the answer shown is that of the first tier that has one. */
export const TIERS: readonly TierName[] = ['full', 'instant'];

/** Why something did not work: for the program (`code`) and for people (`message`). */
export interface Failure {
  code:
    | 'network'
    | 'missing'
    | 'corrupt'
    | 'invalid-format'
    | 'unsupported'
    | 'invalid-argument'
    | 'not-found'
    | 'out-of-memory'
    | 'failed';
  message: string;
}

export interface Tag {
  label: string;
  /** Calibrated, 0 to 1. */
  probability: number;
  /** The probability from which the label is given. */
  threshold: number;
}

export interface Answer {
  tier: TierName;
  /** At or over their thresholds, most probable first; empty where no tag fits. */
  tags: Tag[];
  /** The most probable labels whatever their thresholds. */
  nearest: Tag[];
  /** Some of the text was not read. */
  truncated: boolean;
  /** Windows in which the text was read; 1 for the instant tier. */
  windows: number;
  milliseconds: number;
}

export interface TierSummary {
  tier: TierName;
  /** To download, from the manifest; files that both tiers need count for the instant one. */
  bytes: number;
  metrics: Record<string, number>;
  /** The data on which the metrics were measured. */
  metricsData: string;
}

export interface BundleSummary {
  name: string;
  version: string;
  tiers: TierSummary[];
}

/** From the page. */
export type Request =
  /** First of all, once. `modelUrl` is the folder that holds manifest.json; it ends with a slash. */
  | { type: 'open'; modelUrl: string }
  /** Download and start a tier; without effect where that is under way or done. */
  | { type: 'load'; tier: TierName }
  /** Tag this text with each tier that is ready. Overtakes every request with a smaller id. */
  | { type: 'classify'; id: number; title: string; description: string }
  /** Give up all requests so far. */
  | { type: 'cancel' };

/** From the worker. */
export type Response =
  | { type: 'opened'; bundle: BundleSummary }
  | { type: 'open-failed'; failure: Failure }
  | { type: 'progress'; tier: TierName; receivedBytes: number; totalBytes: number }
  /** Everything is downloaded and checked; the model is being made ready. */
  | { type: 'starting'; tier: TierName }
  | { type: 'ready'; tier: TierName; threads: number }
  | { type: 'load-failed'; tier: TierName; failure: Failure }
  /** The text of request `id` as one tier sees it; a better tier may follow. */
  | { type: 'answer'; id: number; answer: Answer }
  | { type: 'classify-failed'; id: number; tier: TierName; failure: Failure };
