// A JSON file's list of keywords, changed in place: every other byte of the file stays.
import { TaggerError } from '../protocol/failure';
import { keywordOf } from './tag-forms';

/** The strings of an array, or the one string; nothing else. */
export function stringsOf(value: unknown): string[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((entry) => typeof entry === 'string');
}

/** A text field; "" where it is missing or of another kind. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/**
 * `text` with the array at `path` set to `present` and the keywords of `labels` that it lacks.
 * `nameOf` tells the keyword within a present entry (Kaggle's Croissant: "subject > health").
 */
export async function withKeywords(
  text: string,
  path: readonly string[],
  present: readonly string[],
  labels: readonly string[],
  nameOf: (entry: string) => string = (entry) => entry,
): Promise<string> {
  const { applyEdits, modify } = await import('jsonc-parser');
  const known = new Set(present.map((entry) => keywordOf(nameOf(entry).trim())));
  const added = labels.map(keywordOf).filter((keyword) => !known.has(keyword));
  if (added.length === 0) return text;
  const indent = /^[\t ]+/m.exec(text)?.[0] ?? '  ';
  try {
    const edits = modify(text, [...path], [...present, ...added], {
      formattingOptions: {
        insertSpaces: !indent.startsWith('\t'),
        tabSize: indent.startsWith('\t') ? 1 : indent.length,
        eol: text.includes('\r\n') ? '\r\n' : '\n',
      },
    });
    return applyEdits(text, edits);
  } catch (error) {
    if (error instanceof RangeError) {
      throw new TaggerError('invalid-format', 'The file is nested too deeply to be changed.');
    }
    throw error;
  }
}
