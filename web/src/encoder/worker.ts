// The encoder's worker: token ids in, logits out, through ONNX Runtime in WebAssembly.
import * as ort from 'onnxruntime-web/wasm';
import runtimeModuleUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import { toFailure } from '../protocol/failure';
import type { EncoderRequest, EncoderResponse } from './messages';
import { planThreads } from './threads';

/** Threads that have not come up after this long never will. */
const START_MILLISECONDS = 30_000;

let session: ort.InferenceSession | undefined;

function send(response: EncoderResponse, transfer: Transferable[] = []): void {
  self.postMessage(response, { transfer });
}

async function start(request: EncoderRequest & { type: 'start' }): Promise<void> {
  const { threads, threadLimit } = planThreads({
    isolated: self.crossOriginIsolated,
    sharedMemory: typeof SharedArrayBuffer === 'function',
    cores: navigator.hardwareConcurrency,
    singleThread: request.singleThread,
  });
  ort.env.logLevel = 'error';
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.initTimeout = START_MILLISECONDS;
  ort.env.wasm.wasmPaths = { mjs: new URL(runtimeModuleUrl, self.location.href).href };
  ort.env.wasm.wasmBinary = request.runtime;
  session = await ort.InferenceSession.create(new Uint8Array(request.model), {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
  });
  delete ort.env.wasm.wasmBinary;
  send({ type: 'started', threads, threadLimit });
}

async function run(id: number, tokens: Int32Array): Promise<void> {
  if (!session) throw new Error('the encoder is not started');
  const shape = [1, tokens.length];
  const inputs = {
    input_ids: new ort.Tensor('int64', BigInt64Array.from(tokens, BigInt), shape),
    attention_mask: new ort.Tensor('int64', new BigInt64Array(tokens.length).fill(1n), shape),
  };
  let values: Float32Array<ArrayBuffer>;
  try {
    const logits = (await session.run(inputs, ['logits']))['logits'];
    if (!logits) throw new Error('the model has no output named "logits"');
    values = Float32Array.from((await logits.getData()) as Float32Array);
    logits.dispose();
  } finally {
    for (const tensor of Object.values(inputs)) tensor.dispose();
  }
  send({ type: 'logits', id, logits: values }, [values.buffer]);
}

self.onmessage = ({ data: request }: MessageEvent<EncoderRequest>) => {
  switch (request.type) {
    case 'start':
      start(request).catch((error: unknown) =>
        send({ type: 'start-failed', failure: toFailure(error) }),
      );
      break;
    case 'run':
      run(request.id, request.tokens).catch((error: unknown) =>
        send({ type: 'run-failed', id: request.id, failure: toFailure(error) }),
      );
      break;
  }
};
