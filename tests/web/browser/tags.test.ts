// The page that names the tags: what it shows, on which screens, and how to get there and back.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { findings } from './axe';
import { useSite } from './site';
import { openIsolated, statusSays } from './visit';

const LABELS = 103;

const isMeasured = existsSync(
  fileURLToPath(new URL('../../../model/measured.json', import.meta.url)),
);

const site = useSite();

const visitTags = (options: BrowserContextOptions = {}) => site.visit(options, 'tags.html');

const heading = (page: Page) => page.getByRole('heading', { level: 1 }).textContent();

test('opens under the strict policy without errors, without a script, from its own origin alone', async () => {
  const { page, errors, urls } = await visitTags();
  expect(await heading(page)).toBe('The tags that Linnet can give');
  expect(await page.locator('meta[http-equiv="Content-Security-Policy"]').count()).toBe(1);
  expect(await page.locator('script, style, [style]').count()).toBe(0);
  expect(await page.evaluate(() => getComputedStyle(document.body).margin)).toBe('0px');
  expect(urls.filter((url) => !url.startsWith(site.server.url))).toEqual([]);
  expect(errors).toEqual([]);
});

test('has a row for each tag, and says how they were measured or that they were not', async () => {
  const { page } = await visitTags();
  const rows = page.getByRole('rowgroup').nth(1).getByRole('row');
  expect(await rows.count()).toBe(LABELS);
  await page.getByText(`Linnet knows ${LABELS} of them`).waitFor();
  expect(await page.getByRole('columnheader').count()).toBe(isMeasured ? 4 : 2);
  const cells = await rows.filter({ has: page.getByRole('rowheader', { name: 'Tabular' }) });
  expect(await cells.getByRole('cell').allTextContents()).toEqual([
    'Rows and columns, as in a CSV file or a database table',
    ...(isMeasured
      ? [
          expect.stringMatching(/^Given in [\d,]+ rows?, accepted in (none|[\d,]+)$/),
          expect.stringMatching(/^Clearly fits [\d,]+ rows?, .* found$/),
        ]
      : []),
  ]);
  await page
    .getByText(isMeasured ? /^Measured on [\d,]+ rows / : /was not measured with this model\.$/)
    .waitFor();
});

const VIEWS: [string, BrowserContextOptions][] = [
  ['desktop, light', { viewport: { width: 1440, height: 900 }, colorScheme: 'light' }],
  ['desktop, dark', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' }],
  ['tablet', { viewport: { width: 820, height: 1180 } }],
  ['phone, light', { viewport: { width: 360, height: 740 }, colorScheme: 'light' }],
  ['phone, dark', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }],
  ['forced colours', { forcedColors: 'active' }],
];

test.each(VIEWS)(
  '%s: axe-core finds nothing, nothing has to be scrolled sideways, and the table is one',
  async (_name, options) => {
    const { page } = await visitTags(options);
    expect(await findings(page)).toEqual([]);
    expect(
      await page.evaluate(() => {
        const root = document.documentElement;
        return root.scrollWidth - root.clientWidth;
      }),
    ).toBeLessThanOrEqual(0);
    expect(await page.getByRole('table', { name: 'From A to Z' }).count()).toBe(1);
    expect(await page.getByRole('rowheader').count()).toBe(LABELS);
  },
);

describe('links', () => {
  test('lead from the first page to the tags and back', async () => {
    const { page, errors } = await site.visit();
    await statusSays(page, /ready/);
    await page.getByRole('link', { name: 'All tags' }).click();
    await expect.poll(() => heading(page)).toBe('The tags that Linnet can give');
    await page.getByRole('link', { name: 'One at a time' }).click();
    await expect.poll(() => heading(page)).toBe('Which tags does your data set deserve?');
    await page.getByText('How good are the answers?').click();
    await page.getByRole('link', { name: /^Each tag by itself/ }).click();
    await expect.poll(() => heading(page)).toBe('The tags that Linnet can give');
    expect(errors).toEqual([]);
  });

  test('lead from “Many at once” to the tags and back', async () => {
    const { page, errors } = await site.visit({}, 'many.html');
    await page.getByText('Which tags are there?').click();
    await page.getByRole('link', { name: /^What each means/ }).click();
    await expect.poll(() => heading(page)).toBe('The tags that Linnet can give');
    await page.getByRole('link', { name: 'Many at once' }).click();
    await expect.poll(() => heading(page)).toBe('Many data sets at once');
    expect(errors).toEqual([]);
  });

  test.each([
    ['the model’s card', /^# The shipped model/],
    ['the MIT licence', /^MIT License/],
  ])('open %s', async (name, begin) => {
    const { page } = await visitTags();
    await page.getByRole('link', { name }).click();
    await page.waitForURL(/\.txt$/);
    expect(await page.locator('body').textContent()).toMatch(begin);
  });
});

test('is there without a connection, once another page was', async () => {
  const { page, errors } = await site.visit({ serviceWorkers: 'allow' }, null);
  await openIsolated(page, site.server.url);
  await statusSays(page, /ready/);
  const { url } = site.server;
  await site.server.stop();
  await page.goto(`${url}tags.html`);
  expect(await page.getByRole('rowheader').count()).toBe(LABELS);
  expect(await page.evaluate(() => getComputedStyle(document.body).margin)).toBe('0px');
  expect(errors).toEqual([]);
  await page.getByRole('link', { name: 'the model’s card' }).click();
  await page.getByText('# The shipped model').waitFor();
});
