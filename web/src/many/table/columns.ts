// What the columns of a table are: their names, and which hold title and description.
import type { ColumnChoice } from '../messages';

/** Names that occur again get a number, empty ones are made up: "name", "name (2)", "Column 3". */
export function uniqueNames(fields: readonly string[]): string[] {
  const taken = new Set<string>();
  return fields.map((field, column) => {
    const base = field.trim() || `Column ${column + 1}`;
    let name = base;
    for (let count = 2; taken.has(name); ++count) name = `${base} (${count})`;
    taken.add(name);
    return name;
  });
}

const TITLES = /^(data ?set )?(title|titel|titre|titulo|título|titolo|name|dataset)( en)?$/i;
const DESCRIPTIONS =
  /^(data ?set )?(description|beschreibung|descripción|descrizione|abstract|summary|notes|text|details|about|subtitle)( en)?$/i;

const words = (name: string) => name.replaceAll(/[_\-.\s]+/g, ' ').trim();

/** Whether the first record names columns: short, different, not empty, none a number. */
export function looksLikeHeader(fields: readonly string[]): boolean {
  const names = fields.map(words);
  if (names.some((name) => TITLES.test(name) || DESCRIPTIONS.test(name))) return true;
  return (
    names.length > 1 &&
    names.every((name) => name !== '' && name.length <= 40 && !/^[-+\d.,%\s]+$/.test(name)) &&
    new Set(names).size === names.length
  );
}

function meanLength(rows: readonly (readonly string[])[], column: number): number {
  const lengths = rows.map((row) => row[column]?.length ?? 0);
  return lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, rows.length);
}

/** By the names; where they say nothing, the column with the longest texts is the description. */
export function guessColumns(
  names: readonly string[],
  firstRows: readonly (readonly string[])[],
): ColumnChoice {
  const find = (pattern: RegExp) => {
    const found = names.findIndex((name) => pattern.test(words(name)));
    return found < 0 ? undefined : found;
  };
  const title = find(TITLES);
  const description = find(DESCRIPTIONS);
  if (title !== undefined || description !== undefined) return { title, description };
  const byLength = [...names.keys()].sort(
    (a, b) => meanLength(firstRows, b) - meanLength(firstRows, a),
  );
  return { title: undefined, description: byLength[0] };
}
