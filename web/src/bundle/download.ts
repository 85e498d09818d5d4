// Downloads a file of the bundle, its parts at the same time; no part is used before its SHA-256 is
// checked, whether it came over the network or out of the store.
import type { BundleFile, FilePart } from 'linnet-core';
import pLimit from 'p-limit';
import { TaggerError } from '../protocol/failure';
import { fetchChunks, readChunks } from './fetch-bytes';
import { PartStore } from './part-store';

export interface DownloadOptions {
  /** The folder that holds the bundle; ends with a slash. */
  baseUrl: string;
  /** Throws where a part is not what the manifest promises. */
  verifyPart: (file: string, part: number, bytes: number, sha256: string) => void;
  /** Where parts are looked for first, and kept. */
  store?: PartStore;
  /** Told the bytes of this file received so far; fewer again where a part starts anew. */
  onProgress?: (receivedBytes: number) => void;
  signal?: AbortSignal;
}

/** Parts on their way at the same time, of all files together. */
const lanes = pLimit(4);

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

/** Copies chunks into `target` one after another; throws 'corrupt' where they are too many. */
function filler(
  part: FilePart,
  target: Uint8Array<ArrayBuffer>,
  onReceived: (bytes: number) => void,
) {
  let received = 0;
  return {
    add(chunk: Uint8Array): void {
      if (received + chunk.length > target.length) {
        throw new TaggerError('corrupt', `${part.name} is longer than the manifest says.`);
      }
      target.set(chunk, received);
      received += chunk.length;
      onReceived(received);
    },
    filled: () => target.subarray(0, received),
  };
}

function isWorthRetrying(error: unknown, signal: AbortSignal): boolean {
  if (signal.aborted) return false;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'network' || code === 'corrupt';
}

/** One part of a file, into its place. */
class PartDownload {
  constructor(
    private readonly file: BundleFile,
    private readonly index: number,
    private readonly part: FilePart,
    private readonly target: Uint8Array<ArrayBuffer>,
    private readonly options: DownloadOptions,
    private readonly store: PartStore,
    private readonly signal: AbortSignal,
    private readonly onReceived: (bytes: number) => void,
  ) {}

  async run(): Promise<void> {
    this.signal.throwIfAborted();
    await this.store.exclusively(this.part, this.signal, async () => {
      if (await this.#takeStored()) return;
      try {
        await this.#fetch(false);
      } catch (error) {
        if (!isWorthRetrying(error, this.signal)) throw error;
        this.onReceived(0);
        await this.#fetch(true);
      }
      await this.store.write(this.part, this.target);
    });
  }

  async #verify(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.options.verifyPart(this.file.name, this.index, bytes.length, await sha256(bytes));
  }

  /** False where the part is not stored, or what is stored is damaged (it is then removed). */
  async #takeStored(): Promise<boolean> {
    const stored = await this.store.read(this.part);
    if (!stored) return false;
    const { add, filled } = filler(this.part, this.target, this.onReceived);
    try {
      await readChunks(stored, add);
      await this.#verify(filled());
      return true;
    } catch {
      this.signal.throwIfAborted();
      this.onReceived(0);
      await this.store.remove(this.part);
      return false;
    }
  }

  async #fetch(fresh: boolean): Promise<void> {
    const path = this.part.name.split('/').map(encodeURIComponent).join('/');
    const { add, filled } = filler(this.part, this.target, this.onReceived);
    const { signal } = this;
    await fetchChunks(new URL(path, this.options.baseUrl).href, add, { fresh, signal });
    await this.#verify(filled());
  }
}

/**
 * Downloads `file` whole, from the store what is there. A part that fails to arrive or to match is
 * asked for once more, past the caches. Throws an error with a code ('network', 'missing',
 * 'corrupt', ...), or an AbortError; the parts that had arrived stay in the store.
 */
export async function downloadFile(
  file: BundleFile,
  options: DownloadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(file.bytes);
  const received = file.parts.map(() => 0);
  // Where one part fails for good, the others are of no use now.
  const failed = new AbortController();
  const { signal } = failed;
  const abort = () => failed.abort(options.signal?.reason);
  if (options.signal?.aborted) abort();
  options.signal?.addEventListener('abort', abort);
  const store = options.store ?? PartStore.none();
  let offset = 0;
  const parts = file.parts.map((part, index) => {
    const target = bytes.subarray(offset, offset + part.bytes);
    offset += part.bytes;
    const onReceived = (count: number) => {
      received[index] = count;
      options.onProgress?.(received.reduce((sum, value) => sum + value, 0));
    };
    return new PartDownload(file, index, part, target, options, store, signal, onReceived);
  });
  try {
    await Promise.all(parts.map((part) => lanes(() => part.run())));
  } catch (error) {
    failed.abort();
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', abort);
  }
  return bytes;
}
