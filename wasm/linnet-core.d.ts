// What linnet-core.mjs offers. Text goes in as UTF-8 bytes (of a TextEncoder). Every call may throw
// a CoreError. An object of a class lives in the module's memory until its delete() is called.

export interface CoreError extends Error {
  readonly code:
    'invalid-argument' | 'invalid-format' | 'corrupt' | 'not-found' | 'unsupported' | 'failed';
}

export interface CoreObject {
  delete(): void;
}

export interface TokenLimits {
  /** Tokens of a window, special ones included; at least 8. */
  maxTokens: number;
  /** Description tokens that a window repeats from the one before. */
  overlap: number;
  maxWindows: number;
}

export interface Encoding {
  /** Each begins with `<s>` and ends with `</s>`. */
  windows: Int32Array<ArrayBuffer>[];
  /** Some of the text is in no window, or the title was shortened. */
  truncated: boolean;
}

/** A title and a description, cut once for all models that read them. */
export interface TextPieces extends CoreObject {
  /** The text was longer than is read (1 MiB a field). */
  readonly truncated: boolean;
}

export interface Tokenizer extends CoreObject {
  readonly vocabularySize: number;
  /** Ids without special tokens; `truncated` where the text was longer than is read (1 MiB). */
  pieces(text: Uint8Array): { ids: Int32Array<ArrayBuffer>; truncated: boolean };
  cut(title: Uint8Array, description: Uint8Array): TextPieces;
  /** `text` was cut by this tokenizer. */
  encode(text: TextPieces, limits: TokenLimits): Encoding;
  /** The surface form of an id. */
  piece(id: number): string;
}

export interface LabelSet extends CoreObject {
  readonly size: number;
  /** In the order of a model's outputs. */
  names(): string[];
}

/** A word, or what stands between two words. */
export interface TextSegment {
  text: string;
  /** To the label's logit: above 0 speaks for the label. 0 between words. */
  contribution: number;
}

export interface InstantReasons {
  /** Joined, what is read of the field. */
  title: TextSegment[];
  description: TextSegment[];
  /** With all contributions, the logit. */
  rest: number;
}

export interface InstantModel extends CoreObject {
  readonly labels: number;
  /** One a label. */
  logits(text: TextPieces): Float32Array;
  /** What each word adds to the logit of the label of this index. */
  reasons(
    tokenizer: Tokenizer,
    title: Uint8Array,
    description: Uint8Array,
    label: number,
  ): InstantReasons;
}

/** What an encoder whose graph ends at the embedding leaves to do. */
export interface ClassificationHead extends CoreObject {
  /** Numbers of an embedding. */
  readonly embeddingSize: number;
  /** In the order of the logits. */
  labels(): string[];
  /** One a label. */
  logits(embedding: Float32Array): Float32Array;
}

export interface DatasetDetector extends CoreObject {
  /** Whether the text reads like that of a data set. */
  accepts(text: TextPieces): boolean;
}

export interface Tag {
  /** Index in the label set. */
  label: number;
  /** Calibrated, 0 to 1. */
  probability: number;
  threshold: number;
  /** It clearly fits, or the rule does not tell its tags apart. */
  clear: boolean;
}

/** What the rule gave at one strictness, on rows that it was not fitted on. */
export interface OperatingPoint {
  shift: number;
  /** Of the tags given, those that fit, clearly or not; 0 to 1. */
  precision: number;
  /** Of the tags that clearly fit, those that were given; 0 to 1. */
  recall: number;
  tagsPerRow: number;
}

/** What the rule was fitted and measured on. */
export interface Evidence {
  rows: number;
  /** Readers graded how well each tag fits; else a tag is right or wrong. */
  graded: boolean;
}

/** How tags that clearly fit are told from those that fit as well. */
export interface ClearGroup {
  /** Added to the log-odds of a label's threshold, 0 to 8: from there on the label clearly fits. */
  shift: number;
  /** Of the tags of this group, those that clearly fit, on rows that the rule was not fitted on. */
  precision: number;
  /** Of the tags that clearly fit, those in this group. */
  recall: number;
}

export interface Adjustment {
  /** Added to the log-odds of each threshold, -8 to 8: above 0 stricter. */
  shift: number;
  /** Indices of labels that are never given. */
  excluded: readonly number[];
  /** Indices of labels that are always given. */
  required: readonly number[];
  /** The text has no description: a rule may have other thresholds for such. */
  titleAlone: boolean;
}

export interface Decision extends CoreObject {
  readonly labels: number;
  /** Of the full tier: how much of the instant tier's logits is blended in; 0 for nothing. */
  readonly instantWeight: number;
  /** By rising shift; empty where not measured. */
  operatingPoints(): OperatingPoint[];
  /** Nothing where it is not known. */
  evidence(): Evidence | undefined;
  /** Nothing where the rule does not tell its tags apart. */
  clearGroup(): ClearGroup | undefined;
  /** A new one; the adjustment takes the place of this one's. */
  adjusted(adjustment: Adjustment): Decision;
  /** Tags at or over their threshold, most probable first; none where no tag fits. */
  decide(logits: Float32Array): Tag[];
  /** Of a text that tells of no data set: the required labels alone. */
  decideRequired(logits: Float32Array): Tag[];
  /** The `count` most probable that are not excluded, whatever their thresholds. */
  rank(logits: Float32Array, count: number): Tag[];
  /** Calibrated probabilities in label order. */
  probabilities(logits: Float32Array): Float32Array;
}

export interface FilePart {
  name: string;
  bytes: number;
  /** 64 lower-case hexadecimal digits. */
  sha256: string;
}

export interface BundleFile extends FilePart {
  parts: FilePart[];
}

export interface TierManifest {
  file: string;
  /** Of the full tier; empty where its graph gives logits. */
  headFile: string;
  /** The bundle's, but where the full tier has its own. */
  tokenizerFile: string;
  limits: TokenLimits;
  metrics: Record<string, number>;
  metricsData: string;
}

export interface Manifest extends CoreObject {
  readonly name: string;
  readonly version: string;
  readonly labelsFile: string;
  readonly tokenizerFile: string;
  /** Empty where the bundle has no detector: every text is taken for a data set's. */
  readonly detectorFile: string;
  file(name: string): BundleFile;
  tiers(): Record<string, TierManifest>;
  decision(tier: string): Decision;
  /** Throws 'corrupt' where a part's size or SHA-256 differs from the manifest's. */
  verifyPart(file: string, part: number, bytes: number, sha256: string): void;
}

/** Rows of a table, one after the other: fields as UTF-8 bytes without a gap, and where each ends. */
export interface PackedRows {
  bytes: Uint8Array<ArrayBuffer>;
  /** Of each field of all rows: the place in `bytes` after its last byte. */
  fieldEnds: Uint32Array<ArrayBuffer>;
  /** Of each row: the number of fields up to its end. */
  rowEnds: Uint32Array<ArrayBuffer>;
}

export interface CsvRows extends PackedRows {
  /** Of each row: the line on which it starts, from 1. */
  lines: Float64Array<ArrayBuffer>;
  /** Records that were dropped, in order. */
  errors: CsvRowError[];
}

export interface CsvRowError {
  /** The row of the same answer before which the record stood. */
  beforeRow: number;
  /** From 1; the column in bytes. */
  line: number;
  column: number;
  message: string;
}

export interface CsvReader extends CoreObject {
  /** The records that this chunk ended. Chunks may be cut anywhere. */
  feed(chunk: Uint8Array): CsvRows;
  /** The record that was not ended by a line end. */
  finish(): CsvRows;
}

export interface LinnetCore {
  /** `delimiter` is one ASCII character; not a quote or a line end. */
  CsvReader: { create(delimiter: string): CsvReader };
  /** Rows as CSV with the least quoting, each ended by "\n". */
  csvRecords(rows: PackedRows, delimiter: string): Uint8Array<ArrayBuffer>;
  Tokenizer: { parse(model: Uint8Array): Tokenizer };
  LabelSet: { parse(json: Uint8Array): LabelSet };
  InstantModel: { parse(bytes: Uint8Array): InstantModel };
  ClassificationHead: { parse(bytes: Uint8Array): ClassificationHead };
  DatasetDetector: { parse(bytes: Uint8Array): DatasetDetector };
  Manifest: { parse(json: Uint8Array): Manifest };
  /** Mean over windows, label by label; `logits` holds windows x labels, row-major. */
  poolWindows(logits: Float32Array, labels: number): Float32Array;
  /** full + weight * instant, label by label. */
  blendLogits(full: Float32Array, instant: Float32Array, weight: number): Float32Array;
}

export interface CoreOptions {
  /** The bytes of linnet-core.wasm. */
  wasmBinary: ArrayBuffer | Uint8Array;
  printErr?: (line: string) => void;
}

export default function createLinnetCore(options: CoreOptions): Promise<LinnetCore>;
