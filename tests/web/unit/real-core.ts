// The WebAssembly core as it is shipped, in node.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import createLinnetCore, { type LinnetCore } from 'linnet-core';

const BINARY = fileURLToPath(new URL('../../../build/wasm/bin/linnet-core.wasm', import.meta.url));

export async function realCore(): Promise<LinnetCore> {
  return createLinnetCore({ wasmBinary: await readFile(BINARY) });
}
