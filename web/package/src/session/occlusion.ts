// What a stretch of a text does for a label: the text is read again without it.
import type { Text } from '../../../src/tagger/text-model';
import type { SpanEffect } from '../api.js';

export type Span = Omit<SpanEffect, 'effect'>;

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

function join(text: Text, field: Span['field'], words: readonly Span[]): Span {
  const start = words[0]?.start ?? 0;
  const end = words.at(-1)?.end ?? start;
  return { field, text: text[field].slice(start, end), start, end };
}

/** Words; where they are more than `most`, stretches of as few adjacent words as will do. */
export function spansOf(text: Text, most: number): Span[] {
  const fields = [wordsOf(text, 'title'), wordsOf(text, 'description')];
  const stretches = (length: number) =>
    fields.reduce((sum, words) => sum + Math.ceil(words.length / length), 0);
  let length = 1;
  const longest = Math.max(...fields.map((words) => words.length));
  while (stretches(length) > most && length < longest) ++length;
  return fields.flatMap((words) =>
    Array.from({ length: Math.ceil(words.length / length) }, (_, index) => {
      const own = words.slice(index * length, (index + 1) * length);
      return join(text, own[0]!.field, own);
    }),
  );
}

function without(text: Text, { field, start, end }: Span): Text {
  return { ...text, [field]: text[field].slice(0, start) + text[field].slice(end) };
}

/** `logitOf` gives nothing to end it; then so does this. */
export async function effectsOfSpans(
  text: Text,
  spans: readonly Span[],
  logit: number,
  logitOf: (text: Text) => Promise<number | undefined>,
): Promise<SpanEffect[] | undefined> {
  const effects: SpanEffect[] = [];
  for (const span of spans) {
    const rest = await logitOf(without(text, span));
    if (rest === undefined) return undefined;
    effects.push({ ...span, effect: logit - rest });
  }
  return effects;
}
