// Markdown to plain text: words stay, marks, addresses and HTML tags go.
import { Marked, type Token } from 'marked';

/** Of a description, what is read at most: far more than catalogues show. */
export const MAX_MARKDOWN_CHARACTERS = 200_000;

/** Larger tables are left as text: a short row is filled up to the width of its header. */
const MAX_TABLE_CELLS = 20_000;

/** Whether the table that may begin `text` could have more cells than are read. */
function isHugeTable(text: string): boolean {
  const headerEnd = text.indexOf('\n');
  if (headerEnd < 0) return false;
  let columns = 1;
  for (let at = text.indexOf('|'); at >= 0 && at < headerEnd; at = text.indexOf('|', at + 1)) {
    ++columns;
  }
  let end = headerEnd;
  for (let cells = 0; cells <= MAX_TABLE_CELLS; cells += columns) {
    const next = text.indexOf('\n', end + 1);
    if (next <= end + 1) return false;
    end = next;
  }
  return true;
}

const reader = new Marked({
  tokenizer: {
    // "false" hands over to the tokenizer of the library, nothing means that here is no table.
    table: (text) => (isHugeTable(text) ? undefined : false),
  },
});

function withoutHtml(html: string): string {
  if (/^\s*<(script|style)\b/i.test(html)) return ' ';
  return html.replace(/<!--[\s\S]*?(-->|$)|<\/?[a-z][^>]*(>|$)/gi, ' ');
}

function textOfToken(token: Token): string {
  switch (token.type) {
    case 'html':
      return withoutHtml(token.raw);
    case 'space':
    case 'hr':
    case 'def':
      return '\n';
    case 'br':
      return '\n';
    case 'list':
      return `${textOfTokens((token as { items: Token[] }).items)}\n`;
    case 'table': {
      const { header, rows } = token as unknown as {
        header: { tokens: Token[] }[];
        rows: { tokens: Token[] }[][];
      };
      return [header, ...rows]
        .map((row) => `${row.map((cell) => textOfTokens(cell.tokens)).join(' ')}\n`)
        .join('');
    }
    case 'code':
      return `${token.text}\n`;
    case 'paragraph':
    case 'heading':
    case 'blockquote':
    case 'list_item':
      return `${textOfTokens(token.tokens ?? [])}\n`;
    default:
      if ('tokens' in token && token.tokens) return textOfTokens(token.tokens);
      return 'text' in token ? String(token.text) : '';
  }
}

const lex = (markdown: string) => reader.lexer(markdown.slice(0, MAX_MARKDOWN_CHARACTERS));

const textOfTokens = (tokens: readonly Token[]) => tokens.map(textOfToken).join('');

/** Of the hundreds that HTML names, those that descriptions have. */
const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  copy: '©',
  reg: '®',
  trade: '™',
  deg: '°',
  times: '×',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
};

function decodeEntity(entity: string, name: string): string {
  if (!name.startsWith('#')) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name]! : entity;
  const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
  const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : entity;
}

function tidy(text: string): string {
  return text
    .replace(/&(#x[\da-f]{1,6}|#\d{1,7}|[a-z]{2,6});/gi, decodeEntity)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Markdown that nests too deeply to be read is given back as it is. */
export function plainText(markdown: string): string {
  try {
    return tidy(textOfTokens(lex(markdown)));
  } catch {
    return tidy(markdown.slice(0, MAX_MARKDOWN_CHARACTERS));
  }
}

/** The first <h1> of a piece of HTML, and what is around it. */
function splitHtmlHeading(html: string): { heading: string; rest: string } | undefined {
  const start = html.search(/<h1[\s>]/i);
  if (start < 0) return undefined;
  const length = html.slice(start).search(/<\/h1/i);
  if (length < 0) return undefined;
  return {
    heading: withoutHtml(html.slice(start, start + length)),
    rest: withoutHtml(html.slice(0, start)) + withoutHtml(html.slice(start + length)),
  };
}

/** The first heading ("" where there is none) and, apart from it, the text. */
export function splitHeading(markdown: string): { heading: string; text: string } {
  try {
    const tokens = lex(markdown);
    for (const [index, token] of tokens.entries()) {
      const html = token.type === 'html' ? splitHtmlHeading(token.raw) : undefined;
      if (token.type !== 'heading' && !html) continue;
      const heading = tidy(html?.heading ?? textOfToken(token));
      if (heading === '') continue;
      const around = [tokens.slice(0, index), tokens.slice(index + 1)].map(textOfTokens);
      return { heading, text: tidy(around.join(html?.rest ?? '')) };
    }
    return { heading: '', text: tidy(textOfTokens(tokens)) };
  } catch {
    return { heading: '', text: tidy(markdown.slice(0, MAX_MARKDOWN_CHARACTERS)) };
  }
}
