// The tagger's end of the encoder's worker: messages as promises.
import { TaggerError } from '../protocol/failure';
import type { Failure } from '../protocol/messages';
import type { Encoder, Started } from '../tagger/full-tier';
import type { EncoderOutput, EncoderRequest, EncoderResponse } from './messages';

interface Pending<Value> {
  resolve: (value: Value) => void;
  reject: (error: Error) => void;
}

export class EncoderClient implements Encoder {
  readonly #worker: Worker;
  readonly #runs = new Map<number, Pending<Float32Array>>();
  #starting: Pending<Started> | undefined;
  #broken: Error | undefined;
  #nextId = 1;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<EncoderResponse>) => this.#receive(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#break(
        new TaggerError('failed', `The encoder stopped: ${event.message || 'no reason given'}.`),
      );
    };
  }

  start(
    model: Uint8Array<ArrayBuffer>,
    output: EncoderOutput,
    runtime: Uint8Array<ArrayBuffer>,
    singleThread: boolean,
  ): Promise<Started> {
    return new Promise((resolve, reject) => {
      if (this.#broken) return reject(this.#broken);
      this.#starting = { resolve, reject };
      const buffers = { model: model.buffer, runtime: runtime.buffer };
      this.#send({ type: 'start', output, ...buffers, singleThread }, Object.values(buffers));
    });
  }

  run(tokens: Int32Array<ArrayBuffer>): Promise<Float32Array> {
    return new Promise((resolve, reject) => {
      if (this.#broken) return reject(this.#broken);
      const id = this.#nextId++;
      this.#runs.set(id, { resolve, reject });
      this.#send({ type: 'run', id, tokens }, [tokens.buffer]);
    });
  }

  get broken(): boolean {
    return this.#broken !== undefined;
  }

  dispose(): void {
    this.#worker.terminate();
    this.#break(new TaggerError('failed', 'The encoder was ended.'));
  }

  #send(request: EncoderRequest, transfer: Transferable[] = []): void {
    this.#worker.postMessage(request, transfer);
  }

  #receive(response: EncoderResponse): void {
    switch (response.type) {
      case 'started':
        this.#starting?.resolve({ threads: response.threads, threadLimit: response.threadLimit });
        break;
      case 'start-failed':
        this.#starting?.reject(errorOf(response.failure));
        break;
      case 'output':
        this.#take(response.id)?.resolve(response.values);
        break;
      case 'run-failed':
        this.#take(response.id)?.reject(errorOf(response.failure));
        break;
    }
  }

  #take(id: number): Pending<Float32Array> | undefined {
    const run = this.#runs.get(id);
    this.#runs.delete(id);
    return run;
  }

  #break(error: Error): void {
    this.#broken = error;
    this.#starting?.reject(error);
    for (const run of this.#runs.values()) run.reject(error);
    this.#runs.clear();
  }
}

function errorOf(failure: Failure): Error {
  return new TaggerError(failure.code, failure.message);
}
