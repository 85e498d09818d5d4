// Downloads of known or unknown length, read as a stream, with failures told in plain words.
import { TaggerError } from '../protocol/failure';

export interface FetchOptions {
  /** Ask the server again, past every cache. */
  fresh?: boolean;
  /** Use what is cached only after the server said that it has not changed. */
  revalidate?: boolean;
  signal?: AbortSignal;
}

function nameOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.split('/').pop() ?? url);
}

async function openStream(
  url: string,
  options: FetchOptions,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const init: RequestInit = { credentials: 'same-origin' };
  if (options.revalidate) init.cache = 'no-cache';
  if (options.fresh) init.cache = 'reload';
  if (options.signal) init.signal = options.signal;
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new TaggerError(
      'network',
      `${nameOf(url)} could not be downloaded. Check the connection and try again.`,
    );
  }
  if (response.status === 404) {
    throw new TaggerError('missing', `${nameOf(url)} is not on this site.`);
  }
  if (!response.ok || !response.body) {
    throw new TaggerError(
      'network',
      `${nameOf(url)} could not be downloaded: the server answered ${response.status}.`,
    );
  }
  return response.body;
}

/** Calls `onChunk` with each piece of a stream; where it throws, the stream is given up. */
export async function readChunks(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onChunk: (chunk: Uint8Array<ArrayBuffer>) => void,
): Promise<void> {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    try {
      onChunk(value);
    } catch (error) {
      await reader.cancel();
      throw error;
    }
  }
}

/** Calls `onChunk` with each piece of what `url` holds. */
export async function fetchChunks(
  url: string,
  onChunk: (chunk: Uint8Array<ArrayBuffer>) => void,
  options: FetchOptions = {},
): Promise<void> {
  const stream = await openStream(url, options);
  try {
    await readChunks(stream, onChunk);
  } catch (error) {
    if (options.signal?.aborted || error instanceof TaggerError) throw error;
    throw new TaggerError(
      'network',
      `The download of ${nameOf(url)} broke off. Check the connection and try again.`,
    );
  }
}

/** All of what `url` holds, for files whose length is not known beforehand. */
export async function fetchBytes(
  url: string,
  options: FetchOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  await fetchChunks(
    url,
    (chunk) => {
      chunks.push(chunk);
      length += chunk.length;
    },
    options,
  );
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
