// Serves web/dist on localhost; with --check, tries the page in Chromium and tells how it went.
import { parseArgs } from 'node:util';
import { preview } from 'vite';
import { checkPage } from './check_page.mjs';

const { values } = parseArgs({
  options: { port: { type: 'string' }, check: { type: 'boolean', default: false } },
});

/** Without a port of the caller's choice, the next free one is taken. */
const server = await preview({
  configFile: 'web/vite.config.ts',
  logLevel: 'warn',
  preview: {
    host: '127.0.0.1',
    port: values.port ? Number(values.port) : 8317,
    strictPort: values.port !== undefined,
  },
}).catch((error) => {
  console.error(`serve: ${error.message}`);
  process.exit(1);
});
const url = server.resolvedUrls?.local[0] ?? '';

if (values.check) {
  const succeeded = await checkPage(url);
  await server.close();
  process.exit(succeeded ? 0 : 1);
}
console.log(`Linnet is at ${url}\nCtrl-C ends it.`);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
