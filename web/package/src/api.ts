// Everything that a program sees of Linnet, as types. The classes and functions are in index.ts.
import type { LinnetError } from './error.js';

/**
 * `instant`: small models, a few megabytes, milliseconds a text. `full`: a transformer encoder
 * whose answer is weighed together with the instant tier's.
 */
export type TierName = 'instant' | 'full';

/** `best`: the full tier where the model has one and it starts here, else the instant tier. */
export type TierChoice = TierName | 'best';

/** How far the start of a tagger is. */
export interface Progress {
  /** `start`: all is downloaded and checked; the model is being made ready. */
  phase: 'download' | 'start';
  /** Of everything that the chosen tier needs; parts out of the browser's cache count as received. */
  receivedBytes: number;
  totalBytes: number;
}

/** Where ONNX Runtime is, for pages that no bundler made. Of the exact version in package.json. */
export interface RuntimeAddresses {
  /** `ort.wasm.bundle.min.mjs` of onnxruntime-web. */
  module: string | URL;
  /** `ort-wasm-simd-threaded.wasm` of the same version; beside `module` unless given. */
  wasm?: string | URL;
}

/** What a browser's Worker has. */
export interface TaggerWorker {
  postMessage(message: unknown): void;
  terminate(): void;
}

export interface TaggerOptions {
  /**
   * The folder that holds the model's manifest.json. In a browser an http(s) address, absolute or
   * relative to the page; in Node.js also a `file:` address or a path.
   */
  baseUrl: string | URL;
  /** `best` unless given. */
  tier?: TierChoice;
  /**
   * The most threads for the full tier, 1 to 4; 4 unless given. A browser grants more than one only
   * to a page that is isolated from other origins (`crossOriginIsolated`).
   */
  threads?: number;
  /**
   * Keep the model's parts in the browser's Cache Storage, where they are found without a
   * connection; true unless given. Without effect in Node.js.
   */
  cache?: boolean;
  /** Gives up the start; what has arrived stays in the cache. */
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
  /** Needed where neither a bundler nor an import map finds `onnxruntime-web/wasm`. */
  runtime?: RuntimeAddresses;
  /**
   * Makes the worker in your own way, as a module worker of `linnet/worker`: for bundlers that do
   * not find it, and for pages whose policy wants Trusted Types. Browsers only.
   */
  createWorker?: () => TaggerWorker;
}

/** A string's first line is the title, the rest the description. Of each, 1 MiB is read at most. */
export type TextInput = string | { title?: string; description?: string };

export interface RequestOptions {
  /** The promise then rejects with the signal's reason, an AbortError unless you chose another. */
  signal?: AbortSignal;
}

export interface TagOptions extends RequestOptions {
  /** At most so many tags; the model's own limit unless given. */
  topK?: number;
  /**
   * Give every label of at least this probability, 0 to 1, in place of each label's own threshold.
   * With 0 and `topK: 5` you get the five most probable labels, whatever they are worth.
   */
  threshold?: number;
  /**
   * Tag texts too that do not read like those of data sets; false unless given. Without effect where
   * there is a `threshold`.
   */
  anyText?: boolean;
  /**
   * The full tier reads all of a long text, window after window, not its beginning alone; false unless
   * given. It takes as many times longer as there are windows.
   */
  readAll?: boolean;
}

export interface BatchOptions extends TagOptions {
  /** Texts that may be taken from the input before the consumer asks for their results; 16. */
  lookAhead?: number;
}

export interface Tag {
  label: string;
  /** Calibrated, 0 to 1. */
  probability: number;
  /** The probability from which the label is given. */
  threshold: number;
  /**
   * The tag clearly fits; false where it fits as well: a careful reader could accept it, and would
   * not miss it. True of every tag where the model does not tell them apart.
   */
  clear: boolean;
}

export interface TagResult {
  /** Which tier answered. */
  tier: TierName;
  /** Most probable first; empty where no tag fits. */
  tags: Tag[];
  /** Some of the text was not read: it is longer than the model takes. */
  truncated: boolean;
  /** Overlapping windows in which the text was read; 1 for the instant tier. */
  windows: number;
  /**
   * It reads like the text of a data set, or the model cannot tell (`info.detectsDataSets`). Where it
   * is false, no tags are given, unless `anyText` or a `threshold` asks for them.
   */
  dataSet: boolean;
  /** That the reading took, without the time it waited for others. */
  milliseconds: number;
}

/** A stretch of the text, and what it does for the label. */
export interface SpanEffect {
  field: 'title' | 'description';
  /** One word; several adjacent ones where the text has more than `maxRuns` words. */
  text: string;
  /** In UTF-16 units of the field, `end` exclusive. */
  start: number;
  end: number;
  /**
   * The label's logit for the whole text less its logit for the text without this stretch: above 0
   * where the stretch speaks for the label.
   */
  effect: number;
}

export interface ExplainOptions extends RequestOptions {
  /** Times that the model may read the text, beside the first; 128. Once a field at least. */
  maxRuns?: number;
  /** As of `tag`: give what that was given. */
  readAll?: boolean;
}

export interface Explanation {
  tier: TierName;
  label: string;
  /** For the whole text, before calibration. */
  logit: number;
  probability: number;
  threshold: number;
  /** In the order of the text. Effects need not add up to the logit. */
  spans: SpanEffect[];
  truncated: boolean;
}

export interface TierInfo {
  tier: TierName;
  /** To download: the model's files and, for the full tier, ONNX Runtime's WebAssembly. */
  bytes: number;
  /** Measured on `metricsData`, such as `micro_f1`, 0 to 1. */
  metrics: Record<string, number>;
  metricsData: string;
}

export interface TaggerInfo {
  /** Of the model. */
  name: string;
  version: string;
  /** The model tells texts that do not read like those of data sets: code, chat, noise. */
  detectsDataSets: boolean;
  /** Which tier answers. */
  tier: TierName;
  /** Those that the model has. */
  tiers: TierInfo[];
  /** In which the full tier runs; 1 for the instant tier. */
  threads: number;
  /** Why `tier: 'best'` became the instant tier although the model has a full one. */
  fallbackReason?: LinnetError;
}

export interface Tagger {
  readonly info: TaggerInfo;
  /** All labels of the model, in its order. */
  readonly labels: readonly string[];
  /** Throws a LinnetError, or the reason of an aborted signal. */
  tag(text: TextInput, options?: TagOptions): Promise<TagResult>;
  /**
   * Tags one text after another; results come in the order of the input. Ends with the error of the
   * first text that could not be tagged.
   */
  tagBatch(
    texts: Iterable<TextInput> | AsyncIterable<TextInput>,
    options?: BatchOptions,
  ): AsyncGenerator<TagResult, void, void>;
  /**
   * What each word does for one label, by leaving it out (occlusion): the model reads the text once
   * a word, so that the instant tier takes milliseconds and the full tier seconds.
   */
  explain(text: TextInput, label: string, options?: ExplainOptions): Promise<Explanation>;
  /** Ends the worker and frees its memory. Requests under way fail with the code `disposed`. */
  dispose(): void;
}

/** What went wrong, for programs. */
export type ErrorCode =
  /** A download failed or broke off; asking again may help. */
  | 'network'
  /** A file is not where it should be. */
  | 'missing'
  /** A file's bytes are not those that the manifest promises, twice in a row. */
  | 'corrupt'
  /** A file is not in the form that it should have. */
  | 'invalid-format'
  /** This browser or page lacks something; the message says what. */
  | 'unsupported'
  /** An argument of yours; the message names it. */
  | 'invalid-argument'
  /** The model has no such label or tier. */
  | 'not-found'
  | 'out-of-memory'
  /** The tagger was disposed of. */
  | 'disposed'
  /** Anything else. */
  | 'failed';
