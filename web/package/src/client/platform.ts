// What browsers and Node.js do differently.
import type { Request } from '../messages';

/** A Worker, as far as a tagger uses it; Node.js's is put into this form. */
export interface WorkerLike {
  postMessage(request: Request): void;
  terminate(): void;
  onmessage: ((event: MessageEvent) => unknown) | null;
  onerror: ((event: ErrorEvent) => unknown) | null;
  /** Node.js: whether the process stays alive for this worker. */
  keepAlive?(isWanted: boolean): void;
}

export interface Platform {
  createWorker(): WorkerLike;
  /** The absolute form of an address or path that a program gave. Throws a TypeError on nonsense. */
  resolve(address: string): URL;
  /** Where `onnxruntime-web/wasm` is, if the platform can tell and the worker alone cannot. */
  findRuntimeModule(): string | undefined;
}
