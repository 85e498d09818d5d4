// Markdown to plain text: words stay, marks, addresses and HTML tags go.
import { lexer, type Token } from 'marked';

const withoutHtml = (html: string) =>
  html.replace(/<!--[\s\S]*?(-->|$)|<\/?[a-z][^>]*(>|$)/gi, ' ');

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

const textOfTokens = (tokens: readonly Token[]) => tokens.map(textOfToken).join('');

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** Markdown that nests too deeply to be read is given back as it is. */
export function plainText(markdown: string): string {
  let text: string;
  try {
    text = textOfTokens(lexer(markdown));
  } catch {
    text = markdown;
  }
  return text
    .replace(/&(amp|lt|gt|quot|#39);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
