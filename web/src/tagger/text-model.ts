// What every tier gives: a text's tags. Each tier owns objects in the core's memory.
import type { Decision } from 'linnet-core';
import type { Answer, Tag } from '../protocol/messages';

export interface Text {
  title: string;
  description: string;
}

/** An answer but for what its caller knows: the tier's name and the time it took. */
export type Verdict = Omit<Answer, 'tier' | 'milliseconds'>;

/** How many labels to name where none, or few, reach their threshold. */
const NEAREST = 5;

/** Ranked, thresholded tags by name. */
export function decideTags(
  decision: Decision,
  labels: readonly string[],
  logits: Float32Array,
): Pick<Verdict, 'tags' | 'nearest'> {
  const named = (tag: { label: number; probability: number; threshold: number }): Tag => ({
    label: labels[tag.label] ?? `label ${tag.label}`,
    probability: tag.probability,
    threshold: tag.threshold,
  });
  return {
    tags: decision.decide(logits).map(named),
    nearest: decision.rank(logits, NEAREST).map(named),
  };
}
