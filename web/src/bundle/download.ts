// Downloads a file of the bundle part by part; no part is used before its SHA-256 is checked.
import type { BundleFile, FilePart } from 'linnet-core';
import { TaggerError } from '../protocol/failure';
import { fetchChunks } from './fetch-bytes';

export interface DownloadOptions {
  /** The folder that holds the bundle; ends with a slash. */
  baseUrl: string;
  /** Throws where a part is not what the manifest promises. */
  verifyPart: (file: string, part: number, bytes: number, sha256: string) => void;
  /** Told the bytes of this file received so far; fewer again where a part starts anew. */
  onProgress?: (receivedBytes: number) => void;
  signal?: AbortSignal;
}

function hexadecimal(digest: ArrayBuffer): string {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** SHA-256 as 64 lower-case hexadecimal digits. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // Browsers offer it only to pages that came over HTTPS or from this machine.
  if (!globalThis.crypto?.subtle) {
    throw new TaggerError(
      'unsupported',
      'The model cannot be checked here: open this page over HTTPS or from localhost.',
    );
  }
  return hexadecimal(await crypto.subtle.digest('SHA-256', bytes));
}

/** Fills `target` with one part. Returns the bytes received, which may be fewer. */
async function fetchPart(
  part: FilePart,
  target: Uint8Array<ArrayBuffer>,
  options: DownloadOptions,
  fresh: boolean,
  onReceived: (bytes: number) => void,
): Promise<number> {
  let received = 0;
  const url = new URL(part.name.split('/').map(encodeURIComponent).join('/'), options.baseUrl).href;
  await fetchChunks(
    url,
    (chunk) => {
      if (received + chunk.length > target.length) {
        throw new TaggerError('corrupt', `${part.name} is longer than the manifest says.`);
      }
      target.set(chunk, received);
      received += chunk.length;
      onReceived(received);
    },
    { fresh, ...(options.signal ? { signal: options.signal } : {}) },
  );
  return received;
}

function isWorthRetrying(error: unknown, signal: AbortSignal | undefined): boolean {
  if (signal?.aborted) return false;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'network' || code === 'corrupt';
}

/**
 * Downloads `file` whole. A part that fails to arrive or to match is asked for once more, past the
 * caches. Throws an error with a code ('network', 'missing', 'corrupt', ...).
 */
export async function downloadFile(
  file: BundleFile,
  options: DownloadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(file.bytes);
  let offset = 0;
  for (const [index, part] of file.parts.entries()) {
    const start = offset;
    const target = bytes.subarray(start, start + part.bytes);
    const attempt = async (fresh: boolean): Promise<void> => {
      const received = await fetchPart(part, target, options, fresh, (count) =>
        options.onProgress?.(start + count),
      );
      options.verifyPart(file.name, index, received, await sha256(target.subarray(0, received)));
    };
    try {
      await attempt(false);
    } catch (error) {
      if (!isWorthRetrying(error, options.signal)) throw error;
      options.onProgress?.(start);
      await attempt(true);
    }
    offset += part.bytes;
  }
  return bytes;
}
