// The tagger's worker in a browser.
import { fetchBytes } from '../../../src/bundle/fetch-bytes';
import { startCore } from '../../../src/core/start';
import { EncoderClient } from '../../../src/encoder/encoder-client';
import type { Request } from '../messages';
import type { EncoderMessage } from '../session/encoder-protocol';
import { runtimeFileAt } from '../../../src/bundle/runtime-address';
import { TaggingSession } from '../session/session';

const session = new TaggingSession({
  loadCore: async () =>
    startCore(await fetchBytes(new URL('./linnet-core.wasm', import.meta.url).href)),
  // Bundlers know this form, and put the file where the address then points.
  findRuntime: (given) =>
    runtimeFileAt(given ?? new URL('onnxruntime-web/ort-wasm-simd-threaded.wasm', import.meta.url)),
  createEncoder({ runtime, threads }) {
    const worker = new Worker(new URL('./encoder-worker.js', import.meta.url), { type: 'module' });
    const setup: EncoderMessage = { type: 'setup', runtimeModule: runtime?.module, threads };
    worker.postMessage(setup);
    return new EncoderClient(worker);
  },
  send: (response) => self.postMessage(response),
});

self.onmessage = ({ data }: MessageEvent<Request>) => session.handle(data);
