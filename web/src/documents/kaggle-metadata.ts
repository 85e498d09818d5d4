// Kaggle's dataset-metadata.json: title, subtitle, description and keywords, at the top or, in files
// that Kaggle's own program downloaded, within "info".
import { textOf, withKeywords } from './json-keywords';
import { MAX_MARKDOWN_CHARACTERS, plainText } from './markdown';
import type { SourceDocument } from './source-document';

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Nothing where the file is none. */
export function readKaggleMetadata(text: string, value: Fields): SourceDocument | undefined {
  const info = isObject(value['info']) ? value['info'] : undefined;
  const fields = info ?? value;
  const title = textOf(fields['title']);
  if (title === '') return undefined;
  return {
    kind: 'kaggle-metadata',
    title,
    description: [textOf(fields['subtitle']), plainText(textOf(fields['description']))]
      .filter((part) => part !== '')
      .join('\n\n'),
    shortened: textOf(fields['description']).length > MAX_MARKDOWN_CHARACTERS,
    withTags: (labels) => withKeywords(text, info ? ['info'] : [], labels),
  };
}
