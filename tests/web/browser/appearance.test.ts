// How the page looks: fits any width, follows the visitor's colours. Leaves pictures of it in
// build/screenshots for people to look at.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeTinyBundle } from '../tiny-bundle/tiny-bundle';
import { useSite } from './site';
import { statusSays } from './visit';

const SCREENSHOTS = fileURLToPath(new URL('../../../build/screenshots/', import.meta.url));

const DESKTOP = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2 };

const site = useSite();

beforeAll(() => mkdirSync(SCREENSHOTS, { recursive: true }));

async function withPage(
  name: string,
  options: BrowserContextOptions,
  look: (page: import('playwright-core').Page) => Promise<void>,
): Promise<void> {
  const open = await site.visit(options);
  try {
    await look(open.page);
    await open.page.evaluate(() => scrollTo(0, 0));
    await open.page.screenshot({ path: `${SCREENSHOTS}${name}.png`, fullPage: true });
  } finally {
    await open.close();
  }
}

async function fill(page: import('playwright-core').Page): Promise<void> {
  await page.getByRole('button', { name: 'Bird songs' }).click();
  await page.getByLabel('Title').fill('Recordings of birds and rain at a football ground');
  await statusSays(page, /^Full tier: [1-9]/);
}

const overflow = (page: import('playwright-core').Page) =>
  page.evaluate(() => {
    const root = document.documentElement;
    return root.scrollWidth - root.clientWidth;
  });

describe('width', () => {
  test.each([
    ['phone', PHONE],
    ['tablet', { viewport: { width: 820, height: 1180 } }],
    ['desktop', DESKTOP],
  ] as const)('on a %s nothing has to be scrolled sideways', async (name, options) => {
    await withPage(name, options, async (page) => {
      await fill(page);
      for (const details of await page.locator('details > summary').all()) await details.click();
      expect(await overflow(page)).toBeLessThanOrEqual(0);
    });
  });

  test('at 360 px a text without a space does not widen the page', async () => {
    await withPage('phone-long-word', PHONE, async (page) => {
      await page.getByLabel('Title').fill('x'.repeat(500));
      await page.getByLabel('Description').fill(`football ${'y'.repeat(500)}`);
      await statusSays(page, /^Full tier/);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
    });
  });
});

/** Contrast of an element's text with the first opaque colour behind it (WCAG 2.2, 1.4.3). */
function contrast(page: import('playwright-core').Page, selector: string): Promise<number> {
  return page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const channels = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
      const luminance = (colour: string) => {
        const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
          const share = value / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      let behind: Element | null = element;
      while (behind && channels(getComputedStyle(behind).backgroundColor)[3] === 0) {
        behind = behind.parentElement;
      }
      const back = luminance(getComputedStyle(behind ?? document.body).backgroundColor);
      const front = luminance(getComputedStyle(element).color);
      return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    });
}

describe('colours', () => {
  test.each(['light', 'dark'] as const)(
    '%s: every text stands out from what is behind',
    async (scheme) => {
      await withPage(scheme, { ...DESKTOP, colorScheme: scheme }, async (page) => {
        await fill(page);
        const texts = [
          'h1',
          '.lead p',
          '.promise',
          'label',
          'input',
          '.hint',
          '.chip',
          '.quiet',
          '.status',
          '.tags .label',
          '.tags .percent',
          '.legend',
          'summary',
        ];
        for (const text of texts) {
          expect.soft(await contrast(page, text), text).toBeGreaterThanOrEqual(4.5);
        }
      });
    },
  );

  test.each([
    ['light', DESKTOP],
    ['dark', DESKTOP],
    ['light', PHONE],
  ] as const)('two groups of tags, %s, %j: their texts stand out', async (scheme, options) => {
    site.server.bundle = makeTinyBundle({ graded: true });
    const name = `groups-${scheme}-${options.viewport.width}`;
    await withPage(name, { ...options, colorScheme: scheme }, async (page) => {
      await page.getByLabel('Title').fill('football in the rain');
      await page.getByLabel('Description').fill('patients and audio');
      await page.getByRole('list', { name: 'Also fits' }).waitFor();
      await statusSays(page, /^Full tier/);
      for (const text of ['#clear-name', '#also-name', '#also-said', '#groups-said']) {
        expect.soft(await contrast(page, text), text).toBeGreaterThanOrEqual(4.5);
      }
      expect(await overflow(page)).toBeLessThanOrEqual(0);
    });
  });

  test('dark is dark', async () => {
    const backgrounds: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      const open = await site.visit({ colorScheme });
      backgrounds.push(
        await open.page.evaluate(() => getComputedStyle(document.body).backgroundColor),
      );
      await open.close();
    }
    const sums = backgrounds.map((colour) =>
      (colour.match(/\d+/g) ?? []).map(Number).reduce((sum, value) => sum + value, 0),
    );
    expect(sums[0]).toBeGreaterThan(600);
    expect(sums[1]).toBeLessThan(150);
  });
});

describe('further pictures', () => {
  test('first visit, no tag, downloading, failure', async () => {
    await withPage('first-visit', DESKTOP, (page) => statusSays(page, /ready/));
    await withPage('no-tag', DESKTOP, async (page) => {
      await page.getByLabel('Title').fill('Something else altogether');
      await statusSays(page, /no tag fits/);
    });
    const held = site.server.bundle.get('encoder.onnx.part2')!.length - 100;
    site.server.intercept = async (path, response) => {
      if (!path.endsWith('encoder.onnx.part2')) return false;
      response.write('a'.repeat(100));
      // Until the page is closed.
      await new Promise((resolve) => response.on('close', resolve));
      return true;
    };
    await withPage('downloading', { ...PHONE }, async (page) => {
      await page.getByLabel('Title').fill('football');
      await page.getByText(/^Downloading the full tier: .* of .*MB$/).waitFor();
      const bar = page.getByRole('progressbar', { name: /^Downloading the full tier/ });
      const max = Number(await bar.getAttribute('max'));
      // All but what of the second part is held back.
      await expect.poll(async () => Number(await bar.getAttribute('value'))).toBe(max - held);
    });
    site.server.intercept = (path, response) => {
      if (!path.endsWith('encoder.onnx.part2')) return false;
      response.destroy();
      return true;
    };
    await withPage('failure', { ...DESKTOP, colorScheme: 'dark' }, async (page) => {
      await page.getByLabel('Title').fill('football');
      await page.getByRole('button', { name: 'Try again' }).waitFor();
    });
    site.server.intercept = () => false;
  });
});
