// What every tier gives: a text's tags. Each tier owns objects in the core's memory.
import type {
  Adjustment,
  DatasetDetector,
  Decision,
  Tag as CoreTag,
  TextPieces,
  Tokenizer,
} from 'linnet-core';
import { toUtf8 } from '../core/text';
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
  /** It reads like the text of a data set, or the model cannot tell. */
  dataSet: boolean;
  /** There is no description. */
  titleAlone: boolean;
}

/** What all tiers of a bundle share. */
export interface Shared {
  tokenizer: Tokenizer;
  /** In the order of the outputs. */
  labels: readonly string[];
  /** Nothing where the bundle has none. */
  detector: DatasetDetector | undefined;
}

/** What `read` makes of the text's pieces, which are gone afterwards. */
export function withPieces<Result>(
  tokenizer: Tokenizer,
  { title, description }: Text,
  read: (pieces: TextPieces) => Result,
): Result {
  const pieces = tokenizer.cut(toUtf8(title), toUtf8(description));
  try {
    return read(pieces);
  } finally {
    pieces.delete();
  }
}

/** What is known of a text before any tier reads it; `pieces` are those of the shared tokenizer. */
export function kindOf(
  { detector }: Shared,
  { description }: Text,
  pieces: TextPieces,
): Pick<Reading, 'dataSet' | 'titleAlone'> {
  return {
    dataSet: detector?.accepts(pieces) ?? true,
    titleAlone: description.trim() === '',
  };
}

const NO_WISHES: Omit<Adjustment, 'titleAlone'> = { shift: 0, excluded: [], required: [] };

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

/**
 * Ranked, thresholded tags by name; of a text that tells of no data set only those that are always
 * given, unless `anyText` is tagged.
 */
export function decideTags(
  decision: Decision,
  labels: readonly string[],
  { logits, dataSet, titleAlone }: Pick<Reading, 'logits' | 'dataSet' | 'titleAlone'>,
  anyText = false,
  wishes = NO_WISHES,
): Pick<Verdict, 'tags' | 'nearest'> {
  const named = (tag: CoreTag) => nameTag(labels, tag);
  const adjusted = decision.adjusted({ ...wishes, titleAlone });
  try {
    const tags = dataSet || anyText ? adjusted.decide(logits) : adjusted.decideRequired(logits);
    return { tags: tags.map(named), nearest: adjusted.rank(logits, NEAREST).map(named) };
  } finally {
    adjusted.delete();
  }
}

/** The tags of a reading with what is told of it, where nobody has wishes. */
export function toVerdict(
  decision: Decision,
  labels: readonly string[],
  reading: Reading,
): Verdict {
  const { logits: _logits, titleAlone: _titleAlone, ...told } = reading;
  return { ...decideTags(decision, labels, reading), ...told };
}
