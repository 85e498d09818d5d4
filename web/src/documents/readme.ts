// README.md: the first heading is the title, the rest the description. Hugging Face's data set cards
// begin with YAML ("pretty_name", "tags"), where tags go.
import { TaggerError } from '../protocol/failure';
import { readFrontMatter } from './front-matter';
import { MAX_MARKDOWN_CHARACTERS, splitHeading } from './markdown';
import type { SourceDocument } from './source-document';

const EOL = String.raw`(?:\r\n|\n|\r(?!\n))`;

/** Blank lines may stand above a head, as for those who read cards. */
const openingOf = (mark: string) => new RegExp(String.raw`^(?:[ \t]*${EOL})*${mark}[ \t]*${EOL}`);
const closingOf = (mark: string) => new RegExp(String.raw`^${mark}[ \t]*(?:${EOL}|$)`, 'gm');

interface Mark {
  opening: RegExp;
  closing: RegExp;
}

/** A document of YAML ends with a line of either. */
const YAML: Mark = { opening: openingOf('---'), closing: closingOf(String.raw`(?:---|\.\.\.)`) };

/** As some generators of sites have it. */
const TOML: Mark = {
  opening: openingOf(String.raw`\+\+\+`),
  closing: closingOf(String.raw`\+\+\+`),
};

/** Lines of which a card has one at least. */
const CARD_LINE =
  /^(?:license|tags|pretty_name|language|task_categories|size_categories|configs|dataset_info)[ \t]*:/m;

/** Within its two lines, which are `open` and `close`. */
interface Head {
  open: string;
  content: string;
  close: string;
}

function headOf(text: string, { opening, closing }: Mark): Head | undefined {
  const open = opening.exec(text)?.[0];
  if (open === undefined) return undefined;
  closing.lastIndex = open.length;
  const close = closing.exec(text);
  return close
    ? { open, content: text.slice(open.length, close.index), close: close[0] }
    : undefined;
}

const lengthOf = ({ open, content, close }: Head) => open.length + content.length + close.length;

/** A second head above one that stands below other text would hide its licence and tags. */
function buriedHead(text: string): string | undefined {
  const prose = text.replace(/^(```|~~~)[^]*?^\1/gm, '');
  const blocks = prose.split(/^---[ \t]*$/m).slice(1, -1);
  const isHead = (block: string) =>
    CARD_LINE.test(block) &&
    block.split(/[\r\n]+/).every((line) => /^$|^[\s#-]|^[\w-]+[ \t]*:/.test(line));
  if (!blocks.some(isHead)) return undefined;
  return 'Its head, between two lines ---, stands below other text, where catalogues do not read it: move it to the top of the file, and open it again.';
}

/** Why tags have no place in a file without a head of YAML; nothing where they have one. */
function refusalOf(text: string, toml: Head | undefined): string | undefined {
  return toml
    ? 'Its head, between two lines +++, is TOML, which Linnet does not change: copy the tags into it.'
    : buriedHead(text);
}

export function readReadme(text: string): SourceDocument {
  const head = headOf(text, YAML);
  const toml = head ? undefined : headOf(text, TOML);
  const above = head ?? toml;
  const body = above ? text.slice(lengthOf(above)) : text;
  const refusal = head ? undefined : refusalOf(text, toml);
  const eol = /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
  const {
    open,
    content: yaml,
    close,
  } = head ?? { open: `---${eol}`, content: '', close: `---${eol}` };
  // What reads YAML and Markdown knows no line that ends with a carriage return alone.
  const isOld = eol === '\r';
  const toLf = (part: string) => (isOld ? part.replaceAll('\r', '\n') : part);
  const frontMatter = readFrontMatter(toLf(yaml), toLf(eol));
  const { heading, text: description } = splitHeading(toLf(body));
  return {
    kind: 'readme',
    title: frontMatter.title || heading,
    description,
    shortened: body.length > MAX_MARKDOWN_CHARACTERS,
    withTags(labels) {
      if (refusal !== undefined) throw new TaggerError('invalid-format', refusal);
      const edited = frontMatter.withTags(labels);
      const filled = isOld ? edited.replaceAll('\n', '\r') : edited;
      return filled === yaml ? text : open + filled + close + body;
    },
  };
}
