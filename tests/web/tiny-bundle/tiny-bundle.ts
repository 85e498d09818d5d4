// A bundle of a few kilobytes, made in memory: each known word speaks for one label.
import { createHash } from 'node:crypto';
import { makeHead } from './classification-head';
import { makeEncoder } from './encoder';
import { makeLinearModel } from './linear-model';
import { makeTokenizer, type TinyTokenizer } from './tokenizer';

export const LABELS = ['Health', 'Sports', 'Biology', 'Audio', 'Weather'];

/** The words that speak for a label; the first makes it surer than the second does. */
const WORDS: Record<string, readonly [string, string]> = {
  Health: ['hospital', 'patients'],
  Sports: ['football', 'matches'],
  Biology: ['birds', 'species'],
  Audio: ['recordings', 'audio'],
  Weather: ['rain', 'wind'],
};

/** Logits of the full tier: a label's first word, its second word, and any other token. */
export const LOGITS = { first: 2, second: 0.5, none: -4 };

/** Of the instant tier: it is surer of a lone word than the full tier ever is. */
const INSTANT = { bias: -4, weight: 20 };

/** From 0.5 on, sigmoid of a logit gives the label. */
const DECISION = {
  calibration: { scale: 1, bias: 0 },
  thresholds: LABELS.map(() => 0.5),
  max_tags: 10,
  operating_points: [-2, -1, 0, 1, 2].map((shift) => ({
    shift,
    precision: 0.5 + shift / 10,
    recall: 0.5 - shift / 10,
    tags_per_row: 3 - shift,
  })),
};

/** Clear from a probability of 0.82 on: a label's first word makes it so, its second does not. */
const GRADED = {
  ...DECISION,
  clear_group: { shift: 1.5, precision: 0.75, recall: 0.6 },
  evidence: { rows: 286, graded: true },
};

export const LIMITS = { max_tokens: 32, overlap: 4, max_windows: 4 };

export type Bundle = Map<string, Buffer>;

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function encoderWeights(tokenizer: TinyTokenizer): Float32Array {
  const weights = new Float32Array(tokenizer.pieces * LABELS.length).fill(LOGITS.none);
  for (const [column, label] of LABELS.entries()) {
    const [first, second] = WORDS[label]!;
    weights[tokenizer.idOf(first) * LABELS.length + column] = LOGITS.first;
    weights[tokenizer.idOf(second) * LABELS.length + column] = LOGITS.second;
  }
  return weights;
}

/** An embedding has the logits in another order, halved, and a number of which nothing depends. */
const EMBEDDING_SIZE = LABELS.length + 1;

function embeddingWeights(tokenizer: TinyTokenizer): Float32Array {
  const logits = encoderWeights(tokenizer);
  return Float32Array.from({ length: tokenizer.pieces * EMBEDDING_SIZE }, (_, index) => {
    const piece = Math.floor(index / EMBEDDING_SIZE);
    const column = index % EMBEDDING_SIZE;
    if (column === LABELS.length) return piece;
    return logits[piece * LABELS.length + (LABELS.length - 1 - column)]! / 2;
  });
}

/** What makes the logits of these embeddings again; with another `gain`, larger or smaller ones. */
export function tinyHead(labels: readonly string[] = LABELS, gain = 2): Buffer {
  const weights = labels.flatMap((_, row) =>
    Array.from({ length: EMBEDDING_SIZE }, (_value, column) =>
      column === LABELS.length - 1 - row ? gain : 0,
    ),
  );
  return makeHead(
    labels,
    weights,
    labels.map(() => 0),
  );
}

function instantModel(tokenizer: TinyTokenizer): Buffer {
  const pieces = LABELS.flatMap((name, label) =>
    WORDS[name]!.map((word) => ({ piece: tokenizer.idOf(word), label })),
  );
  return makeLinearModel(LABELS.length, pieces, INSTANT.bias, INSTANT.weight);
}

function detectorModel(tokenizer: TinyTokenizer): Buffer {
  const pieces = Object.values(WORDS)
    .flat()
    .map((word) => ({ piece: tokenizer.idOf(word), label: 0 }));
  return makeLinearModel(1, pieces, -1, 20);
}

/** Adds `content` to the bundle in parts of `partBytes`; returns its entry for the manifest. */
function addFile(bundle: Bundle, name: string, content: Buffer, partBytes = Infinity) {
  const parts: { name: string; bytes: number; sha256: string }[] = [];
  for (let offset = 0; offset < content.length; offset += partBytes) {
    const part = content.subarray(offset, Math.min(content.length, offset + partBytes));
    const whole = part.length === content.length;
    const partName = whole ? name : `${name}.part${parts.length + 1}`;
    bundle.set(partName, part);
    parts.push({ name: partName, bytes: part.length, sha256: digest(part) });
  }
  return { name, bytes: content.length, sha256: digest(content), parts };
}

/** How the full tier is kept: its head in the graph, beside it, or so and with its own tokenizer. */
export type FullTierShape = 'whole' | 'head' | 'head and tokenizer';

export interface BundleOptions {
  /** 'whole' unless told. */
  shape?: FullTierShape;
  /** In place of the tiny head. */
  head?: Buffer;
  /** In place of the tiny encoder. */
  encoder?: Buffer;
  /** Its tiers tell tags that clearly fit from those that fit as well. */
  graded?: boolean;
  /** Texts without any of its words are told to be no data sets'. */
  detector?: boolean;
}

export function makeTinyBundle(options: BundleOptions = {}): Bundle {
  const bundle: Bundle = new Map();
  const words = Object.values(WORDS).flat();
  const tokenizer = makeTokenizer(words);
  const { shape = 'whole' } = options;
  const hasHead = shape !== 'whole';
  const hasTokenizer = shape === 'head and tokenizer';
  // Each word has another word's id there: with the wrong tokenizer every answer is wrong.
  const encoderTokenizer = hasTokenizer ? makeTokenizer(words.toReversed()) : tokenizer;
  const labels = Object.fromEntries(LABELS.map((label, index) => [label, index]));
  const encoder =
    options.encoder ??
    (hasHead
      ? makeEncoder(embeddingWeights(encoderTokenizer), EMBEDDING_SIZE, 'embedding')
      : makeEncoder(encoderWeights(encoderTokenizer), LABELS.length));
  const files = [
    addFile(bundle, 'labels.json', Buffer.from(JSON.stringify(labels))),
    addFile(bundle, 'tokenizer.model', tokenizer.model),
    addFile(bundle, 'instant.bin', instantModel(tokenizer)),
    addFile(bundle, 'encoder.onnx', encoder, 4096),
  ];
  if (hasHead) files.push(addFile(bundle, 'head.bin', options.head ?? tinyHead()));
  if (hasTokenizer) files.push(addFile(bundle, 'full.tokenizer.model', encoderTokenizer.model));
  if (options.detector) files.push(addFile(bundle, 'detector.bin', detectorModel(tokenizer)));
  const decision = options.graded ? GRADED : DECISION;
  const manifest = {
    schema: hasHead ? 2 : 1,
    name: 'tiny',
    version: '1',
    labels: 'labels.json',
    tokenizer: 'tokenizer.model',
    ...(options.detector ? { detector: 'detector.bin' } : {}),
    tiers: {
      instant: {
        file: 'instant.bin',
        decision,
        metrics: { micro_f1: 0.4, lrap: 0.5 },
        metrics_data: 'made-up rows',
      },
      full: {
        file: 'encoder.onnx',
        ...(hasHead ? { head: 'head.bin' } : {}),
        ...(hasTokenizer ? { tokenizer: 'full.tokenizer.model' } : {}),
        limits: LIMITS,
        decision,
        metrics: { micro_f1: 0.5, lrap: 0.6 },
        metrics_data: 'made-up rows',
      },
    },
    files,
  };
  bundle.set('manifest.json', Buffer.from(JSON.stringify(manifest)));
  return bundle;
}
