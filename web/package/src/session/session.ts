// What the tagger's worker does: opens a bundle, loads one tier, reads texts in the order asked.
import type { Decision, LinnetCore } from 'linnet-core';
import type { Bundle } from '../../../src/bundle/bundle';
import { PartStore } from '../../../src/bundle/part-store';
import type { RuntimeFile } from '../../../src/bundle/runtime-address';
import { TaggerError, toFailure } from '../../../src/protocol/failure';
import type { Failure, Tag, TierName } from '../../../src/protocol/messages';
import type { Encoder } from '../../../src/tagger/full-tier';
import { occlude, spansOf } from '../../../src/tagger/occlusion';
import { decideTags, rankAll, type Reading, type Text } from '../../../src/tagger/text-model';
import { TierLoader } from '../../../src/tagger/tier-loader';
import type { Explanation, TagResult } from '../api.js';
import type { ExplainRequest, OpenRequest, Request, Response, TagRequest } from '../messages';
import { createPause } from './pause';
import { StartProgress } from './start-progress';

export interface SessionParts {
  loadCore: () => Promise<LinnetCore>;
  /** ONNX Runtime's WebAssembly, where the program gave no address. */
  findRuntime: (given: string | undefined) => RuntimeFile;
  createEncoder: (request: OpenRequest) => Encoder;
  send: (response: Response) => void;
}

/** A loaded tier, whichever it is. */
interface Model {
  tier: TierName;
  labels: readonly string[];
  decision: Decision;
  /** Nothing where `isCancelled` turned true between two windows. */
  read: (text: Text, isCancelled: () => boolean, readAll: boolean) => Promise<Reading | undefined>;
  threads: number;
}

export class TaggingSession {
  #model: Model | undefined;
  /** Ends when all requests so far are answered. */
  #queue: Promise<void> = Promise.resolve();
  /** Of requests that wait or are under way. */
  readonly #open = new Set<number>();
  /** The instant tier never waits: without pauses a cancellation would come too late. */
  readonly #pause = createPause();

  constructor(private readonly parts: SessionParts) {}

  handle(request: Request): void {
    switch (request.type) {
      case 'open':
        void this.#start(request);
        break;
      case 'tag':
        this.#enqueue(request.id, async (model) => {
          const result = await this.#tag(model, request);
          if (result) this.parts.send({ type: 'tagged', id: request.id, result });
        });
        break;
      case 'explain':
        this.#enqueue(request.id, (model) => this.#explain(model, request));
        break;
      case 'cancel':
        this.#open.delete(request.id);
        break;
    }
  }

  async #start(request: OpenRequest): Promise<void> {
    try {
      const progress = new StartProgress((value) =>
        this.parts.send({ type: 'progress', progress: value }),
      );
      const loader = new TierLoader({
        loadCore: this.parts.loadCore,
        openStore: async (url) => (request.cache ? PartStore.open(url) : PartStore.none()),
        runtime: this.parts.findRuntime(request.runtime?.wasm),
        createEncoder: () => this.parts.createEncoder(request),
        send: (event) => progress.receive(event),
      });
      const { bundle } = await loader.open(request.baseUrl);
      const { model, fallback } = await load(loader, bundle, request.tier, progress);
      await bundle.settle();
      this.#model = model;
      const { tier, threads } = model;
      const info = { ...bundle.summary(), tier, threads, fallback };
      this.parts.send({ type: 'opened', info, labels: [...model.labels] });
    } catch (error) {
      this.parts.send({ type: 'open-failed', failure: atAddress(toFailure(error), request) });
    }
  }

  #enqueue(id: number, work: (model: Model) => Promise<void>): void {
    this.#open.add(id);
    this.#queue = this.#queue.then(async () => {
      await this.#pause();
      if (!this.#open.has(id)) return;
      try {
        if (!this.#model) throw new TaggerError('failed', 'The tagger is not started.');
        await work(this.#model);
      } catch (error) {
        this.parts.send({ type: 'failed', id, failure: toFailure(error) });
      }
      this.#open.delete(id);
    });
  }

  async #tag(model: Model, request: TagRequest): Promise<TagResult | undefined> {
    const started = performance.now();
    const reading = await model.read(request, () => !this.#open.has(request.id), request.readAll);
    if (!reading) return undefined;
    const { truncated, windows, dataSet } = reading;
    const tags = chooseTags(model, reading, request);
    const milliseconds = performance.now() - started;
    return { tier: model.tier, tags, truncated, windows, dataSet, milliseconds };
  }

  async #explain(
    model: Model,
    { id, label, maxRuns, readAll, ...text }: ExplainRequest,
  ): Promise<void> {
    const occlusion = await occlude({
      read: async (shortened, isCancelled) => {
        await this.#pause();
        return isCancelled() ? undefined : model.read(shortened, isCancelled, readAll);
      },
      text,
      spans: spansOf(text, maxRuns),
      label: model.labels.indexOf(label),
      isCancelled: () => !this.#open.has(id),
    });
    if (!occlusion) return;
    const { reading, logit, effects: spans } = occlusion;
    const { probability, threshold } = tagOf(model, label, reading);
    const explanation: Explanation = {
      tier: model.tier,
      label,
      logit,
      probability,
      threshold,
      spans,
      truncated: reading.truncated,
    };
    this.parts.send({ type: 'explained', id, explanation });
  }
}

/** Where a file is missing or another, most often `baseUrl` is wrong: then it is good to read it. */
function atAddress(failure: Failure, { baseUrl }: OpenRequest): Failure {
  const { code, message } = failure;
  const isInDoubt = code === 'missing' || code === 'invalid-format';
  if (!isInDoubt || message.includes(baseUrl)) return failure;
  return { code, message: `${baseUrl}: ${message}` };
}

function chooseTags(
  model: Model,
  reading: Reading,
  { topK, threshold, anyText }: TagRequest,
): Tag[] {
  const { decision, labels } = model;
  const tags =
    threshold === undefined
      ? decideTags(decision, labels, reading, anyText).tags
      : rankAll(decision, labels, reading.logits).filter(
          ({ probability }) => probability >= threshold,
        );
  return tags.slice(0, topK);
}

/** Whether the label is given or not. */
function tagOf({ decision, labels }: Model, label: string, { logits }: Reading): Tag {
  const tag = rankAll(decision, labels, logits).find((ranked) => ranked.label === label);
  if (!tag) throw new TaggerError('not-found', `The model has no label "${label}".`);
  return tag;
}

async function load(
  loader: TierLoader,
  bundle: Bundle,
  choice: OpenRequest['tier'],
  progress: StartProgress,
): Promise<{ model: Model; fallback: Failure | undefined }> {
  const wantsFull = choice === 'full' || (choice === 'best' && bundle.tier('full') !== undefined);
  if (!wantsFull)
    return { model: await loadInstant(loader, bundle, progress), fallback: undefined };
  try {
    return { model: await loadFull(loader, bundle, progress), fallback: undefined };
  } catch (error) {
    if (choice === 'full' || !bundle.tier('instant')) throw error;
    const fallback = toFailure(error);
    return { model: await loadInstant(loader, bundle, progress), fallback };
  }
}

function bytesOf(bundle: Bundle, tier: TierName): number {
  const manifest = bundle.tier(tier);
  return manifest ? bundle.tierBytes(manifest) : 0;
}

async function loadInstant(
  loader: TierLoader,
  bundle: Bundle,
  progress: StartProgress,
): Promise<Model> {
  progress.expect(bundle.sharedBytes + bytesOf(bundle, 'instant'));
  const tier = await loader.loadInstant();
  const { decision, labels } = tier;
  const read = async (text: Text) => tier.run(text);
  return { tier: 'instant', labels, decision, read, threads: 1 };
}

async function loadFull(
  loader: TierLoader,
  bundle: Bundle,
  progress: StartProgress,
): Promise<Model> {
  const fullBytes = bundle.sharedBytes + bytesOf(bundle, 'full') + bundle.runtimeBytes;
  const blends = bundle.tier('full') && blendsInstant(bundle);
  progress.expect(fullBytes + (blends ? bytesOf(bundle, 'instant') : 0));
  // Both at once; loadFull waits for the same download.
  const instant = blends ? loader.loadInstant() : undefined;
  const [{ tier, started }] = await Promise.all([
    loader.loadFull(new AbortController().signal),
    instant,
  ]);
  const { decision, labels } = tier;
  const read: Model['read'] = (text, isCancelled, readAll) => tier.run(text, isCancelled, readAll);
  return { tier: 'full', labels, decision, read, threads: started.threads };
}

function blendsInstant(bundle: Bundle): boolean {
  const decision = bundle.decision('full');
  const blends = decision.instantWeight > 0;
  decision.delete();
  return blends;
}
