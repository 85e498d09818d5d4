// Three suites: `unit` runs in node (the core's WebAssembly included), `browser` drives Chromium,
// `package` does both with the npm package as it is installed.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const core = path('../../build/wasm/bin/linnet-core');

export default defineConfig({
  root: path('.'),
  cacheDir: path('../../build/vitest'),
  resolve: {
    alias: [
      { find: /^linnet-core\.wasm/, replacement: `${core}.wasm` },
      { find: /^linnet-core$/, replacement: `${core}.mjs` },
    ],
  },
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['unit/**/*.test.ts'], testTimeout: 20_000 },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['browser/**/*.test.ts'],
          globalSetup: ['browser/build-site.ts'],
          // One Chromium at a time: some tests measure the time of the page's thread.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'package',
          include: ['package/**/*.test.ts'],
          globalSetup: ['package/packed.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
