// The model on the visitor's device: kept, checked, resumed, shared by tabs, removed.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { LABELS, makeTinyBundle, tinyHead } from '../tiny-bundle/tiny-bundle';
import { useSite } from './site';
import { statusSays, tagLines } from './visit';

const site = useSite();

const modelRequests = () =>
  site.server.requests.filter((path) => /^model\/.*(?<!json)$/.test(path));

async function useFullTier(page: Page): Promise<void> {
  await page.getByLabel('Title').fill('football');
  await statusSays(page, /^Full tier: 1 tag/);
  await expect.poll(() => tagLines(page)).toEqual(['Sports 88%']);
}

const storedParts = (page: Page) =>
  page.evaluate(async () => {
    const [name] = (await caches.keys()).filter((key) => key.startsWith('linnet-model'));
    if (!name) return 0;
    const keys = await (await caches.open(name)).keys();
    return keys.filter(({ url }) => url.includes('/sha256/')).length;
  });

/** Waits until everything of the bundle and the runtime are stored. */
const allStored = (page: Page) =>
  expect.poll(() => storedParts(page)).toBe(site.server.bundle.size);

async function openPanel(page: Page): Promise<void> {
  await page.getByText('What is kept on this device?').click();
}

test.each(['whole', 'head and tokenizer'] as const)(
  'a second visit downloads nothing of a model of shape "%s", and a third without its site answers',
  async (shape) => {
    site.server.bundle = makeTinyBundle({ shape });
    const { page } = await site.visit();
    await useFullTier(page);
    await allStored(page);
    site.server.requests.length = 0;
    await page.reload();
    await useFullTier(page);
    expect(modelRequests()).toEqual([]);
    expect(site.server.requests.filter((path) => path.includes('ort-wasm'))).toHaveLength(1);
    site.server.intercept = (path, response) => {
      if (!path.startsWith('model/')) return false;
      response.destroy();
      return true;
    };
    await page.reload();
    await useFullTier(page);
  },
);

test('a new head is fetched alone: the encoder stays', async () => {
  site.server.bundle = makeTinyBundle({ shape: 'head' });
  const { page } = await site.visit();
  await useFullTier(page);
  await allStored(page);
  site.server.bundle = makeTinyBundle({ shape: 'head', head: tinyHead(LABELS, 3) });
  site.server.requests.length = 0;
  await page.reload();
  await page.getByLabel('Title').fill('football');
  await statusSays(page, /^Full tier: 1 tag/);
  await expect.poll(() => tagLines(page)).toEqual(['Sports 95%']);
  expect(modelRequests()).toEqual(['model/head.bin']);
});

test('a part damaged in the store is fetched again, alone', async () => {
  const { page } = await site.visit();
  await useFullTier(page);
  await allStored(page);
  await page.evaluate(async () => {
    const [name] = (await caches.keys()).filter((key) => key.startsWith('linnet-model'));
    const cache = await caches.open(name!);
    const parts = (await cache.keys()).filter(({ url }) => url.includes('/sha256/'));
    await cache.put(parts[0]!, new Response('damaged'));
  });
  site.server.requests.length = 0;
  await page.reload();
  await useFullTier(page);
  const fetched = site.server.requests.filter((path) =>
    /^model\/(?!manifest)|ort-wasm.*wasm$/.test(path),
  );
  expect(fetched).toHaveLength(1);
});

test('a download cut off is resumed: what had arrived is not asked for again', async () => {
  site.server.intercept = async (path) => {
    if (path.endsWith('encoder.onnx.part2')) await new Promise(() => undefined);
    return false;
  };
  const { page } = await site.visit();
  await page.getByLabel('Title').fill('football');
  await expect.poll(() => storedParts(page)).toBe(site.server.bundle.size - 1);
  site.server.intercept = () => false;
  site.server.requests.length = 0;
  await page.reload();
  await useFullTier(page);
  expect(modelRequests()).toEqual(['model/encoder.onnx.part2']);
});

test('stopped by its button, the download waits for the visitor and then goes on', async () => {
  site.server.intercept = async (path) => {
    if (path.endsWith('encoder.onnx.part2')) await new Promise(() => undefined);
    return false;
  };
  const { page } = await site.visit();
  await page.getByLabel('Title').fill('football');
  await page.getByRole('button', { name: 'Stop the download' }).click();
  await page.getByText('The download of the full tier was stopped.').waitFor();
  await statusSays(page, /^Instant tier/);
  site.server.intercept = () => false;
  await page.getByRole('button', { name: 'Load the full tier' }).click();
  await statusSays(page, /^Full tier/);
});

test('two tabs download each part once', async () => {
  const { page } = await site.visit();
  const other = await page.context().newPage();
  await other.goto(site.server.url);
  await Promise.all([useFullTier(page), useFullTier(other)]);
  expect(new Set(modelRequests()).size).toBe(modelRequests().length);
});

describe('a slow connection', () => {
  test.each([{ saveData: true }, { effectiveType: '3g' }])(
    'is told the weight, and asked: %o',
    async (connection) => {
      const { page } = await site.visit();
      await page.addInitScript(
        (value) => Object.defineProperty(navigator, 'connection', { value }),
        connection,
      );
      await page.reload();
      await page.getByLabel('Title').fill('football');
      await page
        .getByText(/slow or metered, and the full tier has \d+\.\d\sMB to download/)
        .waitFor();
      await statusSays(page, /^Instant tier/);
      expect(site.server.requests.filter((path) => path.includes('encoder.onnx'))).toEqual([]);
      await page.getByRole('button', { name: 'Load the full tier' }).click();
      await statusSays(page, /^Full tier/);
    },
  );

  test('of 1.6 Mbit/s has the first answer, and sees the download move until it is cancelled', async () => {
    site.server.compress = true;
    site.server.bytesPerSecond = 1.6e6 / 8;
    // One part never comes: the download is under way until it is cancelled, however late that is.
    site.server.intercept = async (path) => {
      if (path.endsWith('encoder.onnx.part2')) await new Promise(() => undefined);
      return false;
    };
    const { page } = await site.visit();
    const shown = await page.evaluateHandle(() => {
      const values = new Set<number>();
      const look = () => {
        const bar = document.querySelector<HTMLProgressElement>('#download-full[value]');
        if (bar && bar.value > 0) values.add(bar.value);
      };
      new MutationObserver(look).observe(document, {
        subtree: true,
        childList: true,
        attributes: true,
      });
      return values;
    });
    await page.getByLabel('Title').fill('football');
    await statusSays(page, /^Instant tier: 1 tag\. The full tier is on its way/);
    await expect.poll(() => shown.evaluate(({ size }) => size)).toBeGreaterThan(2);
    expect(await page.getByRole('progressbar').count()).toBe(1);
    await page.getByRole('button', { name: 'Stop the download' }).click();
    await page.getByRole('button', { name: 'Load the full tier' }).waitFor();
    await statusSays(page, /^Instant tier: 1 tag/);
  });
});

test('without room everything works, and the panel says that it is not kept', async () => {
  const { page } = await site.visit();
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', {
    origin: site.server.origin,
    quotaSize: 1000,
  });
  await useFullTier(page);
  await openPanel(page);
  await page.getByText(/The browser had no room for more/).waitFor();
});

test('the panel tells what is kept and how it runs, unloads and removes it', async () => {
  const { page } = await site.visit();
  await useFullTier(page);
  await openPanel(page);
  await page.getByText(/^Kept on this device: .* of the model and .*MB of the program/).waitFor();
  await page.getByText(/^The full tier runs in 1 thread: the page is not isolated/).waitFor();
  await page.getByRole('button', { name: 'Unload the full tier' }).click();
  await page.getByText('The full tier was unloaded. It is on this device.').waitFor();
  await expect.poll(() => page.workers().length).toBe(1);
  await page.getByRole('button', { name: 'Remove the model from this device' }).click();
  await page.getByText('Nothing of the model is kept on this device.').waitFor();
  expect(await storedParts(page)).toBe(0);
});
