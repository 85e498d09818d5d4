// README.md: the first heading is the title, the rest the description. Hugging Face's data set cards
// begin with YAML ("pretty_name", "tags"), where tags go.
import { TaggerError } from '../protocol/failure';
import { readFrontMatter } from './front-matter';
import { MAX_MARKDOWN_CHARACTERS, splitHeading } from './markdown';
import type { SourceDocument } from './source-document';

const EOL = String.raw`(?:\r\n|\r|\n)`;

/** The line before the YAML; blank lines may stand above it, as for those who read cards. */
const OPENING = new RegExp(String.raw`^(?:[ \t]*${EOL})*---[ \t]*${EOL}`);

/** A document of YAML ends with either. */
const CLOSING = new RegExp(String.raw`^(?:---|\.\.\.)[ \t]*(?:${EOL}|$)`, 'gm');

/** As some generators of sites have it. */
const TOML = new RegExp(String.raw`^(?:[ \t]*${EOL})*\+\+\+[ \t]*${EOL}[^]*?^\+\+\+[ \t]*$`, 'm');

/** Lines of which a card has one at least. */
const CARD_LINE =
  /^(?:license|tags|pretty_name|language|task_categories|size_categories|configs|dataset_info)[ \t]*:/m;

interface Parts {
  /** With the lines around it, as it stands in the file; nothing where it has none. */
  head: { open: string; yaml: string; close: string } | undefined;
  body: string;
  /** Why tags have no place in the file; nothing where they have one. */
  refusal: string | undefined;
}

function split(text: string): Parts {
  const open = OPENING.exec(text)?.[0];
  if (open !== undefined) {
    CLOSING.lastIndex = open.length;
    const close = CLOSING.exec(text);
    if (!close) return { head: undefined, body: text, refusal: undefined };
    return {
      head: { open, yaml: text.slice(open.length, close.index), close: close[0] },
      body: text.slice(close.index + close[0].length),
      refusal: undefined,
    };
  }
  const toml = TOML.exec(text)?.[0];
  if (toml !== undefined) {
    return {
      head: undefined,
      body: text.slice(toml.length),
      refusal:
        'Its head, between two lines +++, is TOML, which Linnet does not change: copy the tags into it.',
    };
  }
  return { head: undefined, body: text, refusal: buriedHead(text) };
}

/** A second head above one that stands below other text would hide its licence and tags. */
function buriedHead(text: string): string | undefined {
  const blocks = text.split(/^---[ \t]*$/m).slice(1, -1);
  if (!blocks.some((block) => CARD_LINE.test(block))) return undefined;
  return 'Its head, between two lines ---, stands below other text, where catalogues do not read it: move it to the top of the file, and open it again.';
}

export function readReadme(text: string): SourceDocument {
  const { head, body, refusal } = split(text);
  const eol = /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
  const { open, yaml, close } = head ?? { open: `---${eol}`, yaml: '', close: `---${eol}` };
  // What reads YAML and Markdown knows no line that ends with a carriage return alone.
  const [toLf, back] =
    eol === '\r'
      ? [
          (part: string) => part.replaceAll('\r', '\n'),
          (part: string) => part.replaceAll('\n', '\r'),
        ]
      : [(part: string) => part, (part: string) => part];
  const frontMatter = readFrontMatter(toLf(yaml), toLf(eol));
  const { heading, text: description } = splitHeading(toLf(body));
  return {
    kind: 'readme',
    title: frontMatter.title || heading,
    description,
    shortened: body.length > MAX_MARKDOWN_CHARACTERS,
    withTags(labels) {
      if (refusal !== undefined) throw new TaggerError('invalid-format', refusal);
      const filled = back(frontMatter.withTags(labels));
      return filled === yaml ? text : open + filled + close + body;
    },
  };
}
