// What a visitor waits for: bytes before the first answer, time to it on a slow line, and
// Lighthouse's view of the page. With the shipped model, and files packed as static hosts pack them.
import lighthouse from 'lighthouse';
import { createServer, type AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { beforeEach, expect, test } from 'vitest';
import { launchChromium } from '../../../scripts/lib/chromium.mjs';
import { PATIENCE_MILLISECONDS } from '../../../scripts/lib/patience.mjs';
import { sharedChromium } from './chromium';
import { ownTime } from './own-time';
import { isQuietDuring } from './quiet';
import { shippedBundle } from './shipped-bundle';
import { useSite } from './site';
import { statusSays } from './visit';

const MEGABIT = 1e6 / 8;

const site = useSite();

beforeEach(() => {
  site.server.bundle = shippedBundle();
  site.server.compress = true;
});

async function firstTag(page: Page): Promise<void> {
  await page.getByLabel('Title').fill('Length of hospital stays and readmission of patients');
  await statusSays(page, /^\w+ tier: \d/);
}

test('what comes before the first answer weighs at most 4 MB, packed by gzip', async () => {
  const { page } = await site.visit();
  await statusSays(page, /instant tier is ready/);
  expect(site.server.requests.filter((path) => /ort-wasm|encoder\.onnx/.test(path))).toEqual([]);
  console.log(`before the first answer: ${(site.server.sentBytes / 1e6).toFixed(2)} MB`);
  expect(site.server.sentBytes).toBeLessThanOrEqual(4e6);
});

test('over 20 Mbit/s the first answer comes within 3 s', async () => {
  const limit = 3000;
  const bytesPerSecond = 20 * MEGABIT;
  const { page } = await site.visitAlone({}, null);
  await page.addInitScript(() => {
    new MutationObserver(() => {
      const { tier } = document.getElementById('status')?.dataset ?? {};
      if (tier && tier !== 'none') performance.mark('first answer');
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-tier'] });
  });
  site.server.sentBytes = 0;
  let bytes = 0;
  const work = await ownTime(page, async () => {
    await page.goto(site.server.url);
    await statusSays(page, /instant tier is ready/);
    bytes = site.server.sentBytes;
    await firstTag(page);
  });
  const line = (bytes / bytesPerSecond) * 1000;
  const worked = work.until('first answer');
  console.log(`over 20 Mbit/s: ${line.toFixed()} ms of line, ${worked.toFixed()} ms of work`);
  // As if the page did nothing while it waits for the line.
  expect(line + worked).toBeLessThan(limit);

  site.server.bytesPerSecond = bytesPerSecond;
  const times: number[] = [];
  let quiet = true;
  while (quiet && times.length < 3 && !times.some((time) => time < limit)) {
    quiet = await isQuietDuring(await sharedChromium(), async () => {
      const visited = performance.now();
      const opened = await site.visitAlone();
      await firstTag(opened.page);
      times.push(Math.round(performance.now() - visited));
    });
  }
  console.log(`in ms by the clock${quiet ? '' : ', beside other work'}: ${times.join(', ')}`);
  if (quiet) expect(Math.min(...times)).toBeLessThan(limit);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const BEST_PRACTICE = { accessibility: 100, 'best-practices': 100, seo: 100 };

/** Lighthouse's scores out of 100, and the audits that failed. */
async function audit(port: number): Promise<{ scores: Record<string, number>; failed: string[] }> {
  const result = await lighthouse(site.server.url, {
    port,
    logLevel: 'error',
    onlyCategories: ['performance', ...Object.keys(BEST_PRACTICE)],
    maxWaitForFcp: PATIENCE_MILLISECONDS,
    maxWaitForLoad: PATIENCE_MILLISECONDS,
  });
  const report = result?.lhr;
  if (!report) throw new Error('Lighthouse gave no report');
  const scores = Object.fromEntries(
    Object.values(report.categories).map(({ id, score }) => [id, Math.round((score ?? 0) * 100)]),
  );
  const failed = Object.values(report.audits)
    .filter(({ score, scoreDisplayMode }) => scoreDisplayMode === 'binary' && score === 0)
    .map(({ id, explanation }) => `${id} ${explanation ?? ''}`);
  return { scores, failed };
}

test('Lighthouse, as a phone: performance at least 95, all else 100', async () => {
  const least = 95;
  const port = await freePort();
  const browser = await launchChromium([`--remote-debugging-port=${port}`]);
  try {
    // It takes a phone for four times slower than this machine, by the clock: beside other work, its
    // performance says nothing of the page.
    const performances: number[] = [];
    let quiet = true;
    while (quiet && performances.length < 3 && !performances.some((score) => score >= least)) {
      quiet = await isQuietDuring(browser, async () => {
        const { scores, failed } = await audit(port);
        console.log('Lighthouse:', scores, failed);
        expect(scores).toMatchObject(BEST_PRACTICE);
        performances.push(scores['performance'] ?? 0);
      });
    }
    console.log(`performance${quiet ? '' : ', beside other work'}: ${performances.join(', ')}`);
    if (quiet) expect(Math.max(...performances)).toBeGreaterThanOrEqual(least);
  } finally {
    await browser.close();
  }
});
