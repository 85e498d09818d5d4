// A tagger as the program holds it: calls as messages to the worker, its messages as promises.
import type { Failure } from '../../../src/protocol/messages';
import type {
  BatchOptions,
  ExplainOptions,
  Explanation,
  RequestOptions,
  Tagger,
  TaggerInfo,
  TagOptions,
  TagResult,
  TextInput,
} from '../api.js';
import { LinnetError } from '../error.js';
import type { PlainInfo, Request, Response } from '../messages';
import { AbortListeners } from './abort-listeners';
import { inOrder } from './in-order';
import type { WorkerLike } from './platform';
import { checkLookAhead, checkExplainOptions, checkTagOptions, toFields } from './text';

export function errorOf({ code, message }: Failure): LinnetError {
  return new LinnetError(code, message);
}

interface Pending {
  resolve: (value: never) => void;
  reject: (reason: unknown) => void;
}

export class WorkerTagger implements Tagger {
  readonly info: TaggerInfo;
  readonly labels: readonly string[];
  readonly #worker: WorkerLike;
  readonly #pending = new Map<number, Pending>();
  readonly #abortListeners = new AbortListeners();
  #broken: LinnetError | undefined;
  /** Under way; one signal each, since Node.js warns of a signal on which many listen. */
  readonly #batches = new Set<AbortController>();
  #nextId = 1;

  /** `worker` has answered 'opened'; it belongs to this object from now on. */
  constructor(worker: WorkerLike, { fallback, ...info }: PlainInfo, labels: readonly string[]) {
    this.info = Object.freeze({
      ...info,
      ...(fallback ? { fallbackReason: errorOf(fallback) } : {}),
    });
    this.labels = Object.freeze([...labels]);
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<Response>) => this.#receive(data);
    worker.onerror = (event) => {
      event.preventDefault();
      const reason = event.message ? `: ${event.message}` : '';
      this.#end(new LinnetError('failed', `The tagger's worker stopped${reason}.`));
    };
    worker.keepAlive?.(false);
  }

  async tag(text: TextInput, options: TagOptions = {}): Promise<TagResult> {
    const request = { ...toFields(text), ...checkTagOptions(options) };
    return this.#ask<TagResult>((id) => ({ type: 'tag', id, ...request }), options);
  }

  tagBatch(
    texts: Iterable<TextInput> | AsyncIterable<TextInput>,
    options: BatchOptions = {},
  ): AsyncGenerator<TagResult, void, void> {
    checkTagOptions(options);
    return this.#batch(texts, checkLookAhead(options), options);
  }

  async *#batch(
    texts: Iterable<TextInput> | AsyncIterable<TextInput>,
    lookAhead: number,
    { signal: outer, ...options }: TagOptions,
  ): AsyncGenerator<TagResult, void, void> {
    if (this.#broken) throw this.#broken;
    const ended = new AbortController();
    this.#batches.add(ended);
    const signals = outer ? [outer, ended.signal] : [ended.signal];
    try {
      yield* inOrder(texts, { lookAhead, signals }, (text, signal) =>
        this.tag(text, { ...options, signal }),
      );
    } finally {
      this.#batches.delete(ended);
    }
  }

  async explain(
    text: TextInput,
    label: string,
    options: ExplainOptions = {},
  ): Promise<Explanation> {
    if (!this.labels.includes(label)) {
      throw new LinnetError('not-found', `The model has no label "${label}".`);
    }
    const request = { ...toFields(text), label, ...checkExplainOptions(options) };
    return this.#ask<Explanation>((id) => ({ type: 'explain', id, ...request }), options);
  }

  dispose(): void {
    this.#end(new LinnetError('disposed', 'The tagger was disposed of.'));
  }

  #ask<Value>(make: (id: number) => Request, { signal }: RequestOptions): Promise<Value> {
    return new Promise<Value>((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.#broken) throw this.#broken;
      const id = this.#nextId++;
      const abort = () => {
        this.#worker.postMessage({ type: 'cancel', id });
        this.#take(id)?.reject(signal?.reason);
      };
      const forget = signal && this.#abortListeners.add(signal, abort);
      this.#pending.set(id, {
        resolve: (value) => (forget?.(), resolve(value)),
        reject: (reason) => (forget?.(), reject(reason)),
      });
      this.#worker.keepAlive?.(true);
      this.#worker.postMessage(make(id));
    });
  }

  #receive(response: Response): void {
    switch (response.type) {
      case 'tagged':
        this.#take(response.id)?.resolve(response.result as never);
        break;
      case 'explained':
        this.#take(response.id)?.resolve(response.explanation as never);
        break;
      case 'failed':
        this.#take(response.id)?.reject(errorOf(response.failure));
        break;
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#worker.keepAlive?.(false);
    return pending;
  }

  #end(reason: LinnetError): void {
    if (this.#broken) return;
    this.#broken = reason;
    this.#worker.terminate();
    for (const { reject } of this.#pending.values()) reject(reason);
    this.#pending.clear();
    for (const ended of this.#batches) ended.abort(reason);
  }
}
