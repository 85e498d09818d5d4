// What the tagger's worker does: loads tiers on request and tags texts, the latest one only.
import type { LinnetCore, Tokenizer } from 'linnet-core';
import { Bundle } from '../bundle/bundle';
import { TaggerError, toFailure } from '../protocol/failure';
import type { Answer, Request, Response, TierName } from '../protocol/messages';
import { FullTier, type Encoder } from './full-tier';
import { InstantTier } from './instant-tier';
import type { Text } from './text-model';

/** How long a text must stand before the full tier reads it. */
const QUIET_MILLISECONDS = 250;

export interface TaggerParts {
  loadCore: () => Promise<LinnetCore>;
  /** Called once for each attempt to load the full tier. */
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
  readonly #loading = new Set<TierName>();
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
    }
  }

  async #open(modelUrl: string): Promise<void> {
    this.#opened = this.parts.loadCore().then(async (core) => ({
      core,
      bundle: await Bundle.open(core, modelUrl),
    }));
    try {
      const { bundle } = await this.#opened;
      this.parts.send({ type: 'opened', bundle: bundle.summary() });
    } catch (error) {
      this.parts.send({ type: 'open-failed', failure: toFailure(error) });
    }
  }

  async #load(tier: TierName): Promise<void> {
    if (this.#loading.has(tier)) return;
    this.#loading.add(tier);
    try {
      if (!this.#opened) throw new TaggerError('invalid-argument', 'No bundle is open.');
      const opened = await this.#opened;
      let threads = 1;
      if (tier === 'full') threads = await this.#loadFull(opened);
      else this.#instant = await this.#loadInstant(opened);
      this.parts.send({ type: 'ready', tier, threads });
      if (tier === 'instant') this.#scheduleInstant();
      else this.#scheduleFull(0);
    } catch (error) {
      this.#loading.delete(tier);
      this.parts.send({ type: 'load-failed', tier, failure: toFailure(error) });
    }
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

  async #loadFull(opened: Opened): Promise<number> {
    const { core, bundle } = opened;
    const encoder = this.parts.createEncoder();
    try {
      encoder.prepare();
      const { file, common, limits } = await this.#download('full', core, bundle);
      this.parts.send({ type: 'starting', tier: 'full' });
      const threads = await encoder.start(file);
      const decision = bundle.decision('full');
      const instant = decision.instantWeight > 0 ? await this.#loadInstant(opened) : undefined;
      const { tokenizer, labels } = common;
      this.#full = new FullTier(core, encoder, tokenizer, limits, decision, labels, instant);
      return threads;
    } catch (error) {
      encoder.dispose();
      throw error;
    }
  }

  /** A tier's own file and, the first time, what all tiers share; tells the progress of both. */
  async #download(name: TierName, core: LinnetCore, bundle: Bundle) {
    const tier = bundle.tier(name);
    if (!tier) throw new TaggerError('not-found', `The model has no ${name} tier.`);
    const { labels, tokenizer } = bundle.commonFiles();
    const own = bundle.tierFile(tier);
    const files = this.#common ? [own] : [own, labels, tokenizer];
    const totalBytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const received = new Map<string, number>();
    let over = false;
    const download = (file: typeof own) =>
      bundle.download(file, (bytes) => {
        // Where one file fails, the others may still be on their way.
        if (over) return;
        received.set(file.name, bytes);
        const receivedBytes = [...received.values()].reduce((sum, count) => sum + count, 0);
        this.parts.send({ type: 'progress', tier: name, receivedBytes, totalBytes });
      });
    this.#common ??= Promise.all([download(labels), download(tokenizer)]).then(
      ([labelsJson, model]) => readCommon(core, labelsJson, model),
    );
    const common = this.#common.catch((error: unknown) => {
      this.#common = undefined;
      throw error;
    });
    try {
      const [shared, file] = await Promise.all([common, download(own)]);
      return { common: shared, file, limits: tier.limits };
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
      this.#fail(text.id, 'full', error);
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
