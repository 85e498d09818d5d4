// Memory that does not grow with the texts, in Chromium, with the shipped model.
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { expect, test } from 'vitest';
import { launchChromium } from '../../../scripts/lib/chromium.mjs';
import { CONTEXT, visit } from '../browser/visit';
import { PROJECT, ROOT } from './packed';
import { StaticServer } from './static-server';

const WARM_UP = 100;
const TEXTS = 300;

/** What one text needs for the time of its reading: left behind each time, it would be 150 MB. */
const MOST_GROWTH_MB = 25;

/** Of the largest process that shows a page: the resident set in MB. */
async function residentMegabytes(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]);
  return Math.max(...sizes.map((kilobytes) => Number(kilobytes) / 1024));
}

test(`memory is flat over ${TEXTS} texts`, async () => {
  symlinkSync(join(ROOT, 'model'), join(PROJECT, 'plain/shipped'));
  const server = await StaticServer.start(join(PROJECT, 'plain'));
  const browser = await launchChromium();
  try {
    const { page } = await visit(await browser.newContext(CONTEXT), `${server.url}api.html`, true);
    await page.waitForFunction(() => 'workerUrl' in window);
    const tagger = await page.evaluateHandle(() =>
      window.linnet.createTagger({ baseUrl: 'shipped', tier: 'full' }),
    );
    const tag = (count: number) =>
      tagger.evaluate(async (handle, texts) => {
        for (let number = 0; number < texts; ++number) {
          const words = Array.from({ length: 60 }, (_, place) => `rain${(number * place) % 97}`);
          await handle.tag(words.join(' '));
        }
      }, count);
    await tag(WARM_UP);
    const before = await residentMegabytes(browser);
    await tag(TEXTS);
    const after = await residentMegabytes(browser);
    console.log(
      `resident after ${WARM_UP} texts: ${before.toFixed()} MB, ${TEXTS} later: ${after.toFixed()} MB`,
    );
    expect(after - before).toBeLessThan(MOST_GROWTH_MB);
  } finally {
    await browser.close();
    await server.stop();
  }
});
