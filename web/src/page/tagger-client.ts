// The page's end of the tagger's worker: numbered requests out, events in.
import type { Request, Response, Settings, TierName } from '../protocol/messages';
import workerUrl from '../tagger/worker.ts?worker&url';
import type { PageEvent } from './state';
import { startWorker } from './trusted-worker';

/** Of a field, what is sent at most (UTF-16 units): beyond it the core reads nothing. */
const MAX_FIELD_UNITS = (1 << 20) + 1;

export class TaggerClient {
  readonly #worker: Worker;
  #lastId = 0;

  constructor(onEvent: (event: PageEvent) => void) {
    this.#worker = startWorker(workerUrl);
    this.#worker.onmessage = ({ data }: MessageEvent<Response>) => onEvent(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      const reason = event.message ? ` (${event.message})` : '';
      onEvent({
        type: 'worker-failed',
        failure: {
          code: 'failed',
          message: `The page's worker stopped${reason}. Reload the page.`,
        },
      });
    };
  }

  open(modelUrl: string): void {
    this.#send({ type: 'open', modelUrl });
  }

  load(tier: TierName): void {
    this.#send({ type: 'load', tier });
  }

  cancelLoad(): void {
    this.#send({ type: 'cancel-load' });
  }

  unload(): void {
    this.#send({ type: 'unload' });
  }

  removeStored(): void {
    this.#send({ type: 'remove-stored' });
  }

  adjust(settings: Settings): void {
    this.#send({ type: 'adjust', settings });
  }

  /** `id` as `classify` gave it. */
  explain(id: number, tier: TierName, label: string): void {
    this.#send({ type: 'explain', id, tier, label });
  }

  cancelExplain(): void {
    this.#send({ type: 'cancel-explain' });
  }

  /** Returns the number under which answers will come. */
  classify(title: string, description: string): number {
    const id = ++this.#lastId;
    this.#send({
      type: 'classify',
      id,
      title: title.slice(0, MAX_FIELD_UNITS),
      description: description.slice(0, MAX_FIELD_UNITS),
    });
    return id;
  }

  /** Gives up what is under way; returns a number that no answer will carry. */
  cancel(): number {
    this.#send({ type: 'cancel' });
    return ++this.#lastId;
  }

  #send(request: Request): void {
    this.#worker.postMessage(request);
  }
}
