// The instant tier: the linear model of the core.
import type { Decision, LinearModel, LinearReasons, LinnetCore, Tokenizer } from 'linnet-core';
import { toUtf8 } from '../core/text';
import { TaggerError } from '../protocol/failure';
import { decideTags, type Text, type Verdict } from './text-model';

export class InstantTier {
  readonly #model: LinearModel;

  constructor(
    core: LinnetCore,
    file: Uint8Array,
    private readonly tokenizer: Tokenizer,
    readonly decision: Decision,
    readonly labels: readonly string[],
  ) {
    this.#model = core.LinearModel.parse(file);
    if (this.#model.labels !== labels.length) {
      this.#model.delete();
      throw new TaggerError('invalid-format', 'The instant tier and labels.json differ in labels.');
    }
  }

  run(text: Text): { logits: Float32Array; truncated: boolean } {
    return this.#model.run(this.tokenizer, toUtf8(text.title), toUtf8(text.description));
  }

  /** What each word adds to the logit of the label of this index. */
  reasons(text: Text, label: number): LinearReasons {
    const { title, description } = text;
    return this.#model.reasons(this.tokenizer, toUtf8(title), toUtf8(description), label);
  }

  classify(text: Text): Verdict {
    const { logits, truncated } = this.run(text);
    return { ...decideTags(this.decision, this.labels, logits), truncated, windows: 1 };
  }

  dispose(): void {
    this.#model.delete();
    this.decision.delete();
  }
}
