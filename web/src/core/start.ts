// Starts the WebAssembly core from its bytes.
import createLinnetCore, { type LinnetCore } from 'linnet-core';
import { TaggerError } from '../protocol/failure';

/** Throws 'unsupported' where the browser lacks what the core is compiled to. */
export async function startCore(wasmBinary: Uint8Array<ArrayBuffer>): Promise<LinnetCore> {
  try {
    return await createLinnetCore({ wasmBinary });
  } catch {
    throw new TaggerError(
      'unsupported',
      'This browser cannot run Linnet: it needs WebAssembly with exceptions and SIMD ' +
        '(any browser of 2022 or later).',
    );
  }
}
