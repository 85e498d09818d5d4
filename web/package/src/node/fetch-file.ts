// `fetch` for `file:` addresses too, which Node.js's own refuses.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ENOENT' || error.code === 'ENOTDIR')
  );
}

async function fetchFile(url: URL, signal: AbortSignal | null | undefined): Promise<Response> {
  const path = fileURLToPath(url);
  try {
    if (!(await stat(path)).isFile()) return new Response(null, { status: 404 });
  } catch (error) {
    if (isMissing(error)) return new Response(null, { status: 404 });
    throw error;
  }
  const stream = createReadStream(path, signal ? { signal } : {});
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>);
}

const fetchOther = globalThis.fetch;

export const fetchAny: typeof fetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  return url.protocol === 'file:' ? fetchFile(url, init?.signal) : fetchOther(input, init);
};
