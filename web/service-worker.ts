// Builds the service worker (src/service-worker/) after the page, with the list of the files that it
// keeps as the module 'virtual:shell-files'.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';

/** A file of the page, in Workbox's form. */
export interface ShellFile {
  /** Relative to the service worker. */
  url: string;
  /** What changes with the content; null where the name does so. */
  revision: string | null;
  /** As in HTML's `integrity`: a file of another version is refused. */
  integrity: string;
}

const NAME = 'virtual:shell-files';
const OUTPUT = 'service-worker.js';

/** The model and ONNX Runtime's WebAssembly come when they are wanted (src/bundle/part-store.ts). */
const NOT_SHELL = /^model\/|^assets\/ort-[^/]*\.wasm$|^service-worker\.js$/;

/** Vite puts a digest of the content into the names of these. */
const NAMED_BY_CONTENT = /^assets\//;

/** The files of a built site that it needs to start without a connection. */
export function shellFiles(folder: string): ShellFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((name) => !NOT_SHELL.test(name))
    .sort()
    .map((name) => {
      const digest = createHash('sha256').update(readFileSync(join(folder, name)));
      const integrity = `sha256-${digest.digest('base64')}`;
      const revision = NAMED_BY_CONTENT.test(name) ? null : integrity;
      return { url: name.split('/').map(encodeURIComponent).join('/'), revision, integrity };
    });
}

function shellFilesModule(files: readonly ShellFile[]): Plugin {
  return {
    name: 'linnet-shell-files',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load: (id) => (id === `\0${NAME}` ? `export default ${JSON.stringify(files)};` : undefined),
  };
}

export function serviceWorker(): Plugin {
  let outputFolder = '';
  return {
    name: 'linnet-service-worker',
    apply: 'build',
    configResolved(config) {
      outputFolder = resolve(config.root, config.build.outDir);
    },
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        await build({
          configFile: false,
          logLevel: 'warn',
          publicDir: false,
          plugins: [shellFilesModule(shellFiles(outputFolder))],
          define: { 'process.env.NODE_ENV': '"production"' },
          build: {
            target: 'es2022',
            outDir: outputFolder,
            emptyOutDir: false,
            modulePreload: false,
            rollupOptions: {
              input: fileURLToPath(
                new URL('./src/service-worker/service-worker.ts', import.meta.url),
              ),
              // A classic script: not every browser takes modules as service workers.
              output: { format: 'iife', entryFileNames: OUTPUT },
            },
          },
        });
      },
    },
  };
}
