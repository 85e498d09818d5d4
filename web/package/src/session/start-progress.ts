// The downloads of all that a tier needs, told as one.
import type { Response, TierName } from '../../../src/protocol/messages';
import type { Progress } from '../api.js';

type TierEvent = Extract<Response, { type: 'progress' | 'starting' }>;

export class StartProgress {
  readonly #received = new Map<TierName, number>();
  #totalBytes = 0;
  #told = '';

  constructor(private readonly tell: (progress: Progress) => void) {}

  /** To be called before each attempt. */
  expect(totalBytes: number): void {
    this.#totalBytes = totalBytes;
  }

  receive(event: TierEvent): void {
    if (event.type === 'progress') this.#received.set(event.tier, event.receivedBytes);
    // What a failed tier received may be no part of what is needed in its place.
    const receivedBytes = Math.min(
      this.#totalBytes,
      [...this.#received.values()].reduce((sum, bytes) => sum + bytes, 0),
    );
    const phase = receivedBytes === this.#totalBytes ? 'start' : 'download';
    const told = `${phase} ${receivedBytes}`;
    if (told === this.#told) return;
    this.#told = told;
    this.tell({ phase, receivedBytes, totalBytes: this.#totalBytes });
  }
}
