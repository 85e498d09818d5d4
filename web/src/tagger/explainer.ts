// Why a tier gives a label: parts that add up for the instant tier, by leaving words out for the full one.
import { TaggerError, toFailure } from '../protocol/failure';
import type { ReasonSegment, Reasons, Response, TierName } from '../protocol/messages';
import type { FullTier } from './full-tier';
import type { InstantTier } from './instant-tier';
import { occlude, spansOf, type SpanEffect } from './occlusion';
import type { Text } from './text-model';

/** The full tier reads the text at most this often, less one. */
const MOST_SPANS = 60;

export type Explained =
  | { tier: 'instant'; model: InstantTier | undefined }
  | { tier: 'full'; model: FullTier | undefined; readAll: boolean };

interface Question {
  id: number;
  label: string;
  tier: TierName;
}

export class Explainer {
  /** Under way: only the last one is answered. */
  #asked: Question | undefined;

  constructor(private readonly send: (response: Response) => void) {}

  /** For who asked and wants no answer any more. */
  cancel(): void {
    this.#asked = undefined;
  }

  /** What is under way, if it is of that tier; it is given up. */
  takeBack(tier: TierName): { id: number; label: string } | undefined {
    const asked = this.#asked;
    if (asked?.tier !== tier) return undefined;
    this.#asked = undefined;
    return asked;
  }

  /** The tier is gone: who waits for its reasons is told. */
  end(tier: TierName): void {
    const asked = this.takeBack(tier);
    if (!asked) return;
    this.#refuse(asked, new TaggerError('not-found', notThere(tier, asked.label)));
  }

  /** Ends when it is answered or overtaken; never throws. */
  async explain(text: Text & { id: number }, label: string, by: Explained): Promise<void> {
    const asked: Question = { id: text.id, label, tier: by.tier };
    this.#asked = asked;
    const isCancelled = () => this.#asked !== asked;
    try {
      const reasons = await this.#reasons(text, label, by, isCancelled);
      if (reasons && !isCancelled()) this.send({ type: 'explained', id: text.id, reasons });
    } catch (error) {
      if (!isCancelled()) this.#refuse(asked, error);
    }
    if (!isCancelled()) this.#asked = undefined;
  }

  #refuse({ id, label }: Omit<Question, 'tier'>, error: unknown): void {
    this.send({ type: 'explain-failed', id, label, failure: toFailure(error) });
  }

  async #reasons(
    text: Text & { id: number },
    label: string,
    by: Explained,
    isCancelled: () => boolean,
  ): Promise<Reasons | undefined> {
    const index = by.model?.labels.indexOf(label) ?? -1;
    if (!by.model || index < 0) throw new TaggerError('not-found', notThere(by.tier, label));
    if (by.tier === 'instant') {
      const { title, description } = by.model.reasons(text, index);
      return {
        label,
        tier: by.tier,
        title: title.map(toSegment),
        description: description.map(toSegment),
      };
    }
    const { model, readAll } = by;
    const found = await occlude({
      read: (shortened, isOvertaken) => model.run(shortened, isOvertaken, readAll),
      text,
      spans: spansOf(text, MOST_SPANS),
      label: index,
      isCancelled,
      onProgress: (_effect, done, total) =>
        this.send({ type: 'explain-progress', id: text.id, label, done, total }),
    });
    return found && { label, tier: by.tier, ...segmentsOf(text, found.effects) };
  }
}

function notThere(tier: TierName, label: string): string {
  return `The ${tier} tier is not loaded or has no label "${label}".`;
}

function toSegment({ text, contribution }: { text: string; contribution: number }): ReasonSegment {
  return { text, effect: contribution };
}

/** The whole of both fields, with the effects where they belong. Pure. */
export function segmentsOf(
  text: Text,
  effects: readonly SpanEffect[],
): { title: ReasonSegment[]; description: ReasonSegment[] } {
  const ofField = (field: keyof Text) => {
    const segments: ReasonSegment[] = [];
    let shown = 0;
    const append = (end: number, effect: number) => {
      if (end > shown) segments.push({ text: text[field].slice(shown, end), effect });
      shown = Math.max(shown, end);
    };
    for (const span of effects.filter((entry) => entry.field === field)) {
      append(span.start, 0);
      append(span.end, span.effect);
    }
    append(text[field].length, 0);
    return segments;
  };
  return { title: ofField('title'), description: ofField('description') };
}
