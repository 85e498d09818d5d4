// Linnet in Node.js: the same, with a worker thread for a worker and files beside addresses.
import { createTaggerOn, folderUrl } from '../client/create-tagger';
import type { Tagger, TaggerOptions } from '../api.js';
import { node } from './platform';

export { LinnetError } from '../error.js';

export async function createTagger(options: TaggerOptions): Promise<Tagger> {
  return createTaggerOn(node, options);
}

/** Nothing is kept in Node.js: it only checks the address. */
export async function clearCache(baseUrl: string | URL): Promise<void> {
  folderUrl(node, baseUrl);
}
