// Three suites: `unit` runs in node (the core's WebAssembly included), `browser` drives Chromium,
// `package` does both with the npm package as it is installed.
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { PATIENCE_MILLISECONDS, TEST_MILLISECONDS } from '../../scripts/lib/patience.mjs';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const core = path('../../build/wasm/bin/linnet-core');

/** What looks at the clock has the machine for itself, as far as it goes: after all others. */
const MEASURING = ['warm-start', 'weight-and-speed'].map((name) => `browser/${name}.test.ts`);

/** What takes longest: begun last, it would keep one core busy when the others are done. */
const LONGEST = ['package/memory', 'browser/many', 'browser/offline', 'browser/take-away'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return found < 0 ? LONGEST.length : found;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

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
    // One more than there are cores: a test in Chromium waits for a part of its time.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    testTimeout: TEST_MILLISECONDS,
    hookTimeout: TEST_MILLISECONDS,
    expect: { poll: { timeout: PATIENCE_MILLISECONDS } },
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['unit/**/*.test.ts'], isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['browser/**/*.test.ts'],
          exclude: MEASURING,
          globalSetup: ['browser/build-site.ts'],
          // One Chromium a process, not a file.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser-alone',
          include: MEASURING,
          globalSetup: ['browser/build-site.ts'],
          isolate: false,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'package',
          include: ['package/**/*.test.ts'],
          globalSetup: ['package/packed.ts'],
          isolate: false,
        },
      },
    ],
  },
});
