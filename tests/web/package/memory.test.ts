// Memory that does not grow with the texts, in Chromium, with the shipped model.
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { expect, test } from 'vitest';
import { launchChromium } from '../../../scripts/lib/chromium.mjs';
import { CONTEXT, visit } from '../browser/visit';
import { PATIENCE_MILLISECONDS } from '../../../scripts/lib/patience.mjs';
import { PROJECT, ROOT } from './packed';
import { StaticServer } from './static-server';

const WARM_UP = 100;
const TEXTS = 300;

/** Some 26 tokens. Each more costs time, and a leak of each is seen with these. */
const WORDS = 12;

/**
 * What goes into the activation of a feed-forward layer and what comes out are there at the same time,
 * 26 rows of 1,536 floats each, 0.3 MB: left behind by each text, they alone would be 90 MB.
 */
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
    const context = await browser.newContext(CONTEXT);
    context.setDefaultTimeout(PATIENCE_MILLISECONDS);
    const { page } = await visit(context, `${server.url}api.html`, true);
    await page.waitForFunction(() => 'workerUrl' in window);
    const tagger = await page.evaluateHandle(() =>
      window.linnet.createTagger({ baseUrl: 'shipped', tier: 'full' }),
    );
    const tag = (count: number) =>
      tagger.evaluate(
        async (handle, { texts, wordCount }) => {
          for (let number = 0; number < texts; ++number) {
            const words = Array.from(
              { length: wordCount },
              (_, place) => `rain${(number * place) % 97}`,
            );
            await handle.tag(words.join(' '));
          }
        },
        { texts: count, wordCount: WORDS },
      );
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
