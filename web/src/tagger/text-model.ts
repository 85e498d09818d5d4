// What every tier gives: a text's tags. Each tier owns objects in the core's memory.
import type { Decision, Tag as CoreTag } from 'linnet-core';
import type { Answer, Tag } from '../protocol/messages';

export interface Text {
  title: string;
  description: string;
}

/** What a tier makes of a text, before any decision. */
export interface Reading {
  /** One a label, in label order. */
  logits: Float32Array;
  /** Some of the text was not read. */
  truncated: boolean;
  windows: number;
}

/** An answer but for what its caller knows: the tier's name and the time it took. */
export type Verdict = Omit<Answer, 'tier' | 'milliseconds'>;

/** How many labels to name where none, or few, reach their threshold. */
const NEAREST = 5;

function nameTag(labels: readonly string[], { label, ...tag }: CoreTag): Tag {
  return { label: labels[label] ?? `label ${label}`, ...tag };
}

/** All labels, most probable first. */
export function rankAll(
  decision: Decision,
  labels: readonly string[],
  logits: Float32Array,
): Tag[] {
  return decision.rank(logits, labels.length).map((tag) => nameTag(labels, tag));
}

/** Ranked, thresholded tags by name. */
export function decideTags(
  decision: Decision,
  labels: readonly string[],
  logits: Float32Array,
): Pick<Verdict, 'tags' | 'nearest'> {
  const named = (tag: CoreTag) => nameTag(labels, tag);
  return {
    tags: decision.decide(logits).map(named),
    nearest: decision.rank(logits, NEAREST).map(named),
  };
}
