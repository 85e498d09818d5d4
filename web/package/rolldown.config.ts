// Builds the npm package into build/package: the modules of dist/, and what lies beside them. The
// worker and the core's WebAssembly stay files of their own, for bundlers and servers to find.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'rolldown';
import { onnxRuntime } from '../onnx-runtime';
import { packageFiles } from './package-files';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

const core = path('../../build/wasm/bin/linnet-core');
if (!existsSync(`${core}.mjs`)) {
  throw new Error(`${core}.mjs is missing: run cmake --preset wasm && cmake --build --preset wasm`);
}

export default defineConfig({
  input: {
    index: path('src/index.ts'),
    element: path('src/element.ts'),
    worker: path('src/browser/worker.ts'),
    'encoder-worker': path('src/browser/encoder-worker.ts'),
    node: path('src/node/node.ts'),
    'node-worker': path('src/node/node-worker.ts'),
    'node-encoder-worker': path('src/node/node-encoder-worker.ts'),
  },
  external: [/^node:/, /^onnxruntime-web/],
  platform: 'neutral',
  resolve: {
    alias: { 'linnet-core': `${core}.mjs` },
    extensionAlias: { '.js': ['.ts', '.js'] },
    mainFields: ['module', 'main'],
  },
  plugins: [
    onnxRuntime(),
    packageFiles({
      root: path('../..'),
      core: `${core}.wasm`,
      types: path('../../build/package-types/package/src'),
      output: path('../../build/package'),
    }),
  ],
  output: {
    dir: path('../../build/package/dist'),
    cleanDir: true,
    format: 'es',
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    // What the declarations say as well.
    comments: { jsdoc: false },
  },
});
