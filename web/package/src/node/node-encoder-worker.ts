// The encoder's worker thread in Node.js, which may always share memory.
import { availableParallelism } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { EncoderMessage } from '../session/encoder-protocol';
import { serveEncoder } from '../session/encoder-server';

const receive = serveEncoder(
  // Its build for Node.js: the one for browsers starts threads from blobs, which Node.js cannot.
  () => import('onnxruntime-web'),
  { isolated: true, sharedMemory: true, cores: availableParallelism() },
  (response, transfer = []) => parentPort?.postMessage(response, transfer as ArrayBuffer[]),
);

parentPort?.on('message', (message: EncoderMessage) => receive(message));
