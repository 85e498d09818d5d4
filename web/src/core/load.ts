// Loads the WebAssembly core from beside the page's own files.
import createLinnetCore, { type LinnetCore } from 'linnet-core';
import binaryUrl from 'linnet-core.wasm?url';
import { fetchBytes } from '../bundle/fetch-bytes';
import { TaggerError } from '../protocol/failure';

export async function loadCore(): Promise<LinnetCore> {
  const wasmBinary = await fetchBytes(new URL(binaryUrl, self.location.href).href);
  try {
    return await createLinnetCore({ wasmBinary });
  } catch {
    throw new TaggerError(
      'unsupported',
      'This browser cannot run the page: it needs WebAssembly with exceptions and SIMD ' +
        '(any browser of 2022 or later).',
    );
  }
}
