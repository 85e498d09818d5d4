// The shipped bundle as the tagger sees it: its manifest, and its files by name.
import type { BundleFile, LinnetCore, Manifest, TierManifest } from 'linnet-core';
import { TaggerError } from '../protocol/failure';
import { TIERS, type BundleSummary, type TierName } from '../protocol/messages';
import { downloadFile } from './download';
import { fetchBytes } from './fetch-bytes';

export class Bundle {
  private constructor(
    private readonly manifest: Manifest,
    private readonly baseUrl: string,
  ) {}

  /** Reads `manifest.json` in the folder `baseUrl`, which ends with a slash. */
  static async open(core: LinnetCore, baseUrl: string): Promise<Bundle> {
    let json: Uint8Array;
    try {
      json = await fetchBytes(new URL('manifest.json', baseUrl).href);
    } catch (error) {
      if (error instanceof TaggerError && error.code === 'missing') {
        throw new TaggerError(
          'missing',
          `This site has no model: ${baseUrl}manifest.json is missing.`,
        );
      }
      throw error;
    }
    return new Bundle(core.Manifest.parse(json), baseUrl);
  }

  tier(name: TierName): TierManifest | undefined {
    return this.manifest.tiers()[name];
  }

  decision(tier: TierName) {
    return this.manifest.decision(tier);
  }

  /** What every tier needs: the label set and the tokenizer. */
  commonFiles(): { labels: BundleFile; tokenizer: BundleFile } {
    return {
      labels: this.manifest.file(this.manifest.labelsFile),
      tokenizer: this.manifest.file(this.manifest.tokenizerFile),
    };
  }

  tierFile(tier: TierManifest): BundleFile {
    return this.manifest.file(tier.file);
  }

  download(
    file: BundleFile,
    onProgress: (receivedBytes: number) => void,
  ): Promise<Uint8Array<ArrayBuffer>> {
    return downloadFile(file, {
      baseUrl: this.baseUrl,
      verifyPart: (name, part, bytes, digest) =>
        this.manifest.verifyPart(name, part, bytes, digest),
      onProgress,
    });
  }

  /** The label set and the tokenizer count for the instant tier, or for the only one. */
  summary(): BundleSummary {
    const { labels, tokenizer } = this.commonFiles();
    const present = TIERS.filter((name) => this.tier(name)).reverse();
    return {
      name: this.manifest.name,
      version: this.manifest.version,
      tiers: present.map((name, index) => {
        const tier = this.tier(name)!;
        const own = this.tierFile(tier).bytes;
        return {
          tier: name,
          bytes: index === 0 ? own + labels.bytes + tokenizer.bytes : own,
          metrics: tier.metrics,
          metricsData: tier.metricsData,
        };
      }),
    };
  }
}
