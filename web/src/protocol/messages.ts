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
  /** It clearly fits; true of every tag where the tier does not tell them apart. */
  clear: boolean;
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
  /**
   * It reads like the text of a data set, or the model cannot tell. Where not, no tags are given but
   * those that the settings ask for.
   */
  dataSet: boolean;
  milliseconds: number;
}

/** What a visitor asks of every answer. Labels that the model does not have are without effect. */
export interface Settings {
  /** Added to the log-odds of every threshold: above 0 stricter, below 0 more lenient. */
  shift: number;
  /** Labels that are never given. */
  excluded: readonly string[];
  /** Labels that are always given. */
  required: readonly string[];
  /** Tag texts too that do not read like those of data sets. */
  anyText: boolean;
  /** The full tier reads all of a long text, not its beginning alone. */
  readAll: boolean;
}

/** What a tier gave at one strictness, on data that it had not seen. */
export interface OperatingPoint {
  shift: number;
  /**
   * Of the tags given, those that were right; 0 to 1. Where readers graded the tags: those that a
   * careful reader accepts.
   */
  precision: number;
  /** Of the right tags, those that were given; 0 to 1. Where graded: of those that clearly fit. */
  recall: number;
  tagsPerRow: number;
}

/** What a tier's rule was measured on. */
export interface Evidence {
  rows: number;
  /** Readers graded how well each tag fits; else a tag is right or wrong. */
  graded: boolean;
}

/** How a tier tells tags that clearly fit from those that fit as well. */
export interface ClearGroup {
  /** Up to this strictness the group is the same, and what was measured of it holds. */
  shift: number;
  /** Of the tags of this group, those that clearly fit; 0 to 1, on data that the tier had not seen. */
  precision: number;
  /** Of the tags that clearly fit, those in this group; 0 to 1. */
  recall: number;
}

/** A word or some words of a field, or what stands between them. */
export interface ReasonSegment {
  text: string;
  /** Above 0 speaks for the label, below 0 against it; 0 between words. In logits. */
  effect: number;
}

/** Why a tier gives a label to a text, or does not. */
export interface Reasons {
  label: string;
  tier: TierName;
  /** Joined, what was read of the field. */
  title: ReasonSegment[];
  description: ReasonSegment[];
}

export interface TierSummary {
  tier: TierName;
  /** To download, from the manifest; files that both tiers need count for the instant one. */
  bytes: number;
  metrics: Record<string, number>;
  /** The data on which the metrics were measured. */
  metricsData: string;
  /** By rising shift; empty where not measured. */
  operatingPoints: OperatingPoint[];
  evidence?: Evidence;
  /** Absent where the tier does not tell its tags apart. */
  clearGroup?: ClearGroup;
}

export interface BundleSummary {
  name: string;
  version: string;
  /** Texts that do not read like those of data sets are told from others. */
  detectsDataSets: boolean;
  tiers: TierSummary[];
}

/**
 * Whether parts of the model can be kept on this device: 'unavailable' in some private modes and
 * without HTTPS, 'full' where the browser granted no room for a part.
 */
export type StorageState = 'available' | 'unavailable' | 'full';

/** What is kept on this device, in bytes. */
export interface StorageReport {
  state: StorageState;
  /** The model's parts, of older versions too. */
  modelBytes: number;
  /** ONNX Runtime, which runs the full tier. */
  runtimeBytes: number;
  /** What each tier of the bundle still has to fetch. */
  missingBytes: Record<TierName, number>;
}

/** Why the encoder runs in no more threads than it does. */
export type ThreadLimit =
  /** All cores that help are used. */
  | 'none'
  /** The page is not isolated from other origins, so that its threads may not share memory. */
  | 'not-isolated'
  /** The browser has no SharedArrayBuffer. */
  | 'no-shared-memory'
  /** The device has one core. */
  | 'one-core'
  /** It was tried with more and did not start. */
  | 'start-failed';

/** From the page. */
export type Request =
  /** First of all, once. `modelUrl` is the folder that holds manifest.json; it ends with a slash. */
  | { type: 'open'; modelUrl: string }
  /** Download and start a tier; without effect where that is under way or done. */
  | { type: 'load'; tier: TierName }
  /** Tag this text with each tier that is ready. Overtakes every request with a smaller id. */
  | { type: 'classify'; id: number; title: string; description: string }
  /** From now on; the latest text is answered anew, without being read again. */
  | { type: 'adjust'; settings: Settings }
  /**
   * Why `tier` gives this label to the text of request `id`, or does not: parts that add up for the instant tier;
   * the full tier reads the text again without each word. Takes the place of an earlier one.
   */
  | { type: 'explain'; id: number; tier: TierName; label: string }
  /** Give up the reasons that are under way. */
  | { type: 'cancel-explain' }
  /** Give up all requests so far. */
  | { type: 'cancel' }
  /** Give up the download or the start of the full tier; what has arrived is kept. */
  | { type: 'cancel-load' }
  /** End the full tier's encoder and free its memory. */
  | { type: 'unload' }
  /** Remove the model and the runtime from this device; what is loaded goes on working. */
  | { type: 'remove-stored' };

/** From the worker. */
export type Response =
  | { type: 'opened'; bundle: BundleSummary }
  | { type: 'open-failed'; failure: Failure }
  | { type: 'progress'; tier: TierName; receivedBytes: number; totalBytes: number }
  /** Everything is downloaded and checked; the model is being made ready. */
  | { type: 'starting'; tier: TierName }
  | { type: 'ready'; tier: TierName; threads: number; threadLimit?: ThreadLimit }
  | { type: 'load-failed'; tier: TierName; failure: Failure }
  | { type: 'load-cancelled'; tier: TierName }
  | { type: 'unloaded'; tier: TierName }
  /** With the first tier: all labels, in the model's order. */
  | { type: 'labels'; labels: string[] }
  | { type: 'explain-progress'; id: number; label: string; done: number; total: number }
  | { type: 'explained'; id: number; reasons: Reasons }
  | { type: 'explain-failed'; id: number; label: string; failure: Failure }
  /** Before 'opened', and whenever it changed. */
  | { type: 'storage'; report: StorageReport }
  /** The text of request `id` as one tier sees it; a better tier may follow. */
  | { type: 'answer'; id: number; answer: Answer }
  | { type: 'classify-failed'; id: number; tier: TierName; failure: Failure };
