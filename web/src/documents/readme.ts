// README.md: the first heading is the title, the rest the description. Hugging Face's data set cards
// begin with YAML ("pretty_name", "tags"), where tags go.
import { readFrontMatter } from './front-matter';
import { MAX_MARKDOWN_CHARACTERS, splitHeading } from './markdown';
import type { SourceDocument } from './source-document';

interface Parts {
  /** With the two lines "---", as it stands in the file; nothing where it has none. */
  head: { open: string; yaml: string; close: string } | undefined;
  body: string;
}

function split(text: string): Parts {
  const open = /^---[ \t]*\r?\n/.exec(text)?.[0];
  if (open === undefined) return { head: undefined, body: text };
  const end = /^---[ \t]*(?:\r?\n|$)/gm;
  end.lastIndex = open.length;
  const close = end.exec(text);
  if (!close) return { head: undefined, body: text };
  return {
    head: { open, yaml: text.slice(open.length, close.index), close: close[0] },
    body: text.slice(close.index + close[0].length),
  };
}

export function readReadme(text: string): SourceDocument {
  const { head, body } = split(text);
  const eol = /\r?\n/.exec(text)?.[0] ?? '\n';
  const { open, yaml, close } = head ?? { open: `---${eol}`, yaml: '', close: `---${eol}` };
  const frontMatter = readFrontMatter(yaml, eol);
  const { heading, text: description } = splitHeading(body);
  return {
    kind: 'readme',
    title: frontMatter.title || heading,
    description,
    shortened: body.length > MAX_MARKDOWN_CHARACTERS,
    withTags(labels) {
      const filled = frontMatter.withTags(labels);
      return filled === yaml ? text : open + filled + close + body;
    },
  };
}
