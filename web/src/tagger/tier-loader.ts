// Opens a bundle and loads its tiers, each once: for the tagger of a typed text and for that of a file.
import type { BundleFile, ClassificationHead, LinnetCore } from 'linnet-core';
import { Bundle } from '../bundle/bundle';
import type { PartStore } from '../bundle/part-store';
import type { RuntimeFile } from '../bundle/runtime-file';
import { allOrNothing } from '../core/all-or-nothing';
import { TaggerError, toFailure } from '../protocol/failure';
import type { Response, TierName } from '../protocol/messages';
import { FullTier, type Encoder, type Started } from './full-tier';
import { InstantTier } from './instant-tier';
import type { Shared } from './text-model';

export interface TierLoaderParts {
  loadCore: () => Promise<LinnetCore>;
  /** Where the parts of the bundle at `modelUrl` are kept. */
  openStore: (modelUrl: string) => Promise<PartStore>;
  runtime: RuntimeFile;
  /** Called for each attempt to start the full tier: a worker that failed is not used again. */
  createEncoder: () => Encoder;
  /** Told how far a tier is. */
  send: (event: Extract<Response, { type: 'progress' | 'starting' }>) => void;
}

export interface Opened {
  core: LinnetCore;
  bundle: Bundle;
}

export type InstantEnd = { started: true } | { started: false; error: unknown };

export class TierLoader {
  #opened: Promise<Opened> | undefined;
  #shared: Promise<Shared> | undefined;
  /** Both tiers may need it: it is loaded once. */
  #instantLoading: Promise<InstantTier> | undefined;
  #instantEnd: InstantEnd | undefined;

  constructor(private readonly parts: TierLoaderParts) {}

  /** `modelUrl` is the folder that holds manifest.json; it ends with a slash. */
  open(modelUrl: string): Promise<Opened> {
    this.#opened = Promise.all([this.parts.loadCore(), this.parts.openStore(modelUrl)]).then(
      async ([core, store]) => ({
        core,
        bundle: await Bundle.open(core, modelUrl, store, this.parts.runtime),
      }),
    );
    return this.#opened;
  }

  /** What `open` gives. Throws where that was not called, or failed. */
  async opened(): Promise<Opened> {
    if (!this.#opened) throw new TaggerError('invalid-argument', 'No bundle is open.');
    return this.#opened;
  }

  loadInstant(): Promise<InstantTier> {
    this.#instantLoading ??= this.#startInstant().then(
      (tier) => {
        this.#instantEnd = { started: true };
        return tier;
      },
      (error: unknown) => {
        this.#instantLoading = undefined;
        this.#instantEnd = { started: false, error };
        throw error;
      },
    );
    return this.#instantLoading;
  }

  /** What came of the instant tier, whoever asked for it; nothing before that. */
  get instantEnd(): InstantEnd | undefined {
    return this.#instantEnd;
  }

  /** A new encoder each time: the caller disposes of the tier. */
  async loadFull(signal: AbortSignal): Promise<{ tier: FullTier; started: Started }> {
    const opened = await this.opened();
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

  async #startInstant(): Promise<InstantTier> {
    const { core, bundle } = await this.opened();
    const { model, shared } = await this.#download('instant', core, bundle);
    this.parts.send({ type: 'starting', tier: 'instant' });
    return allOrNothing(
      (own) => new InstantTier(core, model, shared, own(bundle.decision('instant'))),
    );
  }

  async #startFull({ core, bundle }: Opened, signal: AbortSignal, singleThread: boolean) {
    const files = await this.#downloadFull(core, bundle, signal);
    const { model, runtime, shared, limits } = files;
    signal.throwIfAborted();
    this.parts.send({ type: 'starting', tier: 'full' });
    const encoder = this.parts.createEncoder();
    const end = () => encoder.dispose();
    signal.addEventListener('abort', end);
    try {
      return await allOrNothing(async (own) => {
        const head = own(files.head && core.ClassificationHead.parse(files.head));
        if (head) checkHead(head, shared.labels);
        const output = head ? 'embedding' : 'logits';
        const started = await encoder.start(model, output, runtime, singleThread);
        const decision = own(bundle.decision('full'));
        const instant = decision.instantWeight > 0 ? await this.loadInstant() : undefined;
        signal.throwIfAborted();
        const tokenizer = own(files.tokenizer && core.Tokenizer.parse(files.tokenizer));
        const parts = { core, encoder, head, tokenizer, shared, limits, decision, instant };
        return { tier: new FullTier(parts), started };
      });
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
   * A tier's own files, the full tier's runtime and, the first time, what all tiers share; tells the
   * progress of all. `signal` ends what only this tier needs.
   */
  async #download(name: TierName, core: LinnetCore, bundle: Bundle, signal?: AbortSignal) {
    const tier = bundle.tier(name);
    if (!tier) throw new TaggerError('not-found', `The model has no ${name} tier.`);
    const { labels, tokenizer, detector } = bundle.sharedFiles();
    const own = bundle.tierFiles(tier);
    const totalBytes =
      bundle.tierBytes(tier) +
      (this.#shared ? 0 : bundle.sharedBytes) +
      (name === 'full' ? bundle.runtimeBytes : 0);
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
    this.#shared ??= Promise.all([
      download(labels),
      download(tokenizer),
      detector && download(detector),
    ]).then((files) => readShared(core, ...files));
    const sharing = this.#shared.catch((error: unknown) => {
      this.#shared = undefined;
      throw error;
    });
    const downloadRuntime = () =>
      bundle.downloadRuntime({
        onProgress: progressOf('runtime'),
        ...(signal ? { signal } : {}),
      });
    try {
      const [shared, model, head, ownTokenizer, runtime] = await Promise.all([
        sharing,
        download(own.model, signal),
        own.head && download(own.head, signal),
        own.tokenizer && download(own.tokenizer, signal),
        name === 'full' ? downloadRuntime() : undefined,
      ]);
      return { shared, model, head, tokenizer: ownTokenizer, runtime, limits: tier.limits };
    } finally {
      over = true;
    }
  }
}

/** Throws where its labels are not those of the bundle. */
function checkHead(head: ClassificationHead, labels: readonly string[]): void {
  const own = head.labels();
  const place = labels.findIndex((label, index) => own[index] !== label);
  if (place < 0 && own.length === labels.length) return;
  const at = place < 0 ? labels.length : place;
  throw new TaggerError(
    'invalid-format',
    `The full tier's head and labels.json differ: label ${at} is "${own[at] ?? ''}", not "${labels[at] ?? ''}".`,
  );
}

function readShared(
  core: LinnetCore,
  labelsJson: Uint8Array,
  model: Uint8Array,
  detector: Uint8Array | undefined,
): Promise<Shared> {
  const set = core.LabelSet.parse(labelsJson);
  const labels = set.names();
  set.delete();
  return allOrNothing((own) => ({
    labels,
    tokenizer: own(core.Tokenizer.parse(model)),
    detector: own(detector && core.DatasetDetector.parse(detector)),
  }));
}
