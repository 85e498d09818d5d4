// The full tier: windows of tokens through the encoder, their logits averaged by the core and, where
// the bundle asks for it, blended with the instant tier's.
import type { Decision, LinnetCore, TokenLimits } from 'linnet-core';
import { toUtf8 } from '../core/text';
import { TaggerError } from '../protocol/failure';
import type { ThreadLimit } from '../protocol/messages';
import type { InstantTier } from './instant-tier';
import {
  kindOf,
  toVerdict,
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

/** Whatever turns one window of token ids into logits: a worker, or a stand-in of a test. */
export interface Encoder {
  /**
   * Takes over the ONNX graph and the runtime's WebAssembly. `singleThread`: more were tried before
   * and failed. After an error the encoder is of no use: dispose of it.
   */
  start(
    model: Uint8Array<ArrayBuffer>,
    runtime: Uint8Array<ArrayBuffer>,
    singleThread: boolean,
  ): Promise<Started>;
  run(tokens: Int32Array<ArrayBuffer>): Promise<Float32Array>;
  /** No run will ever succeed. */
  readonly broken: boolean;
  /** Frees all of it; nothing may be called afterwards. */
  dispose(): void;
}

export class FullTier {
  constructor(
    private readonly core: LinnetCore,
    private readonly encoder: Encoder,
    private readonly shared: Shared,
    private readonly limits: TokenLimits,
    readonly decision: Decision,
    /** To be blended in; there where `decision.instantWeight` is not 0. */
    private readonly instant: InstantTier | undefined,
  ) {}

  get labels(): readonly string[] {
    return this.shared.labels;
  }

  /** Nothing where `isOvertaken` turned true between two windows. */
  async run(text: Text, isOvertaken: () => boolean): Promise<Reading | undefined> {
    const { windows, truncated } = this.shared.tokenizer.encode(
      toUtf8(text.title),
      toUtf8(text.description),
      this.limits,
    );
    const columns = this.labels.length;
    const logits = new Float32Array(windows.length * columns);
    for (const [row, tokens] of windows.entries()) {
      const values = await this.encoder.run(tokens);
      if (isOvertaken()) return undefined;
      if (values.length !== columns) {
        throw new TaggerError('invalid-format', 'The full tier and labels.json differ in labels.');
      }
      logits.set(values, row * columns);
    }
    const pooled = this.core.poolWindows(logits, columns);
    const blended = this.instant
      ? this.core.blendLogits(pooled, this.instant.logits(text).logits, this.decision.instantWeight)
      : pooled;
    const kind = kindOf(this.shared, text);
    return { logits: blended, truncated, windows: windows.length, ...kind };
  }

  /** Nothing where `isOvertaken` turned true between two windows. */
  async classify(text: Text, isOvertaken: () => boolean): Promise<Verdict | undefined> {
    const reading = await this.run(text, isOvertaken);
    return reading && toVerdict(this.decision, this.labels, reading);
  }

  get broken(): boolean {
    return this.encoder.broken;
  }

  dispose(): void {
    this.encoder.dispose();
    this.decision.delete();
  }
}
