// What the tagger's worker does: loads tiers on request and tags texts, the latest one only.
import type { BundleFile, LinnetCore, Tokenizer } from 'linnet-core';
import { Bundle } from '../bundle/bundle';
import type { PartStore } from '../bundle/part-store';
import type { RuntimeFile } from '../bundle/runtime-file';
import { TaggerError, toFailure } from '../protocol/failure';
import type { Answer, Request, Response, TierName } from '../protocol/messages';
import { FullTier, type Encoder, type Started } from './full-tier';
import { InstantTier } from './instant-tier';
import type { Text } from './text-model';

/** How long a text must stand before the full tier reads it. */
const QUIET_MILLISECONDS = 250;

export interface TaggerParts {
  loadCore: () => Promise<LinnetCore>;
  /** Where the parts of the bundle at `modelUrl` are kept. */
  openStore: (modelUrl: string) => Promise<PartStore>;
  runtime: RuntimeFile;
  /** Called for each attempt to start the full tier: a worker that failed is not used again. */
  createEncoder: () => Encoder;
  send: (response: Response) => void;
}

interface Opened {
  core: LinnetCore;
  bundle: Bundle;
}

interface Common {
  tokenizer: Tokenizer;
  labels: readonly string[];
}

export class Tagger {
  #opened: Promise<Opened> | undefined;
  #common: Promise<Common> | undefined;
  /** Tiers that are loaded or on their way. */
  readonly #loading = new Map<TierName, AbortController>();
  /** Both tiers may need it: it is loaded once. */
  #instantLoading: Promise<InstantTier> | undefined;
  #instant: InstantTier | undefined;
  #full: FullTier | undefined;
  /** The text to answer for; a newer one takes its place. */
  #current: (Text & { id: number }) | undefined;
  #instantTimer: ReturnType<typeof setTimeout> | undefined;
  #fullTimer: ReturnType<typeof setTimeout> | undefined;
  /** The encoder works on one text at a time. */
  #fullRunning = false;

  constructor(private readonly parts: TaggerParts) {}

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
    this.#opened = Promise.all([this.parts.loadCore(), this.parts.openStore(modelUrl)]).then(
      async ([core, store]) => ({
        core,
        bundle: await Bundle.open(core, modelUrl, store, this.parts.runtime),
      }),
    );
    try {
      const { bundle } = await this.#opened;
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
      if (!this.#opened) throw new TaggerError('invalid-argument', 'No bundle is open.');
      const opened = await this.#opened;
      bundle = opened.bundle;
      let started: Partial<Started> = {};
      if (tier === 'full') started = await this.#loadFull(opened, signal);
      else this.#instant = await this.#loadInstant(opened);
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
    const opened = await this.#opened?.catch(() => undefined);
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

  #loadInstant(opened: Opened): Promise<InstantTier> {
    this.#instantLoading ??= this.#startInstant(opened).catch((error: unknown) => {
      this.#instantLoading = undefined;
      throw error;
    });
    return this.#instantLoading;
  }

  async #startInstant({ core, bundle }: Opened): Promise<InstantTier> {
    const { file, common } = await this.#download('instant', core, bundle);
    this.parts.send({ type: 'starting', tier: 'instant' });
    const decision = bundle.decision('instant');
    return new InstantTier(core, file, common.tokenizer, decision, common.labels);
  }

  async #loadFull(opened: Opened, signal: AbortSignal): Promise<Started> {
    try {
      return await this.#startFull(opened, signal, false);
    } catch (error) {
      const { code } = toFailure(error);
      const ofStart = code === 'failed' || code === 'out-of-memory';
      if (signal.aborted || !ofStart) throw error;
      // Threads cost memory, and not every browser that has them starts them. The model is read
      // again, out of the store: the first attempt has used it up.
      return await this.#startFull(opened, signal, true);
    }
  }

  async #startFull(opened: Opened, signal: AbortSignal, singleThread: boolean): Promise<Started> {
    const { core, bundle } = opened;
    const { file, runtime, common, limits } = await this.#downloadFull(core, bundle, signal);
    signal.throwIfAborted();
    this.parts.send({ type: 'starting', tier: 'full' });
    const encoder = this.parts.createEncoder();
    const end = () => encoder.dispose();
    signal.addEventListener('abort', end);
    try {
      const started = await encoder.start(file, runtime, singleThread);
      const decision = bundle.decision('full');
      const instant = decision.instantWeight > 0 ? await this.#loadInstant(opened) : undefined;
      signal.throwIfAborted();
      const { tokenizer, labels } = common;
      this.#full = new FullTier(core, encoder, tokenizer, limits, decision, labels, instant);
      return started;
    } catch (error) {
      encoder.dispose();
      throw error;
    } finally {
      signal.removeEventListener('abort', end);
    }
  }

  async #downloadFull(core: LinnetCore, bundle: Bundle, signal: AbortSignal) {
    const { runtime, ...rest } = await this.#download('full', core, bundle, signal);
    if (!runtime) throw new TaggerError('failed', 'The full tier came without its runtime.');
    return { runtime, ...rest };
  }

  /**
   * A tier's own file, the full tier's runtime and, the first time, what all tiers share; tells the
   * progress of all. `signal` ends what only this tier needs.
   */
  async #download(name: TierName, core: LinnetCore, bundle: Bundle, signal?: AbortSignal) {
    const tier = bundle.tier(name);
    if (!tier) throw new TaggerError('not-found', `The model has no ${name} tier.`);
    const { labels, tokenizer } = bundle.commonFiles();
    const own = bundle.tierFile(tier);
    const files = this.#common ? [own] : [own, labels, tokenizer];
    const fileBytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const totalBytes = fileBytes + (name === 'full' ? bundle.runtimeBytes : 0);
    const received = new Map<string, number>();
    let over = false;
    const progressOf = (file: string) => (bytes: number) => {
      // Where one file fails, the others may still be on their way.
      if (over) return;
      received.set(file, bytes);
      const receivedBytes = [...received.values()].reduce((sum, count) => sum + count, 0);
      this.parts.send({ type: 'progress', tier: name, receivedBytes, totalBytes });
    };
    const download = (file: BundleFile, until?: AbortSignal) =>
      bundle.download(file, {
        onProgress: progressOf(file.name),
        ...(until ? { signal: until } : {}),
      });
    this.#common ??= Promise.all([download(labels), download(tokenizer)]).then(
      ([labelsJson, model]) => readCommon(core, labelsJson, model),
    );
    const common = this.#common.catch((error: unknown) => {
      this.#common = undefined;
      throw error;
    });
    const downloadRuntime = () =>
      bundle.downloadRuntime({
        onProgress: progressOf('runtime'),
        ...(signal ? { signal } : {}),
      });
    try {
      const [shared, file, runtime] = await Promise.all([
        common,
        download(own, signal),
        name === 'full' ? downloadRuntime() : undefined,
      ]);
      return { common: shared, file, runtime, limits: tier.limits };
    } finally {
      over = true;
    }
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

function readCommon(core: LinnetCore, labelsJson: Uint8Array, model: Uint8Array): Common {
  const set = core.LabelSet.parse(labelsJson);
  const labels = set.names();
  set.delete();
  return { labels, tokenizer: core.Tokenizer.parse(model) };
}
