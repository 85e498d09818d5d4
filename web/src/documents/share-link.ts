// A text within the fragment of a link, which browsers never send to a server:
// "#1." and, in base64url, the raw deflate of the JSON array [title, description].
import { TaggerError } from '../protocol/failure';

export interface SharedText {
  title: string;
  description: string;
}

const PREFIX = '#1.';

/** Longer links are cut by some programs that pass them on. */
export const MAX_LINK_CHARACTERS = 8000;

/** Of a text that a link unpacks to: far more than a link of ours can hold. */
const MAX_TEXT_BYTES = 1 << 20;

async function readAll(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > limit) {
      await reader.cancel();
      throw new Error('too long');
    }
    chunks.push(value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

const through = (
  bytes: Uint8Array<ArrayBuffer>,
  transform: CompressionStream | DecompressionStream,
) => new Blob([bytes]).stream().pipeThrough(transform);

function toBase64Url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** The link to `text` on the page at `pageUrl`. Throws 'invalid-argument' where it would be too long. */
export async function makeShareLink(pageUrl: string, text: SharedText): Promise<string> {
  const json = new TextEncoder().encode(JSON.stringify([text.title, text.description]));
  const packed = await readAll(through(json, new CompressionStream('deflate-raw')), Infinity);
  const link = pageUrl.replace(/#.*$/, '') + PREFIX + toBase64Url(packed);
  if (link.length > MAX_LINK_CHARACTERS) {
    throw new TaggerError(
      'invalid-argument',
      `The text is too long for a link: it would have ${link.length} characters, and ` +
        `${MAX_LINK_CHARACTERS} are the most that other programs pass on whole.`,
    );
  }
  return link;
}

/** Whether the fragment, with its "#", holds a text, be it in a form that later versions write. */
export function isSharedText(fragment: string): boolean {
  return /^#\d+\./.test(fragment);
}

/** The text of a link, packed; throws where it is none. */
async function unpack(base64Url: string): Promise<SharedText> {
  const stream = through(fromBase64Url(base64Url), new DecompressionStream('deflate-raw'));
  const json = await readAll(stream, MAX_TEXT_BYTES);
  const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  if (!Array.isArray(value) || value.length !== 2) throw new Error('no text');
  const [title, description] = value as [unknown, unknown];
  if (typeof title !== 'string' || typeof description !== 'string') throw new Error('no text');
  return { title, description };
}

function canUnpack(): boolean {
  try {
    new DecompressionStream('deflate-raw');
    return true;
  } catch {
    return false;
  }
}

/**
 * What stands behind a link in a sentence, a mark-up or a mail goes along with it: nothing but
 * letters of base64url is of the link, and of those at the end "-" and "_" may be somebody else's.
 */
function candidates(fragment: string): string[] {
  const own = /^[\w-]*/.exec(fragment.slice(PREFIX.length))![0];
  const strange = /[-_]{0,8}$/.exec(own)![0].length;
  return Array.from({ length: strange + 1 }, (_, taken) => own.slice(0, own.length - taken));
}

/**
 * What follows the text in the fragment is left alone. Throws 'unsupported' where a later version
 * made the link or the browser cannot unpack it, 'invalid-format' where it is damaged.
 */
export async function readShareLink(fragment: string): Promise<SharedText> {
  if (isSharedText(fragment) && !fragment.startsWith(PREFIX)) {
    throw new TaggerError(
      'unsupported',
      'This link was made by a later version of this page. Reload the page and open it again.',
    );
  }
  if (fragment.length > MAX_LINK_CHARACTERS) {
    throw new TaggerError(
      'invalid-format',
      'The text in this link could not be read: the link is longer than any that this page makes.',
    );
  }
  if (!canUnpack()) {
    throw new TaggerError(
      'unsupported',
      'This browser is too old to read the text in this link. Open the link in a newer one.',
    );
  }
  for (const candidate of isSharedText(fragment) ? candidates(fragment) : []) {
    try {
      return await unpack(candidate);
    } catch {
      // The next one, or none.
    }
  }
  throw new TaggerError(
    'invalid-format',
    'The text in this link could not be read: the link is damaged or incomplete.',
  );
}
