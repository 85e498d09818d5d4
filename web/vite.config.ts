// Builds and serves the page. Every address in the result is relative, so that it works under any
// path of any static host.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { HEADER_POLICY, META_POLICY } from './content-security-policy.ts';
import { modelFiles } from './model-files.ts';
import { onnxRuntime } from './onnx-runtime.ts';
import { serviceWorker } from './service-worker.ts';
import { tagPage } from './tag-page.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Where `cmake --build --preset wasm` leaves the core. */
const core = path('../build/wasm/bin/linnet-core');

const contentSecurityPolicy: Plugin = {
  name: 'linnet-content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: META_POLICY },
      injectTo: 'head-prepend',
    },
  ],
};

export default defineConfig(({ command, isPreview }) => {
  if (!isPreview && !existsSync(`${core}.mjs`)) {
    throw new Error(
      `${core}.mjs is missing: run cmake --preset wasm && cmake --build --preset wasm`,
    );
  }
  const conditions = ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'import', 'default'];
  return {
    root: path('.'),
    cacheDir: path('../build/vite'),
    // A file that is missing is missing: no page in its place.
    appType: 'mpa',
    base: command === 'build' ? './' : '/',
    plugins: [
      contentSecurityPolicy,
      onnxRuntime(),
      modelFiles(path('../model')),
      tagPage({
        model: path('../model'),
        meanings: path('tags/meanings.json'),
        licence: path('../LICENSE'),
      }),
      serviceWorker(),
    ],
    resolve: {
      alias: [
        { find: /^linnet-core\.wasm/, replacement: `${core}.wasm` },
        { find: /^linnet-core$/, replacement: `${core}.mjs` },
      ],
      conditions,
    },
    worker: { format: 'es', plugins: () => [onnxRuntime()] },
    build: {
      target: 'es2022',
      outDir: 'dist',
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1000,
      rollupOptions: { input: ['index.html', 'many.html', 'tags.html'].map(path) },
    },
    server: { fs: { allow: [path('..')] } },
    preview: { headers: { 'Content-Security-Policy': HEADER_POLICY } },
  };
});
