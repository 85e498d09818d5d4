// What each word of a text does for a label: any tier reads the text again without it (occlusion).
import type { Reading, Text } from './text-model';

/** A stretch of one field. */
export interface Span {
  field: keyof Text;
  text: string;
  /** In UTF-16 units of the field, `end` exclusive. */
  start: number;
  end: number;
}

export interface SpanEffect extends Span {
  /** The label's logit for the whole text less its logit for the text without the span. */
  effect: number;
}

export interface OcclusionRequest {
  /** Any tier's way of reading a text; nothing where `isCancelled` turned true meanwhile. */
  read: (
    text: Text,
    isCancelled: () => boolean,
  ) => Promise<Reading | undefined> | Reading | undefined;
  text: Text;
  /** As `spansOf` gives them, or any others of this text. */
  spans: readonly Span[];
  /** Index of the label. */
  label: number;
  /** Looked at before and after each reading. */
  isCancelled?: () => boolean;
  /** Called after each span; `done` counts it in. */
  onProgress?: (effect: SpanEffect, done: number, total: number) => void;
}

export interface Occlusion {
  /** Of the whole text. */
  reading: Reading;
  /** The label's, for the whole text, before calibration. */
  logit: number;
  /** One a span, in their order. They need not add up to the logit. */
  effects: SpanEffect[];
}

/** Letters and digits of any script, held together by apostrophes and hyphens. */
const WORD = /[\p{L}\p{N}\p{M}]+(?:['’\-‐][\p{L}\p{N}\p{M}]+)*/gu;

function wordsOf(text: Text, field: Span['field']): Span[] {
  return [...text[field].matchAll(WORD)].map((match) => ({
    field,
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function join(text: Text, words: readonly [Span, ...Span[]]): Span {
  const [{ field, start }] = words;
  const end = words.at(-1)?.end ?? start;
  return { field, text: text[field].slice(start, end), start, end };
}

/**
 * The words of a text. Where they are more than `most`, stretches of as few adjacent words as will
 * do; at least one a field that has words.
 */
export function spansOf(text: Text, most: number): Span[] {
  const fields = [wordsOf(text, 'title'), wordsOf(text, 'description')];
  const stretches = (length: number) =>
    fields.reduce((sum, words) => sum + Math.ceil(words.length / length), 0);
  const longest = Math.max(...fields.map((words) => words.length));
  let length = 1;
  while (stretches(length) > most && length < longest) ++length;
  const spans: Span[] = [];
  for (const words of fields) {
    for (let begin = 0; begin < words.length; begin += length) {
      const [first, ...rest] = words.slice(begin, begin + length);
      if (first) spans.push(join(text, [first, ...rest]));
    }
  }
  return spans;
}

function without(text: Text, { field, start, end }: Span): Text {
  return { ...text, [field]: text[field].slice(0, start) + text[field].slice(end) };
}

/**
 * Reads the text once, and once more without each span. Nothing where it was cancelled; throws what
 * `read` throws.
 */
export async function occlude(request: OcclusionRequest): Promise<Occlusion | undefined> {
  const { read, text, spans, label, isCancelled = () => false, onProgress } = request;
  const readUnlessCancelled = async (shortened: Text) => {
    if (isCancelled()) return undefined;
    const reading = await read(shortened, isCancelled);
    return isCancelled() ? undefined : reading;
  };
  const reading = await readUnlessCancelled(text);
  if (!reading) return undefined;
  const logit = logitOf(reading, label);
  const effects: SpanEffect[] = [];
  for (const span of spans) {
    const rest = await readUnlessCancelled(without(text, span));
    if (!rest) return undefined;
    const effect = { ...span, effect: logit - logitOf(rest, label) };
    effects.push(effect);
    onProgress?.(effect, effects.length, spans.length);
  }
  return { reading, logit, effects };
}

function logitOf({ logits }: Reading, label: number): number {
  const logit = logits[label];
  if (logit === undefined) throw new RangeError(`There is no label ${label}.`);
  return logit;
}
