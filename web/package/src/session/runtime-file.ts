// ONNX Runtime's WebAssembly as one more file to download and check: the exact version that
// package.json names.
/// <reference path="../../../src/bundle/onnx-runtime.d.ts" />
import { bytes, sha256 } from 'virtual:onnx-runtime';
import type { RuntimeFile } from '../../../src/bundle/runtime-file';

export function runtimeFileAt(address: string | URL): RuntimeFile {
  const url = new URL(address);
  const name = decodeURIComponent(url.pathname.split('/').pop() ?? '');
  return {
    baseUrl: new URL('.', url).href,
    file: { name, bytes, sha256, parts: [{ name, bytes, sha256 }] },
  };
}
