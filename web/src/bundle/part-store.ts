// The model's parts on this device: a cache in which each part is found by its SHA-256, so that two
// versions of a model never mix. Where the browser keeps nothing, everything works without.
import type { FilePart } from 'linnet-core';
import type { StorageState } from '../protocol/messages';

const MANIFEST = 'manifest.json';
const PART_FOLDER = 'sha256/';

/** A content-addressed store of parts for the bundle in one folder of one site. */
export class PartStore {
  #state: StorageState;

  private constructor(
    private readonly cache: Cache | undefined,
    private readonly cacheName: string,
    private readonly baseUrl: string,
  ) {
    this.#state = cache ? 'available' : 'unavailable';
  }

  /** Keeps nothing. */
  static none(): PartStore {
    return new PartStore(undefined, '', 'none:/');
  }

  /**
   * `baseUrl` is the folder that holds the bundle: other pages of the same origin have stores of
   * their own. Never fails: without a cache (private mode, no HTTPS) the store keeps nothing.
   */
  static async open(baseUrl: string): Promise<PartStore> {
    const name = `linnet-model ${baseUrl}`;
    try {
      return new PartStore(await caches.open(name), name, baseUrl);
    } catch {
      return PartStore.none();
    }
  }

  get state(): StorageState {
    return this.#state;
  }

  /** What is stored of a part, unchecked; nothing where it is not there or cannot be read. */
  async read(part: FilePart): Promise<ReadableStream<Uint8Array<ArrayBuffer>> | undefined> {
    try {
      return (await this.cache?.match(this.#url(part)))?.body ?? undefined;
    } catch {
      return undefined;
    }
  }

  /** Keeps a part that has been checked. Where there is no room, `state` tells, and nothing fails. */
  async write(part: FilePart, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#put(this.#url(part), bytes);
  }

  async remove(part: FilePart): Promise<void> {
    await this.cache?.delete(this.#url(part)).catch(() => false);
  }

  /** The manifest of the bundle that is there to be used without a connection. */
  async readManifest(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    try {
      const found = await this.cache?.match(this.baseUrl + MANIFEST);
      return found && new Uint8Array(await found.arrayBuffer());
    } catch {
      return undefined;
    }
  }

  async writeManifest(json: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#put(this.baseUrl + MANIFEST, json);
  }

  /** Bytes of each stored part by its SHA-256. */
  async stored(): Promise<Map<string, number>> {
    const sizes = new Map<string, number>();
    const folder = this.baseUrl + PART_FOLDER;
    try {
      for (const { url } of (await this.cache?.keys()) ?? []) {
        if (!url.startsWith(folder)) continue;
        const entry = await this.cache?.match(url);
        if (entry) {
          sizes.set(url.slice(folder.length), Number(entry.headers.get('Content-Length')));
        }
      }
    } catch {
      // What cannot be read is not there.
    }
    return sizes;
  }

  /** Removes every part but those with these SHA-256. */
  async keepOnly(sha256s: ReadonlySet<string>): Promise<void> {
    for (const sha256 of (await this.stored()).keys()) {
      if (!sha256s.has(sha256)) {
        await this.cache?.delete(this.baseUrl + PART_FOLDER + sha256).catch(() => false);
      }
    }
  }

  /** Removes everything. What is loaded goes on working. */
  async clear(): Promise<void> {
    if (!this.cache) return;
    try {
      // The cache itself stays: a tab that has it open would otherwise write into a void.
      for (const request of await this.cache.keys()) await this.cache.delete(request);
      if (this.#state === 'full') this.#state = 'available';
    } catch {
      this.#state = 'unavailable';
    }
  }

  /**
   * Runs `work` while no other tab works on the same part. Throws what `work` throws, or an
   * AbortError where `signal` is aborted while another tab is at it.
   */
  async exclusively<Value>(
    part: FilePart,
    signal: AbortSignal | undefined,
    work: () => Promise<Value>,
  ): Promise<Value> {
    // Without a store a tab has nothing to gain from another one's work.
    if (this.#state !== 'available' || !globalThis.navigator?.locks) return work();
    const options: LockOptions = signal ? { signal } : {};
    return await navigator.locks.request(`${this.cacheName} ${part.sha256}`, options, work);
  }

  #url(part: FilePart): string {
    return this.baseUrl + PART_FOLDER + part.sha256;
  }

  async #put(url: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (!this.cache) return;
    try {
      const headers = { 'Content-Length': String(bytes.length) };
      await this.cache.put(url, new Response(bytes, { headers }));
    } catch (error) {
      const full = error instanceof DOMException && error.name === 'QuotaExceededError';
      this.#state = full ? 'full' : 'unavailable';
    }
  }
}
