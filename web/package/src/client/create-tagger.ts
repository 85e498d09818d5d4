// From options to a tagger at work: addresses made absolute, a worker started, a tier loaded.
import type { Tagger, TaggerOptions, TierChoice } from '../api.js';
import { LinnetError } from '../error.js';
import type { OpenRequest, Response } from '../messages';
import type { Platform, WorkerLike } from './platform';
import { errorOf, WorkerTagger } from './tagger';
import { checkThreads } from './text';

const TIERS: readonly TierChoice[] = ['instant', 'full', 'best'];

const RUNTIME_BINARY = 'ort-wasm-simd-threaded.wasm';

function absolute(platform: Platform, address: string | URL, name: string): URL {
  try {
    if (address instanceof URL) return new URL(address);
    if (address) return platform.resolve(address);
  } catch {
    // Told below.
  }
  throw new LinnetError('invalid-argument', `${name} must be an address, such as "/model/".`);
}

/** As a folder: its address ends with a slash. */
export function folderUrl(platform: Platform, address: string | URL): string {
  const url = absolute(platform, address, 'baseUrl');
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url.href;
}

function runtimeUrls(platform: Platform, { runtime }: TaggerOptions): OpenRequest['runtime'] {
  const found = runtime?.module ?? platform.findRuntimeModule();
  if (!found) return undefined;
  const module = absolute(platform, found, 'runtime.module').href;
  const wasm = runtime?.wasm ?? new URL(RUNTIME_BINARY, module);
  return { module, wasm: absolute(platform, wasm, 'runtime.wasm').href };
}

function openRequest(platform: Platform, options: TaggerOptions): OpenRequest {
  const tier = options.tier ?? 'best';
  if (!TIERS.includes(tier)) {
    throw new LinnetError('invalid-argument', `tier must be one of ${TIERS.join(', ')}.`);
  }
  return {
    type: 'open',
    baseUrl: folderUrl(platform, options.baseUrl),
    tier,
    threads: checkThreads(options.threads),
    cache: options.cache ?? true,
    runtime: runtimeUrls(platform, options),
  };
}

function startWorker(platform: Platform, options: TaggerOptions): WorkerLike {
  try {
    return (options.createWorker?.() as WorkerLike | undefined) ?? platform.createWorker();
  } catch (error) {
    const reason = error instanceof Error ? ` ${error.message}` : '';
    throw new LinnetError(
      'unsupported',
      `The tagger's worker could not be started. It must come from the page's own origin.${reason}`,
    );
  }
}

/** Throws a LinnetError, or the reason of an aborted `options.signal`. */
export async function createTaggerOn(platform: Platform, options: TaggerOptions): Promise<Tagger> {
  if (typeof options !== 'object' || options === null) {
    throw new LinnetError('invalid-argument', 'createTagger needs options, baseUrl at least.');
  }
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  const request = openRequest(platform, options);
  const worker = startWorker(platform, options);
  let abort: (() => void) | undefined;
  try {
    return await new Promise<Tagger>((resolve, reject) => {
      abort = () => reject(signal?.reason);
      signal?.addEventListener('abort', abort);
      worker.onmessage = ({ data }: MessageEvent<Response>) => {
        switch (data.type) {
          case 'progress':
            onProgress?.(data.progress);
            break;
          case 'opened':
            resolve(new WorkerTagger(worker, data.info, data.labels));
            break;
          case 'open-failed':
            reject(errorOf(data.failure));
            break;
        }
      };
      worker.onerror = (event) => {
        event.preventDefault();
        const reason = event.message ? `: ${event.message}` : ' (is its file on the site?)';
        reject(new LinnetError('failed', `The tagger's worker could not be started${reason}.`));
      };
      worker.postMessage(request);
    });
  } catch (error) {
    worker.terminate();
    throw error;
  } finally {
    if (abort) signal?.removeEventListener('abort', abort);
  }
}
