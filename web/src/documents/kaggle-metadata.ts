// Kaggle's dataset-metadata.json: title, subtitle, description and keywords, at the top or, in files
// that Kaggle's own program downloaded, within "info".
import { stringsOf, textOf, withKeywords } from './json-keywords';
import { plainText } from './markdown';
import type { SourceDocument } from './source-document';

type Fields = Readonly<Record<string, unknown>>;

/** Nothing where the file is none. */
export function readKaggleMetadata(text: string, value: Fields): SourceDocument | undefined {
  const nested = typeof value['info'] === 'object' && value['info'] !== null;
  const fields = nested ? (value['info'] as Fields) : value;
  const title = textOf(fields['title']);
  if (title === '') return undefined;
  return {
    kind: 'kaggle-metadata',
    title,
    description: [textOf(fields['subtitle']), plainText(textOf(fields['description']))]
      .filter((part) => part !== '')
      .join('\n\n'),
    withTags: (labels) =>
      withKeywords(
        text,
        nested ? ['info', 'keywords'] : ['keywords'],
        stringsOf(fields['keywords']),
        labels,
      ),
  };
}
