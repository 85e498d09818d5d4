// What the worker of "Many at once" does: reads a file, tags it row by row, keeps and gives the rows.
import type { Bundle } from '../../bundle/bundle';
import { TaggerError, toFailure } from '../../protocol/failure';
import { TIERS, type TierName } from '../../protocol/messages';
import type { Text } from '../../tagger/text-model';
import { TierLoader, type TierLoaderParts } from '../../tagger/tier-loader';
import type {
  ColumnChoice,
  DownloadOptions,
  KeepingState,
  KeptRun,
  RowOutcome,
  Request,
  Response,
  RunSettings,
  TableFormat,
} from '../messages';
import { inspectTable, type Inspected } from '../table/inspect-table';
import { writeErrors, writeResults, type Written } from '../table/write-table';
import type { Results } from './results';
import { textOf, type RowTier } from './row-tier';
import { Run } from './run';
import { runKey, RunStore, type RunIdentity } from './run-store';

export interface ManyTaggerParts extends Omit<TierLoaderParts, 'send'> {
  /** Where the rows of runs are kept, for the site whose model is at `modelUrl`. */
  openRuns: (modelUrl: string) => Promise<RunStore>;
  send: (response: Response) => void;
}

/** A tier's speed is measured for as long as this, after as long as that: a start is slow. */
const MEASURE_MILLISECONDS = 500;
const WARM_UP_MILLISECONDS = 250;

interface OpenFile extends Inspected {
  file: File;
}

export class ManyTagger {
  readonly #loader: TierLoader;
  #runs = RunStore.none();
  /** What the page was told last. */
  #keepingTold: KeepingState | undefined;
  #file: OpenFile | undefined;
  readonly #tiers = new Map<TierName, Promise<RowTier>>();
  #run: Run | undefined;
  /** Of the latest request to inspect: those before it are given up. */
  #inspections = 0;

  constructor(private readonly parts: ManyTaggerParts) {
    this.#loader = new TierLoader({
      ...parts,
      send: (event) => {
        if (event.type !== 'progress') return;
        const { tier, receivedBytes, totalBytes } = event;
        parts.send({ type: 'loading', tier, receivedBytes, totalBytes });
      },
    });
  }

  handle(request: Request): void {
    switch (request.type) {
      case 'open':
        void this.#open(request.modelUrl);
        break;
      case 'inspect':
        void this.#inspect(request.file, request.format);
        break;
      case 'measure':
        void this.#measure(request.tier, request.columns);
        break;
      case 'start':
        void this.#start(request.settings, request.goOn);
        break;
      case 'pause':
        this.#run?.pause();
        break;
      case 'resume':
        this.#run?.resume();
        break;
      case 'cancel':
        this.#run?.cancel();
        break;
      case 'rows': {
        const { id, filter, begin, end } = request;
        const rows = this.#results?.shown(filter, begin, end) ?? [];
        this.parts.send({ type: 'rows', id, begin, rows });
        break;
      }
      case 'download-results':
        void this.#download(() => this.#writeResults(request.options));
        break;
      case 'download-errors':
        void this.#download(async () => {
          const { core } = await this.#loader.opened();
          const written = writeErrors(core, this.#results?.errors ?? []);
          return { ...written, name: this.#downloadName('errors', 'csv') };
        });
        break;
      case 'forget':
        void this.#runs.forget(request.key).then(() => this.#reportKept());
        break;
    }
  }

  get #results(): Results | undefined {
    return this.#run?.results;
  }

  async #open(modelUrl: string): Promise<void> {
    this.#runs = await this.parts.openRuns(modelUrl);
    await this.#reportKept();
    try {
      const { bundle } = await this.#loader.open(modelUrl);
      this.parts.send({ type: 'opened', bundle: bundle.summary() });
    } catch (error) {
      this.parts.send({ type: 'open-failed', failure: toFailure(error) });
    }
  }

  async #reportKept(): Promise<void> {
    const runs = await this.#runs.list();
    this.#keepingTold = this.#runs.state;
    this.parts.send({ type: 'kept', runs, keeping: this.#runs.state });
  }

  async #inspect(file: File, format: TableFormat | undefined): Promise<void> {
    const inspection = ++this.#inspections;
    const former = this.#run;
    former?.cancel();
    this.#run = undefined;
    this.#file = undefined;
    try {
      // Its last rows are kept before another run of the same file can begin.
      await former?.ended;
      if (this.#runs.nextFile()) await this.#reportKept();
      const { core, bundle } = await this.#loader.opened();
      const inspected = await inspectTable(
        core,
        file,
        format,
        (readBytes) => this.parts.send({ type: 'inspecting', readBytes, totalBytes: file.size }),
        () => inspection !== this.#inspections,
      );
      if (!inspected) return;
      this.#file = { ...inspected, file };
      const kept = await this.#runs.find(this.#contentOf(this.#file, bundle));
      if (inspection !== this.#inspections) return;
      this.parts.send({
        type: 'inspected',
        inspection: inspected.inspection,
        ...(kept ? { kept } : {}),
      });
    } catch (error) {
      if (inspection !== this.#inspections) return;
      this.parts.send({ type: 'inspect-failed', failure: toFailure(error) });
    }
  }

  #contentOf({ hash, file }: OpenFile, bundle: Bundle): Omit<RunIdentity, 'settings'> {
    const { name, version } = bundle.summary();
    const digests = TIERS.map((name) => bundle.tier(name)).map(
      (tier) => tier && bundle.tierDigest(tier),
    );
    digests.push(bundle.sharedFiles().detector?.sha256);
    return { hash, bytes: file.size, model: [name, version, ...digests].join(' ') };
  }

  #tier(name: TierName): Promise<RowTier> {
    const known = this.#tiers.get(name);
    if (known) return known;
    const loading: Promise<RowTier> =
      name === 'instant'
        ? this.#loader.loadInstant()
        : this.#loader.loadFull(new AbortController().signal).then(({ tier }) => tier);
    this.#tiers.set(name, loading);
    loading.catch(() => this.#tiers.delete(name));
    return loading;
  }

  async #measure(name: TierName, columns: ColumnChoice): Promise<void> {
    try {
      const file = this.#file;
      const tier = await this.#tier(name);
      if (!file || file !== this.#file) return;
      const texts = file.sample.map((row) => textOf(row, columns));
      const millisecondsPerRow = texts.length > 0 ? await timePerRow(tier, texts) : 0;
      this.parts.send({ type: 'measured', tier: name, millisecondsPerRow });
    } catch (error) {
      this.parts.send({ type: 'measure-failed', tier: name, failure: toFailure(error) });
    }
  }

  async #start(settings: RunSettings, goOn: boolean): Promise<void> {
    const open = this.#file;
    const former = this.#run;
    former?.cancel();
    let run: Run | undefined;
    try {
      if (!open) throw new TaggerError('invalid-argument', 'No file is open.');
      const { core, bundle } = await this.#loader.opened();
      const tier = await this.#tier(settings.tier);
      await former?.ended;
      const { name, bytes, rows } = open.inspection;
      const identity = { ...this.#contentOf(open, bundle), settings };
      const kept = goOn ? await this.#runs.get(runKey(identity)) : undefined;
      run = new Run({
        core,
        file: open.file,
        settings,
        tier,
        rows,
        store: this.#runs,
        former: goOn ? await this.#formerRows(settings, former, kept) : [],
        kept: kept?.done ?? 0,
        key: kept?.key ?? (await this.#runs.begin(identity, { name, bytes, rows })),
        onProgress: (counts, rowsPerSecond) => {
          if (this.#run !== run) return;
          if (this.#runs.state !== this.#keepingTold) void this.#reportKept();
          this.parts.send({ type: 'progress', counts, rows: run!.rows, rowsPerSecond });
        },
        onPaused: () => {
          if (this.#run === run) this.parts.send({ type: 'paused' });
        },
      });
      if (open !== this.#file) return;
      this.#run = run;
      const end = await run.go();
      await this.#reportKept();
      if (this.#run === run) this.parts.send({ type: 'run-ended', end });
    } catch (error) {
      await this.#dropBroken(settings.tier, error);
      await this.#reportKept();
      if (open !== this.#file || this.#run !== (run ?? former)) return;
      this.parts.send({ type: 'run-ended', end: 'failed', failure: toFailure(error) });
    }
  }

  /** A tier that broke is loaded anew when it is next asked for. */
  async #dropBroken(name: TierName, error: unknown): Promise<void> {
    const tier = await this.#tiers.get(name)?.catch(() => undefined);
    if (!tier?.broken && toFailure(error).code !== 'out-of-memory') return;
    if (name !== 'full') return;
    this.#tiers.delete(name);
    tier?.dispose();
  }

  /** From this visit where it has them: the browser may have kept fewer. */
  async #formerRows(
    settings: RunSettings,
    former: Run | undefined,
    kept: KeptRun | undefined,
  ): Promise<RowOutcome[]> {
    if (former && JSON.stringify(former.settings) === JSON.stringify(settings)) {
      return former.results.outcomes;
    }
    return kept ? (await this.#runs.read(kept.key)).slice(0, kept.done) : [];
  }

  #downloadName(what: string, extension: string): string {
    const base = (this.#file?.file.name ?? 'table').replace(/\.[^.]*$/, '');
    return `${base}-${what}.${extension}`;
  }

  async #writeResults(options: DownloadOptions): Promise<Written & { name: string }> {
    const { core } = await this.#loader.opened();
    const run = this.#run;
    const open = this.#file;
    if (!run || !open) throw new TaggerError('invalid-argument', 'There are no results.');
    const { format } = run.settings;
    const written = await writeResults(
      {
        core,
        file: open.file,
        format,
        columnNames: open.inspection.columnNames,
        outcomes: run.results.outcomes,
      },
      options,
    );
    const tabs = format.kind === 'csv' && format.delimiter === '\t';
    const extension = options.format === 'json-lines' ? 'jsonl' : tabs ? 'tsv' : 'csv';
    return { ...written, name: this.#downloadName('tags', extension) };
  }

  async #download(write: () => Promise<Written & { name: string }>): Promise<void> {
    try {
      this.parts.send({ type: 'download-ready', ...(await write()) });
    } catch (error) {
      this.parts.send({ type: 'download-failed', failure: toFailure(error) });
    }
  }
}

/** Reads the texts again and again, as often as the time allows; at least two. */
async function timePerRow(tier: RowTier, texts: readonly Text[]): Promise<number> {
  let started = performance.now();
  let warm = false;
  let rows = 0;
  for (let index = 0; ; ++index) {
    await tier.classify(texts[index % texts.length]!, () => false);
    ++rows;
    const milliseconds = performance.now() - started;
    if (warm && milliseconds > MEASURE_MILLISECONDS) return milliseconds / rows;
    if (!warm && milliseconds > WARM_UP_MILLISECONDS) {
      warm = true;
      rows = 0;
      started = performance.now();
    }
  }
}
