// A browser: workers beside this file, addresses relative to the page.
import type { Platform } from '../client/platform';

export const browser: Platform = {
  createWorker: () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }),
  resolve: (address) => new URL(address, globalThis.document?.baseURI ?? location.href),
  findRuntimeModule() {
    // A worker does not see the page's import map. In what a bundler made there is none, and the
    // worker has the runtime by itself.
    try {
      return import.meta.resolve?.('onnxruntime-web/wasm');
    } catch {
      return undefined;
    }
  },
};
