// The shipped bundle as the tagger sees it: its manifest, and its files by name.
import type { BundleFile, LinnetCore, Manifest, TierManifest } from 'linnet-core';
import { TaggerError } from '../protocol/failure';
import { TIERS } from '../protocol/messages';
import type { BundleSummary, StorageReport, TierName, TierSummary } from '../protocol/messages';
import { downloadFile, type DownloadOptions } from './download';
import { fetchBytes } from './fetch-bytes';
import type { PartStore } from './part-store';
import type { RuntimeFile } from './runtime-file';

/** How long a stored manifest waits for the site's own, on a connection that gives no answer. */
const PATIENCE_MILLISECONDS = 4000;

/** What a tier has for itself. */
export interface TierFiles {
  model: BundleFile;
  head: BundleFile | undefined;
  /** Nothing where it reads the bundle's. */
  tokenizer: BundleFile | undefined;
}

export class Bundle {
  private constructor(
    private readonly core: LinnetCore,
    private readonly manifest: Manifest,
    private readonly json: Uint8Array<ArrayBuffer>,
    private readonly baseUrl: string,
    private readonly store: PartStore,
    private readonly runtime: RuntimeFile,
  ) {}

  /**
   * Reads `manifest.json` in the folder `baseUrl`, which ends with a slash; where the site cannot be
   * reached, the stored one.
   */
  static async open(
    core: LinnetCore,
    baseUrl: string,
    store: PartStore,
    runtime: RuntimeFile,
  ): Promise<Bundle> {
    const make = (json: Uint8Array<ArrayBuffer>) =>
      new Bundle(core, core.Manifest.parse(json), json, baseUrl, store, runtime);
    const stored = await store.readManifest();
    const patience = stored ? { signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) } : {};
    let bundle: Bundle;
    try {
      const url = new URL('manifest.json', baseUrl).href;
      bundle = make(await fetchBytes(url, { revalidate: true, ...patience }));
    } catch (error) {
      if (stored) return make(stored);
      if (error instanceof TaggerError && error.code === 'missing') {
        throw new TaggerError(
          'missing',
          `This site has no model: ${baseUrl}manifest.json is missing.`,
        );
      }
      throw error;
    }
    await bundle.settle();
    return bundle;
  }

  tier(name: TierName): TierManifest | undefined {
    return this.manifest.tiers()[name];
  }

  decision(tier: TierName) {
    return this.manifest.decision(tier);
  }

  /** What every tier needs. */
  sharedFiles(): { labels: BundleFile; tokenizer: BundleFile; detector: BundleFile | undefined } {
    const { labelsFile, tokenizerFile, detectorFile } = this.manifest;
    return {
      labels: this.manifest.file(labelsFile),
      tokenizer: this.manifest.file(tokenizerFile),
      detector: detectorFile ? this.manifest.file(detectorFile) : undefined,
    };
  }

  get sharedBytes(): number {
    const { labels, tokenizer, detector } = this.sharedFiles();
    return labels.bytes + tokenizer.bytes + (detector?.bytes ?? 0);
  }

  tierFiles(tier: TierManifest): TierFiles {
    return tierFilesOf(this.manifest, tier);
  }

  /** Tells the tier from every other. */
  tierDigest(tier: TierManifest): string {
    return present(this.tierFiles(tier))
      .map(({ sha256 }) => sha256)
      .join(' ');
  }

  tierBytes(tier: TierManifest): number {
    return present(this.tierFiles(tier)).reduce((sum, { bytes }) => sum + bytes, 0);
  }

  download(
    file: BundleFile,
    options: Pick<DownloadOptions, 'onProgress' | 'signal'>,
  ): Promise<Uint8Array<ArrayBuffer>> {
    return downloadFile(file, {
      ...options,
      baseUrl: this.baseUrl,
      store: this.store,
      verifyPart: (name, part, bytes, digest) =>
        this.manifest.verifyPart(name, part, bytes, digest),
    });
  }

  downloadRuntime(
    options: Pick<DownloadOptions, 'onProgress' | 'signal'>,
  ): Promise<Uint8Array<ArrayBuffer>> {
    return downloadFile(this.runtime.file, {
      ...options,
      baseUrl: this.runtime.baseUrl,
      store: this.store,
      verifyPart: (name, _part, bytes, digest) => {
        const promised = this.runtime.file;
        if (bytes !== promised.bytes || digest !== promised.sha256) {
          throw new TaggerError(
            'corrupt',
            `${name} is not of this version of the page. Reload it.`,
          );
        }
      },
    });
  }

  get runtimeBytes(): number {
    return this.runtime.file.bytes;
  }

  /**
   * Makes this bundle the one for use without a connection and removes the parts of others, unless
   * the one before can do more with what is stored.
   */
  async settle(): Promise<void> {
    const before = await this.store.readManifest();
    const stored = await this.store.stored();
    if (before) {
      if (stored.size === 0 && sameBytes(before, this.json)) return;
      const manifest = this.#tryParse(before);
      const lost = TIERS.some(
        (tier) =>
          manifest?.tiers()[tier] &&
          missingBytes(manifest, tier, stored) === 0 &&
          this.#missing(tier, stored) > 0,
      );
      manifest?.delete();
      if (lost) return;
    }
    if (!before || !sameBytes(before, this.json)) await this.store.writeManifest(this.json);
    const own = TIERS.flatMap((tier) => filesOf(this.manifest, tier)).flatMap(({ parts }) => parts);
    const keep = [...own, ...this.runtime.file.parts].map((part) => part.sha256);
    await this.store.keepOnly(new Set(keep));
  }

  async storageReport(): Promise<StorageReport> {
    const stored = await this.store.stored();
    const runtimeBytes = stored.get(this.runtime.file.sha256) ?? 0;
    const all = [...stored.values()].reduce((sum, bytes) => sum + bytes, 0);
    return {
      state: this.store.state,
      modelBytes: all - runtimeBytes,
      runtimeBytes,
      missingBytes: {
        instant: this.#missing('instant', stored),
        full: this.#missing('full', stored) + this.runtime.file.bytes - runtimeBytes,
      },
    };
  }

  async removeStored(): Promise<void> {
    await this.store.clear();
  }

  #missing(tier: TierName, stored: ReadonlyMap<string, number>): number {
    return missingBytes(this.manifest, tier, stored);
  }

  #tryParse(json: Uint8Array): Manifest | undefined {
    try {
      return this.core.Manifest.parse(json);
    } catch {
      return undefined;
    }
  }

  #measured(name: TierName): Pick<TierSummary, 'operatingPoints' | 'evidence' | 'clearGroup'> {
    const decision = this.decision(name);
    try {
      const evidence = decision.evidence();
      const clearGroup = decision.clearGroup();
      return {
        operatingPoints: decision.operatingPoints(),
        ...(evidence ? { evidence } : {}),
        ...(clearGroup ? { clearGroup } : {}),
      };
    } finally {
      decision.delete();
    }
  }

  /** What the tiers share counts for the instant tier, or for the only one. */
  summary(): BundleSummary {
    const names = TIERS.filter((name) => this.tier(name)).reverse();
    return {
      name: this.manifest.name,
      version: this.manifest.version,
      detectsDataSets: this.manifest.detectorFile !== '',
      tiers: names.map((name, index) => {
        const tier = this.tier(name)!;
        const runtime = name === 'full' ? this.runtimeBytes : 0;
        const own = this.tierBytes(tier) + runtime;
        return {
          tier: name,
          bytes: index === 0 ? own + this.sharedBytes : own,
          metrics: tier.metrics,
          metricsData: tier.metricsData,
          ...this.#measured(name),
        };
      }),
    };
  }
}

/** All files of which a tier has need; none where the bundle is without that tier. */
function filesOf(manifest: Manifest, name: TierName): BundleFile[] {
  const tier = manifest.tiers()[name];
  if (!tier) return [];
  const { labelsFile, tokenizerFile, detectorFile } = manifest;
  const shared = [labelsFile, tokenizerFile, detectorFile]
    .filter((file) => file !== '')
    .map((file) => manifest.file(file));
  return [...shared, ...present(tierFilesOf(manifest, tier))];
}

function tierFilesOf(manifest: Manifest, tier: TierManifest): TierFiles {
  const { file, headFile, tokenizerFile } = tier;
  return {
    model: manifest.file(file),
    head: headFile === '' ? undefined : manifest.file(headFile),
    tokenizer: tokenizerFile === manifest.tokenizerFile ? undefined : manifest.file(tokenizerFile),
  };
}

function present({ model, head, tokenizer }: TierFiles): BundleFile[] {
  return [model, head, tokenizer].filter((file) => file !== undefined);
}

function missingBytes(
  manifest: Manifest,
  tier: TierName,
  stored: ReadonlyMap<string, number>,
): number {
  return filesOf(manifest, tier)
    .flatMap(({ parts }) => parts)
    .filter((part) => !stored.has(part.sha256))
    .reduce((sum, part) => sum + part.bytes, 0);
}

function sameBytes(first: Uint8Array, second: Uint8Array): boolean {
  return first.length === second.length && first.every((byte, index) => byte === second[index]);
}
