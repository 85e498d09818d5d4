// The encoder's worker on the page: an EncoderSession between its messages and ONNX Runtime.
import * as ort from 'onnxruntime-web/wasm';
import runtimeModuleUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import type { EncoderRequest } from './messages';
import { EncoderSession } from './session';

const session = new EncoderSession({
  async loadRuntime() {
    ort.env.wasm.wasmPaths = { mjs: new URL(runtimeModuleUrl, self.location.href).href };
    return ort;
  },
  threads: {
    isolated: self.crossOriginIsolated,
    sharedMemory: typeof SharedArrayBuffer === 'function',
    cores: navigator.hardwareConcurrency,
  },
  send: (response, transfer = []) => self.postMessage(response, { transfer }),
});

self.onmessage = ({ data }: MessageEvent<EncoderRequest>) => session.handle(data);
