// What a visitor waits for: bytes before the first answer, time to it on a slow line, and
// Lighthouse's view of the page. With the shipped model, and files packed as static hosts pack them.
import lighthouse from 'lighthouse';
import { createServer, type AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { beforeEach, expect, test } from 'vitest';
import { launchChromium } from '../../../scripts/lib/chromium.mjs';
import { shippedBundle } from './shipped-bundle';
import { useSite } from './site';
import { statusSays } from './visit';

const MEGABIT = 1e6 / 8;

const site = useSite();

beforeEach(() => {
  site.server.bundle = shippedBundle();
  site.server.compress = true;
});

/** Types at once and waits for a tag; milliseconds since the visit began. */
async function millisecondsToFirstTag(page: Page, visited: number): Promise<number> {
  await page.getByLabel('Title').fill('Length of hospital stays and readmission of patients');
  await page.getByRole('list', { name: 'Tags' }).getByRole('listitem').first().waitFor();
  return performance.now() - visited;
}

test('what comes before the first answer weighs at most 4 MB, packed by gzip', async () => {
  const { page } = await site.visit();
  await statusSays(page, /instant tier is ready/);
  expect(site.server.requests.filter((path) => /ort-wasm|encoder\.onnx/.test(path))).toEqual([]);
  console.log(`before the first answer: ${(site.server.sentBytes / 1e6).toFixed(2)} MB`);
  expect(site.server.sentBytes).toBeLessThanOrEqual(4e6);
});

test('over 20 Mbit/s the first answer comes within 3 s, in the best of three visits', async () => {
  site.server.bytesPerSecond = 20 * MEGABIT;
  const times: number[] = [];
  // What else the machine does can only add to the time.
  while (times.length < 3 && !times.some((time) => time < 3000)) {
    const visited = performance.now();
    const { page, close } = await site.visit();
    times.push(Math.round(await millisecondsToFirstTag(page, visited)));
    await close();
  }
  console.log(`first answer over 20 Mbit/s: ${times.join(', ')} ms`);
  expect(Math.min(...times)).toBeLessThan(3000);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('Lighthouse, as a phone: performance at least 95, all else 100', async () => {
  const port = await freePort();
  const browser = await launchChromium([`--remote-debugging-port=${port}`]);
  try {
    const result = await lighthouse(site.server.url, {
      port,
      logLevel: 'error',
      onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'],
    });
    const report = result?.lhr;
    if (!report) throw new Error('Lighthouse gave no report');
    const scores = Object.fromEntries(
      Object.values(report.categories).map(({ id, score }) => [id, Math.round((score ?? 0) * 100)]),
    );
    const failed = Object.values(report.audits)
      .filter(({ score, scoreDisplayMode }) => scoreDisplayMode === 'binary' && score === 0)
      .map(({ id, explanation }) => `${id} ${explanation ?? ''}`);
    console.log('Lighthouse:', scores, failed);
    expect(scores['performance']).toBeGreaterThanOrEqual(95);
    expect(scores).toMatchObject({ accessibility: 100, 'best-practices': 100, seo: 100 });
  } finally {
    await browser.close();
  }
});
