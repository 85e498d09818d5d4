// What an encoder's worker does, wherever it runs: token ids in, logits or an embedding out, through
// ONNX Runtime.
import type * as Ort from 'onnxruntime-web/wasm';
import { TaggerError, toFailure } from '../protocol/failure';
import type { EncoderOutput, EncoderRequest, EncoderResponse } from './messages';
import { planThreads, type Surroundings } from './threads';

/** Threads that have not come up after this long never will. */
const START_MILLISECONDS = 30_000;

export type OnnxRuntime = typeof Ort;

export interface EncoderSurroundings {
  /** May set `env.wasm.wasmPaths`; the WebAssembly itself comes with the request to start. */
  loadRuntime: () => Promise<OnnxRuntime>;
  threads: Omit<Surroundings, 'singleThread'>;
  send: (response: EncoderResponse, transfer?: Transferable[]) => void;
}

export class EncoderSession {
  #ort: OnnxRuntime | undefined;
  #session: Ort.InferenceSession | undefined;
  #output: EncoderOutput = 'logits';

  constructor(private readonly around: EncoderSurroundings) {}

  handle(request: EncoderRequest): void {
    switch (request.type) {
      case 'start':
        this.#start(request).catch((error: unknown) =>
          this.around.send({ type: 'start-failed', failure: toFailure(error) }),
        );
        break;
      case 'run':
        this.#run(request.id, request.tokens).catch((error: unknown) =>
          this.around.send({ type: 'run-failed', id: request.id, failure: toFailure(error) }),
        );
        break;
    }
  }

  async #start(request: EncoderRequest & { type: 'start' }): Promise<void> {
    const { output, singleThread } = request;
    const { threads, threadLimit } = planThreads({ ...this.around.threads, singleThread });
    const ort = await this.around.loadRuntime();
    ort.env.logLevel = 'error';
    ort.env.wasm.numThreads = threads;
    ort.env.wasm.initTimeout = START_MILLISECONDS;
    ort.env.wasm.wasmBinary = request.runtime;
    const session = await ort.InferenceSession.create(new Uint8Array(request.model), {
      executionProviders: ['wasm'],
      graphOptimizationLevel: 'all',
    });
    delete ort.env.wasm.wasmBinary;
    if (!session.outputNames.includes(output)) {
      const given = session.outputNames.join(', ');
      throw new TaggerError(
        'invalid-format',
        `The manifest of the model asks for the encoder's ${output}; the encoder gives ${given}.`,
      );
    }
    this.#session = session;
    this.#output = output;
    this.#ort = ort;
    this.around.send({ type: 'started', threads, threadLimit });
  }

  async #run(id: number, tokens: Int32Array): Promise<void> {
    if (!this.#ort || !this.#session) throw new Error('the encoder is not started');
    const { Tensor } = this.#ort;
    const shape = [1, tokens.length];
    const inputs = {
      input_ids: new Tensor('int64', BigInt64Array.from(tokens, BigInt), shape),
      attention_mask: new Tensor('int64', new BigInt64Array(tokens.length).fill(1n), shape),
    };
    let values: Float32Array<ArrayBuffer>;
    try {
      const output = (await this.#session.run(inputs, [this.#output]))[this.#output];
      if (!output) throw new Error(`the encoder gave no ${this.#output}`);
      values = Float32Array.from((await output.getData()) as Float32Array);
      output.dispose();
    } finally {
      for (const tensor of Object.values(inputs)) tensor.dispose();
    }
    this.around.send({ type: 'output', id, values }, [values.buffer]);
  }
}
