// A JSON file's list of keywords, added to in place: every other byte of the file stays.
import { parseTree, type Node } from 'jsonc-parser';
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

/** Where a name is given more than once the last one counts, as for JSON.parse. */
function propertyOf(object: Node, name: string): Node | undefined {
  return object.children?.filter((property) => property.children?.[0]?.value === name).at(-1);
}

function spaceBefore(text: string, offset: number): string {
  let start = offset;
  while (start > 0 && ' \t\r\n'.includes(text[start - 1]!)) --start;
  return text.slice(start, offset);
}

const insert = (text: string, offset: number, addition: string) =>
  text.slice(0, offset) + addition + text.slice(offset);

const listOf = (values: readonly string[]) => values.map((value) => JSON.stringify(value));

/** A list of DefinedTerm (schema.org) has names in place of words. */
function nameOfEntry(entry: unknown): string {
  if (typeof entry === 'string') return entry;
  const isTerm = typeof entry === 'object' && entry !== null && 'name' in entry;
  return isTerm ? textOf(entry.name) : '';
}

function parse(text: string): Node {
  try {
    const root = parseTree(text);
    if (root) return root;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new TaggerError(
    'invalid-format',
    'The file is nested too deeply for its keywords to be changed.',
  );
}

function withNewList(text: string, object: Node, keywords: readonly string[]): string {
  const list = `[${listOf(keywords).join(', ')}]`;
  const last = object.children?.at(-1);
  if (!last?.children?.[1]) return insert(text, object.offset + 1, `"keywords": ${list}`);
  const colon = text.slice(
    last.children[0]!.offset + last.children[0]!.length,
    last.children[1].offset,
  );
  const space = spaceBefore(text, last.offset);
  return insert(text, last.offset + last.length, `,${space}"keywords"${colon}${list}`);
}

/**
 * `text` with the keywords of `labels` that "keywords" of the object at `path` lacks added to its end.
 * A string of several words with commas stays one, as schema.org has it. `nameIn` tells the keyword
 * within an entry (Kaggle's Croissant: "subject > health"). Throws 'invalid-format' where
 * "keywords" is of another kind.
 */
export function withKeywords(
  text: string,
  path: readonly string[],
  labels: readonly string[],
  nameIn: (entry: string) => string = (entry) => entry,
): string {
  let object = parse(text);
  for (const name of path) object = propertyOf(object, name)!.children![1]!;
  const list = propertyOf(object, 'keywords')?.children?.[1];
  const value: unknown = list && JSON.parse(text.slice(list.offset, list.offset + list.length));
  const present = typeof value === 'string' ? value.split(',') : value;
  const entries: unknown[] = Array.isArray(present) ? present : [];
  const known = new Set(entries.map((entry) => keywordOf(nameIn(nameOfEntry(entry)).trim())));
  const added = [...new Set(labels.map(keywordOf))].filter((keyword) => !known.has(keyword));
  if (added.length === 0) return text;
  if (!list) return withNewList(text, object, added);
  const replace = (content: string) =>
    text.slice(0, list.offset) + content + text.slice(list.offset + list.length);
  if (typeof value === 'string') {
    return replace(JSON.stringify([value, ...added].filter((part) => part.trim()).join(', ')));
  }
  if (value === null) return replace(`[${listOf(added).join(', ')}]`);
  if (!Array.isArray(value)) {
    throw new TaggerError('invalid-format', 'The "keywords" of the file are no list.');
  }
  const last = list.children?.at(-1);
  if (!last) return insert(text, list.offset + 1, listOf(added).join(', '));
  const only = list.children?.length === 1;
  const space = spaceBefore(text, last.offset) || (only ? ' ' : '');
  return insert(
    text,
    last.offset + last.length,
    listOf(added)
      .map((keyword) => `,${space}${keyword}`)
      .join(''),
  );
}
