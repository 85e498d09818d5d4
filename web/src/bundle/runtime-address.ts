// ONNX Runtime's WebAssembly, wherever it lies, as one more file to download, check and store. Its
// size and SHA-256 are put in by the build, from the file that is shipped.
/// <reference path="./onnx-runtime.d.ts" />
import type { BundleFile } from 'linnet-core';
import { bytes, sha256 } from 'virtual:onnx-runtime';

export interface RuntimeFile {
  /** The folder that holds the file; ends with a slash. */
  baseUrl: string;
  file: BundleFile;
}

/** `address` is absolute. */
export function runtimeFileAt(address: string | URL): RuntimeFile {
  const url = new URL(address);
  const name = decodeURIComponent(url.pathname.split('/').pop() ?? '');
  return {
    baseUrl: new URL('.', url).href,
    file: { name, bytes, sha256, parts: [{ name, bytes, sha256 }] },
  };
}
