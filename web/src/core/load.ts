// Loads the WebAssembly core from beside the page's own files.
import type { LinnetCore } from 'linnet-core';
import binaryUrl from 'linnet-core.wasm?url';
import { fetchBytes } from '../bundle/fetch-bytes';
import { startCore } from './start';

export async function loadCore(): Promise<LinnetCore> {
  return startCore(await fetchBytes(new URL(binaryUrl, self.location.href).href));
}
