// Builds the site as it is shipped, once for all browser tests; or takes one that was built before.
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const built = process.env['LINNET_SITE'];

/** The folder of the site: LINNET_SITE, where that is set. */
export const SITE =
  built ?? fileURLToPath(new URL('../../../build/web-test/site', import.meta.url));

export default async function buildSite(): Promise<void> {
  if (built) return;
  await build({
    configFile: fileURLToPath(new URL('../../../web/vite.config.ts', import.meta.url)),
    logLevel: 'error',
    build: { outDir: SITE, emptyOutDir: true },
  });
}
