// Node.js: worker threads; an address may also be a path.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Platform } from '../client/platform';
import { startThread } from './thread';

export const node: Platform = {
  createWorker: () => startThread(new URL('./node-worker.js', import.meta.url)),
  resolve: (address) =>
    /^(https?|file):/i.test(address) ? new URL(address) : pathToFileURL(resolve(address)),
  // Its worker threads find packages by themselves.
  findRuntimeModule: () => undefined,
};
