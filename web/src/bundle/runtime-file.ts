// ONNX Runtime's WebAssembly as the page ships it.
import binaryUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { runtimeFileAt, type RuntimeFile } from './runtime-address';

export type { RuntimeFile };

/** `pageUrl` is what the page's own addresses are relative to. */
export function runtimeFile(pageUrl: string): RuntimeFile {
  return runtimeFileAt(new URL(binaryUrl, pageUrl));
}
