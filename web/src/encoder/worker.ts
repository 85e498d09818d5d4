// The encoder's worker: token ids in, logits out, through ONNX Runtime in WebAssembly.
import * as ort from 'onnxruntime-web/wasm';
import runtimeModuleUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import runtimeBinaryUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { fetchBytes } from '../bundle/fetch-bytes';
import { toFailure } from '../protocol/failure';
import type { EncoderRequest, EncoderResponse } from './messages';

let runtime: Promise<Uint8Array<ArrayBuffer>> | undefined;
let session: ort.InferenceSession | undefined;

function send(response: EncoderResponse, transfer: Transferable[] = []): void {
  self.postMessage(response, { transfer });
}

function runtimeBinary(): Promise<Uint8Array<ArrayBuffer>> {
  runtime ??= fetchBytes(new URL(runtimeBinaryUrl, self.location.href).href);
  return runtime;
}

/** Threads share memory, which a page may only do once it is isolated from other origins. */
function threadCount(): number {
  return self.crossOriginIsolated ? Math.min(4, navigator.hardwareConcurrency) : 1;
}

async function start(model: ArrayBuffer): Promise<void> {
  const threads = threadCount();
  ort.env.logLevel = 'error';
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.wasmPaths = { mjs: new URL(runtimeModuleUrl, self.location.href).href };
  ort.env.wasm.wasmBinary = await runtimeBinary();
  session = await ort.InferenceSession.create(new Uint8Array(model), {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
  });
  delete ort.env.wasm.wasmBinary;
  runtime = undefined;
  send({ type: 'started', threads });
}

async function run(id: number, tokens: Int32Array): Promise<void> {
  if (!session) throw new Error('the encoder is not started');
  const shape = [1, tokens.length];
  const inputs = {
    input_ids: new ort.Tensor('int64', BigInt64Array.from(tokens, BigInt), shape),
    attention_mask: new ort.Tensor('int64', new BigInt64Array(tokens.length).fill(1n), shape),
  };
  const outputs = await session.run(inputs, ['logits']);
  const logits = outputs['logits'];
  if (!logits) throw new Error('the model has no output named "logits"');
  const values = Float32Array.from((await logits.getData()) as Float32Array);
  for (const tensor of [...Object.values(inputs), logits]) tensor.dispose();
  send({ type: 'logits', id, logits: values }, [values.buffer]);
}

self.onmessage = ({ data: request }: MessageEvent<EncoderRequest>) => {
  switch (request.type) {
    case 'prepare':
      // A failure is told when the session starts.
      runtimeBinary().catch(() => {
        runtime = undefined;
      });
      break;
    case 'start':
      start(request.model).catch((error: unknown) =>
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
