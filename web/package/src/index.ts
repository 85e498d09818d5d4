// Linnet in a browser: which catalogue tags fit a data set's title and description.
import { PartStore } from '../../src/bundle/part-store';
import type { Tagger, TaggerOptions } from './api.js';
import { browser } from './browser/platform';
import { createTaggerOn, folderUrl } from './client/create-tagger';

export type * from './api.js';
export { LinnetError } from './error.js';

/**
 * Downloads and starts a tier of the model in a worker. Rejects with a LinnetError, or with the
 * reason of `options.signal` where that is aborted.
 */
export async function createTagger(options: TaggerOptions): Promise<Tagger> {
  return createTaggerOn(browser, options);
}

/** Removes what taggers of this `baseUrl` keep in the browser's Cache Storage. */
export async function clearCache(baseUrl: string | URL): Promise<void> {
  await (await PartStore.open(folderUrl(browser, baseUrl))).clear();
}
