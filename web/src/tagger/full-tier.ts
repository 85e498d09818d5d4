// The full tier: windows of tokens through the encoder and its head, their logits averaged by the
// core and, where the bundle asks for it, blended with the instant tier's.
import type { ClassificationHead, Decision, LinnetCore, TokenLimits, Tokenizer } from 'linnet-core';
import type { EncoderOutput } from '../encoder/messages';
import { TaggerError } from '../protocol/failure';
import type { ThreadLimit } from '../protocol/messages';
import type { InstantTier } from './instant-tier';
import {
  kindOf,
  toVerdict,
  withPieces,
  type Reading,
  type Shared,
  type Text,
  type Verdict,
} from './text-model';

export interface Started {
  threads: number;
  /** Why they are no more. */
  threadLimit: ThreadLimit;
}

/** Whatever turns one window of token ids into numbers: a worker, or a stand-in of a test. */
export interface Encoder {
  /**
   * Takes over the ONNX graph, which gives `output`, and the runtime's WebAssembly. `singleThread`:
   * more were tried before and failed. After an error the encoder is of no use: dispose of it.
   */
  start(
    model: Uint8Array<ArrayBuffer>,
    output: EncoderOutput,
    runtime: Uint8Array<ArrayBuffer>,
    singleThread: boolean,
  ): Promise<Started>;
  run(tokens: Int32Array<ArrayBuffer>): Promise<Float32Array>;
  /** No run will ever succeed. */
  readonly broken: boolean;
  /** Frees all of it; nothing may be called afterwards. */
  dispose(): void;
}

export interface FullTierParts {
  core: LinnetCore;
  encoder: Encoder;
  /** On the encoder's embeddings; nothing where it gives logits. The tier's own, as is `tokenizer`. */
  head: ClassificationHead | undefined;
  /** Nothing where the tier reads the pieces of the shared one. */
  tokenizer: Tokenizer | undefined;
  shared: Shared;
  limits: TokenLimits;
  decision: Decision;
  /** To be blended in; there where `decision.instantWeight` is not 0. */
  instant: InstantTier | undefined;
}

/** Of which a text is read whole at most: some 60,000 characters in windows of 256 tokens. */
const ALL_WINDOWS = 64;

export class FullTier {
  constructor(private readonly parts: FullTierParts) {}

  get labels(): readonly string[] {
    return this.parts.shared.labels;
  }

  get decision(): Decision {
    return this.parts.decision;
  }

  /**
   * Reads as many windows as the bundle says, or with `readAll` all of them. Nothing where
   * `isOvertaken` turned true between two windows.
   */
  async run(text: Text, isOvertaken: () => boolean, readAll = false): Promise<Reading | undefined> {
    const { core, encoder, shared, instant, tokenizer: own } = this.parts;
    const limits = readAll ? { ...this.parts.limits, maxWindows: ALL_WINDOWS } : this.parts.limits;
    const { encoding, instantLogits, kind } = withPieces(shared.tokenizer, text, (pieces) => ({
      encoding: own
        ? withPieces(own, text, (ownPieces) => own.encode(ownPieces, limits))
        : shared.tokenizer.encode(pieces, limits),
      instantLogits: instant?.logits(pieces),
      kind: kindOf(shared, text, pieces),
    }));
    const { windows, truncated } = encoding;
    const columns = this.labels.length;
    const logits = new Float32Array(windows.length * columns);
    for (const [row, tokens] of windows.entries()) {
      const output = await encoder.run(tokens);
      if (isOvertaken()) return undefined;
      logits.set(this.#logitsOf(output), row * columns);
    }
    const pooled = core.poolWindows(logits, columns);
    const blended = instantLogits
      ? core.blendLogits(pooled, instantLogits, this.decision.instantWeight)
      : pooled;
    return { logits: blended, truncated, windows: windows.length, ...kind };
  }

  /** Nothing where `isOvertaken` turned true between two windows. */
  async classify(text: Text, isOvertaken: () => boolean): Promise<Verdict | undefined> {
    const reading = await this.run(text, isOvertaken);
    return reading && toVerdict(this.decision, this.labels, reading);
  }

  get broken(): boolean {
    return this.parts.encoder.broken;
  }

  dispose(): void {
    this.parts.encoder.dispose();
    this.parts.head?.delete();
    this.parts.tokenizer?.delete();
    this.decision.delete();
  }

  #logitsOf(output: Float32Array): Float32Array {
    const { head } = this.parts;
    if (head && output.length !== head.embeddingSize) {
      throw new TaggerError(
        'invalid-format',
        `The encoder gives embeddings of ${output.length} numbers, its head reads ${head.embeddingSize}.`,
      );
    }
    if (!head && output.length !== this.labels.length) {
      throw new TaggerError('invalid-format', 'The full tier and labels.json differ in labels.');
    }
    return head ? head.logits(output) : output;
  }
}
