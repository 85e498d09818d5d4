// What the tagger's worker does: loads tiers on request and tags texts, the latest one only.
import type { Bundle } from '../bundle/bundle';
import { toFailure } from '../protocol/failure';
import type { Answer, Request, Response, TierName } from '../protocol/messages';
import type { FullTier, Started } from './full-tier';
import type { InstantTier } from './instant-tier';
import type { Text } from './text-model';
import { TierLoader, type TierLoaderParts } from './tier-loader';

/** How long a text must stand before the full tier reads it. */
const QUIET_MILLISECONDS = 250;

export interface TaggerParts extends Omit<TierLoaderParts, 'send'> {
  send: (response: Response) => void;
}

export class Tagger {
  readonly #loader: TierLoader;
  /** Tiers that are loaded or on their way. */
  readonly #loading = new Map<TierName, AbortController>();
  #instant: InstantTier | undefined;
  #full: FullTier | undefined;
  /** The text to answer for; a newer one takes its place. */
  #current: (Text & { id: number }) | undefined;
  #instantTimer: ReturnType<typeof setTimeout> | undefined;
  #fullTimer: ReturnType<typeof setTimeout> | undefined;
  /** The encoder works on one text at a time. */
  #fullRunning = false;

  constructor(private readonly parts: TaggerParts) {
    this.#loader = new TierLoader(parts);
  }

  handle(request: Request): void {
    switch (request.type) {
      case 'open':
        void this.#open(request.modelUrl);
        break;
      case 'load':
        void this.#load(request.tier);
        break;
      case 'classify':
        this.#current = { id: request.id, title: request.title, description: request.description };
        this.#scheduleInstant();
        this.#scheduleFull(QUIET_MILLISECONDS);
        break;
      case 'cancel':
        this.#current = undefined;
        break;
      case 'cancel-load':
        if (!this.#full) this.#loading.get('full')?.abort();
        break;
      case 'unload':
        this.#unloadFull();
        break;
      case 'remove-stored':
        void this.#removeStored();
        break;
    }
  }

  async #open(modelUrl: string): Promise<void> {
    try {
      const { bundle } = await this.#loader.open(modelUrl);
      await this.#reportStorage(bundle);
      this.parts.send({ type: 'opened', bundle: bundle.summary() });
    } catch (error) {
      this.parts.send({ type: 'open-failed', failure: toFailure(error) });
    }
  }

  async #load(tier: TierName): Promise<void> {
    if (this.#loading.has(tier)) return;
    const controller = new AbortController();
    const { signal } = controller;
    this.#loading.set(tier, controller);
    let bundle: Bundle | undefined;
    try {
      bundle = (await this.#loader.opened()).bundle;
      let started: Partial<Started> = {};
      if (tier === 'full') {
        const loaded = await this.#loader.loadFull(signal);
        this.#full = loaded.tier;
        started = loaded.started;
      } else {
        this.#instant = await this.#loader.loadInstant();
      }
      this.parts.send({ type: 'ready', tier, threads: 1, ...started });
      if (tier === 'instant') this.#scheduleInstant();
      else this.#scheduleFull(0);
      await bundle.settle();
    } catch (error) {
      if (this.#loading.get(tier) === controller) this.#loading.delete(tier);
      this.parts.send(
        signal.aborted
          ? { type: 'load-cancelled', tier }
          : { type: 'load-failed', tier, failure: toFailure(error) },
      );
    }
    if (bundle) await this.#reportStorage(bundle);
  }

  async #reportStorage(bundle: Bundle): Promise<void> {
    this.parts.send({ type: 'storage', report: await bundle.storageReport() });
  }

  async #removeStored(): Promise<void> {
    const opened = await this.#loader.opened().catch(() => undefined);
    if (!opened) return;
    await opened.bundle.removeStored();
    await this.#reportStorage(opened.bundle);
  }

  #unloadFull(): void {
    if (!this.#full) return;
    this.#endFull();
    this.parts.send({ type: 'unloaded', tier: 'full' });
  }

  #endFull(): void {
    this.#full?.dispose();
    this.#full = undefined;
    this.#loading.delete('full');
  }

  /** Lets the messages that are already here come first: only the last of them is answered. */
  #scheduleInstant(): void {
    clearTimeout(this.#instantTimer);
    this.#instantTimer = setTimeout(() => this.#runInstant(), 0);
  }

  #scheduleFull(milliseconds: number): void {
    clearTimeout(this.#fullTimer);
    this.#fullTimer = setTimeout(() => void this.#runFull(), milliseconds);
  }

  #runInstant(): void {
    const text = this.#current;
    const tier = this.#instant;
    if (!text || !tier) return;
    const started = performance.now();
    try {
      this.#answer(text.id, 'instant', started, tier.classify(text));
    } catch (error) {
      this.#fail(text.id, 'instant', error);
    }
  }

  async #runFull(): Promise<void> {
    const text = this.#current;
    const tier = this.#full;
    if (!text || !tier || this.#fullRunning) return;
    this.#fullRunning = true;
    const started = performance.now();
    try {
      const verdict = await tier.classify(text, () => this.#current?.id !== text.id);
      if (verdict) this.#answer(text.id, 'full', started, verdict);
    } catch (error) {
      // An unloaded tier owes no answer.
      if (this.#full === tier) this.#failFull(text.id, tier, error);
    } finally {
      this.#fullRunning = false;
    }
    if (this.#current?.id !== text.id) this.#scheduleFull(QUIET_MILLISECONDS);
  }

  #answer(
    id: number,
    tier: TierName,
    started: number,
    verdict: Omit<Answer, 'tier' | 'milliseconds'>,
  ) {
    if (this.#current?.id !== id) return;
    const milliseconds = performance.now() - started;
    this.parts.send({ type: 'answer', id, answer: { ...verdict, tier, milliseconds } });
  }

  /** A text that cannot be read is told; an encoder that is of no more use is ended and told. */
  #failFull(id: number, tier: FullTier, error: unknown): void {
    const failure = toFailure(error);
    if (!tier.broken && failure.code !== 'out-of-memory') return this.#fail(id, 'full', error);
    this.#endFull();
    this.parts.send({ type: 'load-failed', tier: 'full', failure });
  }

  #fail(id: number, tier: TierName, error: unknown): void {
    this.parts.send({ type: 'classify-failed', id, tier, failure: toFailure(error) });
  }
}
