// Builds the site as it is shipped, once for all browser tests.
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

export const SITE = fileURLToPath(new URL('../../../build/web-test/site', import.meta.url));

export default async function buildSite(): Promise<void> {
  await build({
    configFile: fileURLToPath(new URL('../../../web/vite.config.ts', import.meta.url)),
    logLevel: 'error',
    build: { outDir: SITE, emptyOutDir: true },
  });
}
