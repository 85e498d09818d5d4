// README.md: the first heading is the title, the rest the description. Hugging Face's data set cards
// begin with YAML ("pretty_name", "tags"), where tags go.
import { parseDocument } from 'yaml';
import { TaggerError } from '../protocol/failure';
import { plainText } from './markdown';
import type { SourceDocument } from './source-document';
import { keywordOf } from './tag-forms';

interface Parts {
  /** Between the two lines "---"; nothing where the file has none. */
  frontMatter: string | undefined;
  body: string;
  /** Of the file's lines. */
  lineEnd: string;
}

function split(text: string): Parts {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const found = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)/m.exec(text);
  if (found?.index !== 0) return { frontMatter: undefined, body: text, lineEnd };
  return { frontMatter: found[1] ?? '', body: text.slice(found[0].length), lineEnd };
}

function readFrontMatter(frontMatter: string) {
  const document = parseDocument(frontMatter, { keepSourceTokens: true });
  if (document.errors.length > 0) {
    throw new TaggerError(
      'invalid-format',
      `The YAML at the head of the file is broken: ${document.errors[0]?.message ?? ''}`,
    );
  }
  return document;
}

export function readReadme(text: string): SourceDocument {
  const { frontMatter, body, lineEnd } = split(text);
  const head = frontMatter === undefined ? undefined : readFrontMatter(frontMatter);
  const values: unknown = head?.toJS({ maxAliasCount: 100 });
  const fields = (typeof values === 'object' && values !== null ? values : {}) as Record<
    string,
    unknown
  >;
  const heading = /^[ ]{0,3}#{1,6}[ \t]+(.+?)[ \t#]*$/m.exec(body);
  const name = fields['pretty_name'];
  const title = typeof name === 'string' ? name : plainText(heading?.[1] ?? '');
  const rest = heading ? body.replace(heading[0], () => '') : body;
  return {
    kind: 'readme',
    title,
    description: plainText(rest),
    withTags(labels) {
      const present = Array.isArray(fields['tags']) ? (fields['tags'] as unknown[]) : [];
      const known = new Set(present.map((tag) => keywordOf(String(tag))));
      const added = labels.map(keywordOf).filter((tag) => !known.has(tag));
      if (added.length === 0) return Promise.resolve(text);
      const document = head ?? parseDocument('');
      document.set('tags', [...present, ...added]);
      const yaml = document.toString({ lineWidth: 0 }).replaceAll('\n', lineEnd);
      return Promise.resolve(`---${lineEnd}${yaml}---${lineEnd}${body}`);
    },
  };
}
