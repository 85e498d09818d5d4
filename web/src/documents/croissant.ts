// Croissant, the JSON-LD vocabulary for data sets (MLCommons), and plain schema.org Dataset.
import { stringsOf, textOf, withKeywords } from './json-keywords';
import { MAX_MARKDOWN_CHARACTERS, plainText } from './markdown';
import type { SourceDocument } from './source-document';

/** Of "subject > earth and nature" the last part, as Kaggle's files have it. */
const lastSegment = (keyword: string) => keyword.split('>').at(-1) ?? keyword;

/** Nothing where the file is none. */
export function readCroissant(
  text: string,
  value: Readonly<Record<string, unknown>>,
): SourceDocument | undefined {
  const isDataset = stringsOf(value['@type']).some((type) => /(^|[/:#])Dataset$/.test(type));
  if (!isDataset) return undefined;
  return {
    kind: 'croissant',
    title: textOf(value['name']),
    description: [...stringsOf(value['alternateName']), plainText(textOf(value['description']))]
      .filter((part) => part !== '')
      .join('\n\n'),
    shortened: textOf(value['description']).length > MAX_MARKDOWN_CHARACTERS,
    withTags: (labels) => withKeywords(text, [], labels, lastSegment),
  };
}
