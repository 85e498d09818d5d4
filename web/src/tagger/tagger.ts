// What the tagger's worker does: loads tiers on request and tags texts, the latest one only.
import type { Bundle } from '../bundle/bundle';
import { toFailure } from '../protocol/failure';
import type { Request, Response, Settings, TierName } from '../protocol/messages';
import { NO_SETTINGS, toAdjustment } from './adjustment';
import { Explainer } from './explainer';
import type { FullTier, Started } from './full-tier';
import type { InstantTier } from './instant-tier';
import { decideTags, type Reading, type Text } from './text-model';
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
  /** A text was to be read while it worked on another thing. */
  #missedTurn = false;
  /** Reasons of the full tier that were asked for while it was at work: they come next. */
  #askedNext: { id: number; label: string } | undefined;
  #settings = NO_SETTINGS;
  /** What each tier made of the latest text that it read: other settings need no other reading. */
  readonly #read = new Map<TierName, { id: number; reading: Reading; milliseconds: number }>();
  readonly #explainer: Explainer;

  constructor(private readonly parts: TaggerParts) {
    this.#loader = new TierLoader(parts);
    this.#explainer = new Explainer(parts.send);
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
        this.#cancelExplain();
        this.#scheduleInstant();
        this.#scheduleFull(QUIET_MILLISECONDS);
        break;
      case 'adjust':
        this.#adjust(request.settings);
        break;
      case 'explain':
        void this.#explain(request.id, request.tier, request.label);
        break;
      case 'cancel-explain':
        this.#cancelExplain();
        break;
      case 'cancel':
        this.#current = undefined;
        this.#cancelExplain();
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
      const { labels = [] } = (tier === 'full' ? this.#full : this.#instant) ?? {};
      this.parts.send({ type: 'labels', labels: [...labels] });
      this.parts.send({ type: 'ready', tier, threads: 1, ...started });
      if (tier === 'instant') this.#scheduleInstant();
      else this.#scheduleFull(0);
      this.#endInstant(tier);
      await bundle.settle();
    } catch (error) {
      if (this.#loading.get(tier) === controller) this.#loading.delete(tier);
      this.parts.send(
        signal.aborted
          ? { type: 'load-cancelled', tier }
          : { type: 'load-failed', tier, failure: toFailure(error) },
      );
      this.#endInstant(tier);
    }
    if (bundle) await this.#reportStorage(bundle);
  }

  /** A full tier that blends loads the instant one along, which is told of till it is there or failed. */
  #endInstant(tier: TierName): void {
    if (tier !== 'full' || this.#loading.has('instant')) return;
    const end = this.#loader.instantEnd;
    if (end?.started) void this.#load('instant');
    else if (end) {
      this.parts.send({ type: 'load-failed', tier: 'instant', failure: toFailure(end.error) });
    }
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
    this.#read.delete('full');
    this.#loading.delete('full');
    this.#explainer.end('full');
    this.#explainNext();
  }

  #adjust(settings: Settings): void {
    const { readAll } = this.#settings;
    this.#settings = settings;
    for (const tier of ['instant', 'full'] as const) this.#answer(tier);
    const reading = this.#read.get('full')?.reading;
    const isLong = !reading || reading.truncated || reading.windows > 1;
    if (settings.readAll === readAll || !isLong) return;
    // Reasons are those of the text as it is read: they come after the new answer.
    this.#askedNext ??= this.#explainer.takeBack('full');
    this.#scheduleFull(0);
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
      const reading = tier.run(text);
      const milliseconds = performance.now() - started;
      this.#read.set('instant', { id: text.id, reading, milliseconds });
      this.#answer('instant');
    } catch (error) {
      this.#fail(text.id, 'instant', error);
    }
  }

  async #runFull(): Promise<void> {
    const text = this.#current;
    const tier = this.#full;
    this.#missedTurn = this.#fullRunning;
    if (!text || !tier || this.#fullRunning) return;
    await this.#useFull(text, QUIET_MILLISECONDS, async (readAll, isOvertaken) => {
      const started = performance.now();
      try {
        const reading = await tier.run(text, isOvertaken, readAll);
        const milliseconds = performance.now() - started;
        if (reading) this.#read.set('full', { id: text.id, reading, milliseconds });
        if (reading) this.#answer('full');
      } catch (error) {
        // An unloaded tier owes no answer.
        if (this.#full === tier) this.#failFull(text.id, tier, error);
      }
    });
  }

  /**
   * The encoder does one thing at a time. What came meanwhile, another text or the wish to have it read
   * otherwise, has its turn `milliseconds` later.
   */
  async #useFull(
    text: Text & { id: number },
    milliseconds: number,
    work: (readAll: boolean, isOvertaken: () => boolean) => Promise<void>,
  ): Promise<void> {
    const { readAll } = this.#settings;
    const isOvertaken = () => this.#current?.id !== text.id || this.#settings.readAll !== readAll;
    this.#fullRunning = true;
    try {
      await work(readAll, isOvertaken);
    } finally {
      this.#fullRunning = false;
      // A turn of the full tier's that came while it was at work is made up for.
      if (isOvertaken() || this.#missedTurn) this.#scheduleFull(milliseconds);
      else this.#explainNext();
    }
  }

  /** Answers with what the tier read of the latest text, if that is what it read. */
  #answer(name: TierName): void {
    const read = this.#read.get(name);
    const tier = name === 'full' ? this.#full : this.#instant;
    if (!read || !tier || this.#current?.id !== read.id) return;
    const { id, milliseconds } = read;
    const { logits: _logits, titleAlone: _titleAlone, ...rest } = read.reading;
    const { decision, labels } = tier;
    const wishes = toAdjustment(this.#settings, labels);
    const tags = decideTags(decision, labels, read.reading, this.#settings.anyText, wishes);
    this.parts.send({
      type: 'answer',
      id,
      answer: { ...tags, ...rest, tier: name, milliseconds },
    });
  }

  async #explain(id: number, tier: TierName, label: string): Promise<void> {
    const text = this.#current;
    if (text?.id !== id) return;
    this.#cancelExplain();
    if (tier === 'instant') {
      return this.#explainer.explain(text, label, { tier, model: this.#instant });
    }
    if (this.#fullRunning && this.#full) {
      this.#askedNext = { id, label };
      return;
    }
    const model = this.#full;
    if (!model) return this.#explainer.explain(text, label, { tier, model, readAll: false });
    await this.#useFull(text, 0, (readAll) =>
      this.#explainer.explain(text, label, { tier, model, readAll }),
    );
  }

  #explainNext(): void {
    const next = this.#askedNext;
    this.#askedNext = undefined;
    if (next) void this.#explain(next.id, 'full', next.label);
  }

  #cancelExplain(): void {
    this.#askedNext = undefined;
    this.#explainer.cancel();
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
