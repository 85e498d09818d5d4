// The encoder's worker in a browser.
import type { EncoderMessage } from '../session/encoder-protocol';
import { serveEncoder } from '../session/encoder-server';

const receive = serveEncoder(
  () => import('onnxruntime-web/wasm'),
  {
    isolated: self.crossOriginIsolated,
    sharedMemory: typeof SharedArrayBuffer === 'function',
    cores: navigator.hardwareConcurrency,
  },
  (response, transfer = []) => self.postMessage(response, { transfer }),
);

self.onmessage = ({ data }: MessageEvent<EncoderMessage>) => receive(data);
