// The instant tier: the core's instant model.
import type { Decision, InstantModel, InstantReasons, LinnetCore, TextPieces } from 'linnet-core';
import { toUtf8 } from '../core/text';
import { TaggerError } from '../protocol/failure';
import {
  kindOf,
  toVerdict,
  withPieces,
  type Reading,
  type Shared,
  type Text,
  type Verdict,
} from './text-model';

export class InstantTier {
  readonly #model: InstantModel;

  constructor(
    core: LinnetCore,
    file: Uint8Array,
    private readonly shared: Shared,
    readonly decision: Decision,
  ) {
    this.#model = core.InstantModel.parse(file);
    if (this.#model.labels !== shared.labels.length) {
      this.#model.delete();
      throw new TaggerError('invalid-format', 'The instant tier and labels.json differ in labels.');
    }
  }

  get labels(): readonly string[] {
    return this.shared.labels;
  }

  run(text: Text): Reading {
    return withPieces(this.shared.tokenizer, text, (pieces) => ({
      logits: this.logits(pieces),
      truncated: pieces.truncated,
      windows: 1,
      ...kindOf(this.shared, text, pieces),
    }));
  }

  /** `pieces` are those of the shared tokenizer. */
  logits(pieces: TextPieces): Float32Array {
    return this.#model.logits(pieces);
  }

  /** What each word adds to the logit of the label of this index. */
  reasons(text: Text, label: number): InstantReasons {
    const { title, description } = text;
    return this.#model.reasons(this.shared.tokenizer, toUtf8(title), toUtf8(description), label);
  }

  classify(text: Text): Verdict {
    return toVerdict(this.decision, this.labels, this.run(text));
  }

  dispose(): void {
    this.#model.delete();
    this.decision.delete();
  }
}
