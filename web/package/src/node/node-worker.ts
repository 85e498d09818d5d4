// The tagger's worker thread in Node.js.
import { parentPort } from 'node:worker_threads';
import { fetchBytes } from '../../../src/bundle/fetch-bytes';
import { startCore } from '../../../src/core/start';
import { EncoderClient } from '../../../src/encoder/encoder-client';
import type { Request } from '../messages';
import type { EncoderMessage } from '../session/encoder-protocol';
import { runtimeFileAt } from '../../../src/bundle/runtime-address';
import { TaggingSession } from '../session/session';
import { fetchAny } from './fetch-file';
import { startThread } from './thread';

// Of this thread alone: the program's own fetch stays as it is.
globalThis.fetch = fetchAny;

const session = new TaggingSession({
  loadCore: async () =>
    startCore(await fetchBytes(new URL('./linnet-core.wasm', import.meta.url).href)),
  findRuntime: (given) =>
    runtimeFileAt(given ?? import.meta.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm')),
  createEncoder({ runtime, threads }) {
    const worker = startThread(new URL('./node-encoder-worker.js', import.meta.url));
    const setup: EncoderMessage = { type: 'setup', runtimeModule: runtime?.module, threads };
    worker.postMessage(setup);
    return new EncoderClient(worker as Worker);
  },
  send: (response) => parentPort?.postMessage(response),
});

parentPort?.on('message', (request: Request) => session.handle(request));
