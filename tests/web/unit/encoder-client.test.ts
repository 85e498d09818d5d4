// The tagger's end of the encoder's worker: each run gets its own answer, and none waits forever.
import { beforeEach, describe, expect, test } from 'vitest';
import { EncoderClient } from '../../../web/src/encoder/encoder-client';
import type { EncoderRequest, EncoderResponse } from '../../../web/src/encoder/messages';

/** A worker of which the test plays the other end. */
class FakeWorker {
  onmessage: ((event: { data: EncoderResponse }) => void) | undefined;
  onerror: ((event: { message: string; preventDefault(): void }) => void) | undefined;
  readonly requests: EncoderRequest[] = [];
  terminated = false;

  postMessage(request: EncoderRequest): void {
    this.requests.push(request);
  }

  terminate(): void {
    this.terminated = true;
  }

  respond(response: EncoderResponse): void {
    this.onmessage?.({ data: response });
  }

  fail(message: string): void {
    this.onerror?.({ message, preventDefault: () => undefined });
  }
}

let worker: FakeWorker;
let client: EncoderClient;

beforeEach(() => {
  worker = new FakeWorker();
  client = new EncoderClient(worker as unknown as Worker);
});

const runIds = () =>
  worker.requests.flatMap((request) => (request.type === 'run' ? request.id : []));

describe('runs', () => {
  test('get their own numbers, in whatever order these come', async () => {
    const runs = [client.run(Int32Array.of(1)), client.run(Int32Array.of(2))];
    const [first, second] = runIds();
    worker.respond({ type: 'output', id: second!, values: Float32Array.of(2) });
    worker.respond({ type: 'output', id: first!, values: Float32Array.of(1) });
    expect(await Promise.all(runs)).toEqual([Float32Array.of(1), Float32Array.of(2)]);
  });

  test('fail alone', async () => {
    const runs = [client.run(Int32Array.of(1)), client.run(Int32Array.of(2))];
    const [first, second] = runIds();
    const failure = { code: 'out-of-memory', message: 'no room' } as const;
    worker.respond({ type: 'run-failed', id: first!, failure });
    worker.respond({ type: 'output', id: second!, values: Float32Array.of(2) });
    await expect(runs[0]).rejects.toMatchObject(failure);
    expect(await runs[1]).toEqual(Float32Array.of(2));
  });
});

describe('a start', () => {
  test('resolves to the number of threads', async () => {
    const started = client.start(new Uint8Array(4), 'logits', new Uint8Array(4), false);
    worker.respond({ type: 'started', threads: 3, threadLimit: 'none' });
    expect(await started).toEqual({ threads: 3, threadLimit: 'none' });
  });

  test('rejects with what the worker tells', async () => {
    const started = client.start(new Uint8Array(4), 'logits', new Uint8Array(4), false);
    const failure = { code: 'invalid-format', message: 'no graph' } as const;
    worker.respond({ type: 'start-failed', failure });
    await expect(started).rejects.toMatchObject(failure);
  });
});

describe('a worker that dies', () => {
  test('fails whatever waits for it, and whatever comes later', async () => {
    const started = client.start(new Uint8Array(4), 'logits', new Uint8Array(4), false);
    const run = client.run(Int32Array.of(1));
    worker.fail('the script could not be loaded');
    for (const waiting of [started, run, client.run(Int32Array.of(2))]) {
      await expect(waiting).rejects.toThrow(/the script could not be loaded/);
    }
  });

  test('by our own hand is ended and fails its runs', async () => {
    const run = client.run(Int32Array.of(1));
    client.dispose();
    await expect(run).rejects.toThrow();
    expect(worker.terminated).toBe(true);
  });
});
