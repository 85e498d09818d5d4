// Stand-ins for the core and the encoder: the logits of a text are the length of its title.
import type {
  Adjustment,
  BundleFile,
  Decision,
  LinnetCore,
  TextPieces,
  TierManifest,
} from 'linnet-core';
import type { RuntimeFile } from '../../../web/src/bundle/runtime-file';
import type { Encoder, Started } from '../../../web/src/tagger/full-tier';

export const LABELS = ['Short', 'Long'];

export const LIMITS = { maxTokens: 16, overlap: 2, maxWindows: 8 };

function file(name: string): BundleFile {
  return { name, bytes: 4, sha256: '', parts: [{ name, bytes: 4, sha256: '' }] };
}

function tier(name: string): TierManifest {
  const own = { headFile: '', tokenizerFile: 'tokenizer.model' };
  return {
    file: name,
    ...own,
    limits: LIMITS,
    metrics: { micro_f1: 0.5 },
    metricsData: 'made-up rows',
  };
}

const NOT_ADJUSTED: Adjustment = { shift: 0, excluded: [], required: [], titleAlone: false };

/** All labels that are not excluded, with the shift as their threshold, 7 more for a title alone; from a logit of 50 on they are clear. */
const decision = (
  instantWeight: number,
  { shift, excluded, titleAlone } = NOT_ADJUSTED,
): Decision => ({
  labels: LABELS.length,
  instantWeight,
  operatingPoints: () => [{ shift: 0, precision: 0.5, recall: 0.25, tagsPerRow: 2 }],
  evidence: () => ({ rows: 3, graded: true }),
  clearGroup: () => undefined,
  adjusted: (adjustment) => decision(instantWeight, adjustment),
  decide: (logits: Float32Array) =>
    [...logits.keys()]
      .filter((label) => !excluded.includes(label))
      .map((label) => ({
        label,
        probability: logits[label]! / 100,
        threshold: shift + (titleAlone ? 7 : 0),
        clear: logits[label]! >= 50,
      })),
  decideRequired: () => [],
  rank: () => [],
  probabilities: (logits: Float32Array) => logits,
  delete: () => undefined,
});

/** One window for each word of the description, at least one; its only token is its number. */
function windowsOf(description: string): Int32Array<ArrayBuffer>[] {
  return description.split(' ').map((_, index) => Int32Array.of(index));
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

interface FakePieces extends TextPieces {
  title: Uint8Array;
  description: Uint8Array;
}

/**
 * `instantWeight`: of the full tier's decision; `detects`: titles that begin with "hello" are no data
 * set's.
 */
export function fakeCore(instantWeight = 0, detects = false): LinnetCore {
  return {
    Manifest: {
      parse: () => ({
        name: 'fake',
        version: '1',
        labelsFile: 'labels.json',
        tokenizerFile: 'tokenizer.model',
        detectorFile: detects ? 'detector.bin' : '',
        file,
        tiers: () => ({ instant: tier('instant.bin'), full: tier('encoder.onnx') }),
        decision: (name) => decision(name === 'full' ? instantWeight : 0),
        verifyPart: () => undefined,
        delete: () => undefined,
      }),
    },
    LabelSet: {
      parse: () => ({ size: LABELS.length, names: () => LABELS, delete: () => undefined }),
    },
    Tokenizer: {
      parse: () => ({
        vocabularySize: 10,
        pieces: () => ({ ids: new Int32Array(), truncated: false }),
        cut: (title, description): FakePieces => ({
          title,
          description,
          truncated: false,
          delete: () => undefined,
        }),
        encode: (pieces, { maxWindows }) => {
          const windows = windowsOf(text((pieces as FakePieces).description));
          return { windows: windows.slice(0, maxWindows), truncated: windows.length > maxWindows };
        },
        piece: String,
        delete: () => undefined,
      }),
    },
    InstantModel: {
      parse: () => ({
        labels: LABELS.length,
        logits: (pieces) => {
          const { length } = (pieces as FakePieces).title;
          return Float32Array.of(length, length);
        },
        reasons: (_tokenizer, title, _description, label) => ({
          title: [{ text: text(title), contribution: label + 1 }],
          description: [],
          rest: 0,
        }),
        delete: () => undefined,
      }),
    },
    ClassificationHead: {
      parse: () => {
        throw new Error('the fake core has no head');
      },
    },
    DatasetDetector: {
      parse: () => ({
        accepts: (pieces) => !text((pieces as FakePieces).title).startsWith('hello'),
        delete: () => undefined,
      }),
    },
    CsvReader: {
      create: () => {
        throw new Error('the fake core reads no CSV');
      },
    },
    csvRecords: () => new Uint8Array(),
    poolWindows: (logits, labels) => {
      const rows = logits.length / labels;
      return Float32Array.from({ length: labels }, (_, label) => {
        let sum = 0;
        for (let row = 0; row < rows; ++row) sum += logits[row * labels + label]!;
        return sum / rows;
      });
    },
    blendLogits: (full, instant, weight) =>
      full.map((logit, label) => logit + weight * instant[label]!),
  };
}

/** In place of ONNX Runtime's WebAssembly: the SHA-256 of "four". */
export const RUNTIME: RuntimeFile = (() => {
  const sha256 = '04efaf080f5a3e74e1c29d1ca6a48569382cbbcd324e8d59d2b83ef21c039f00';
  const file = { name: 'runtime.wasm', bytes: 4, sha256 };
  return { baseUrl: 'https://example.org/linnet/', file: { ...file, parts: [file] } };
})();

/** An encoder whose runs wait until the test lets them go. */
export class FakeEncoder implements Encoder {
  readonly tokens: number[] = [];
  disposed = false;
  startError: Error | undefined;
  /** Fails a start with more than one thread. */
  threadedStartError: Error | undefined;
  #waiting: { finish: () => void; fail: (error: Error) => void }[] = [];

  broken = false;
  singleThread: boolean | undefined;

  async start(
    _model: unknown,
    _output: unknown,
    _runtime: unknown,
    singleThread: boolean,
  ): Promise<Started> {
    this.singleThread = singleThread;
    if (this.startError) throw this.startError;
    if (this.threadedStartError && !singleThread) throw this.threadedStartError;
    return singleThread
      ? { threads: 1, threadLimit: 'start-failed' }
      : { threads: 2, threadLimit: 'none' };
  }

  run(tokens: Int32Array): Promise<Float32Array> {
    this.tokens.push(tokens[0]!);
    return new Promise((resolve, reject) => {
      const finish = () => resolve(Float32Array.of(10 * tokens[0]!, 50));
      this.#waiting.push({ finish, fail: reject });
    });
  }

  /** Finishes the oldest run. */
  finish(): void {
    this.#waiting.shift()?.finish();
  }

  /** Fails all runs, for good. */
  break(error: Error): void {
    this.broken = true;
    for (const { fail } of this.#waiting.splice(0)) fail(error);
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  dispose(): void {
    this.disposed = true;
  }
}
