// Tells the page the size and SHA-256 of ONNX Runtime's WebAssembly, as the module
// 'virtual:onnx-runtime'.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

const NAME = 'virtual:onnx-runtime';

export function onnxRuntime(): Plugin {
  return {
    name: 'linnet-onnx-runtime',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load(id) {
      if (id !== `\0${NAME}`) return undefined;
      const require = createRequire(import.meta.url);
      const content = readFileSync(require.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'));
      const sha256 = createHash('sha256').update(content).digest('hex');
      return `export const bytes = ${content.length};\nexport const sha256 = '${sha256}';\n`;
    },
  };
}
