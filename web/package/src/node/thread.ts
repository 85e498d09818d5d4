// A worker thread of Node.js in the form of a browser's Worker.
import { Worker } from 'node:worker_threads';
import type { WorkerLike } from '../client/platform';

/** `url` is that of a module of this package. */
export function startThread(url: URL): WorkerLike & Pick<globalThis.Worker, 'postMessage'> {
  const worker = new Worker(url);
  const thread: ReturnType<typeof startThread> = {
    onmessage: null,
    onerror: null,
    postMessage: (message: unknown, transfer?: unknown) =>
      worker.postMessage(message, Array.isArray(transfer) ? transfer : []),
    terminate: () => void worker.terminate(),
    keepAlive: (isWanted) => (isWanted ? worker.ref() : worker.unref()),
  };
  worker.on('message', (data: unknown) => thread.onmessage?.({ data } as MessageEvent));
  const fail = (message: string) =>
    thread.onerror?.({ message, preventDefault: () => undefined } as ErrorEvent);
  worker.on('error', ({ message }: Error) => fail(message));
  worker.on('exit', () => fail('it ended'));
  return thread;
}
