// An answer in two groups: tags that clearly fit, and tags that fit as well.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { makeTinyBundle } from '../tiny-bundle/tiny-bundle';
import { useSite } from './site';
import { linesOf, statusSays, tagLines, type Visit } from './visit';

const site = useSite();
let open: Visit;

beforeEach(async () => {
  site.server.bundle = makeTinyBundle({ graded: true });
  open = await site.visit();
});

async function answered(page: Page, title: string): Promise<void> {
  await page.getByLabel('Title').fill(title);
  await statusSays(page, /^Full tier:/);
}

const clear = (page: Page) => linesOf(page, 'Clearly fits');
const also = (page: Page) => linesOf(page, 'Also fits');
const tag = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

describe('an answer', () => {
  test('has its tags under two names, and says what they are worth', async () => {
    const { page, errors } = open;
    await answered(page, 'patients, football and birds');
    await expect.poll(() => clear(page)).toEqual(['Sports 88%', 'Biology 88%']);
    expect(await also(page)).toEqual(['Health 62%']);
    const tree = await page.getByRole('region', { name: 'Tags' }).ariaSnapshot();
    const order = [
      'heading "Tags" [level=2]',
      'status: "Full tier: 3 tags."',
      'heading "Clearly fits" [level=3]',
      'list "Clearly fits"',
      'heading "Also fits" [level=3]',
      'A careful reader could accept these, and would not miss them.',
      'list "Also fits"',
      'On 286 data sets that the model had not seen, 75% of the tags under “Clearly fits” did clearly fit.',
    ].map((line) => tree.indexOf(line));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order[0]).toBeGreaterThanOrEqual(0);
    expect(await page.locator('#promise').textContent()).toBe(
      'Balanced. Of the tags given at this setting, 50% are ones that a careful reader accepts, ' +
        'and 50% of the tags that clearly fit are found; 3.0 tags each (286 data sets that the ' +
        'model had not seen).',
    );
    expect(errors).toEqual([]);
  });

  test('without tags of one group has the other alone, and without any none', async () => {
    const { page } = open;
    const names = () => page.locator('.answer h3:visible').allTextContents();
    await answered(page, 'football');
    await expect.poll(names).toEqual(['Clearly fits']);
    await answered(page, 'patients');
    await expect.poll(names).toEqual(['Fits less clearly']);
    expect(await linesOf(page, 'Fits less clearly')).toEqual(['Health 62%']);
    await answered(page, 'zzz');
    await page.getByText(/^The closest were /).waitFor();
    expect(await names()).toEqual([]);
    expect(await tagLines(page)).toEqual([]);
  });

  test('that is stricter than the first group has no other one, and promises nothing of it', async () => {
    const { page } = open;
    await answered(page, 'patients and football');
    await expect.poll(() => also(page)).toEqual(['Health 62%']);
    await page.getByLabel('Strictness').focus();
    await page.keyboard.press('End');
    await expect.poll(() => also(page)).toEqual([]);
    expect(await clear(page)).toEqual(['Sports 88%']);
    expect(await page.getByText('did clearly fit').count()).toBe(0);
  });
});

describe('a tag', () => {
  test('that goes to the other group keeps its element and the focus', async () => {
    const { page } = open;
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    site.server.intercept = async (path) => {
      if (path.startsWith('model/encoder.onnx')) await released;
      return false;
    };
    await page.getByLabel('Title').fill('patients');
    await statusSays(page, /^Instant tier: 1 tag/);
    await expect.poll(() => clear(page)).toEqual(['Health >99%']);
    const before = await tag(page, 'Health').elementHandle();
    await before!.focus();
    release();
    await statusSays(page, /^Full tier: 1 tag/);
    await expect.poll(() => linesOf(page, 'Fits less clearly')).toEqual(['Health 62%']);
    const focused = await page.evaluateHandle(() => document.activeElement);
    expect(await page.evaluate(([a, b]) => a === b, [before, focused])).toBe(true);
  });

  test('says why in either group, and has the focus again when that is closed', async () => {
    const { page } = open;
    await answered(page, 'patients and football');
    for (const [name, word] of [
      ['Sports', 'football'],
      ['Health', 'patients'],
    ] as const) {
      await tag(page, name).click();
      await page.getByText(`For it speak most: “${word}”`).waitFor();
      expect(await tag(page, name).getAttribute('aria-expanded')).toBe('true');
      await page.getByRole('button', { name: 'Close' }).click();
      const focused = () => page.evaluate(() => document.activeElement?.textContent);
      await expect.poll(focused).toBe(name);
    }
  });
});

test('“Many at once” tells the groups apart, on the page and in the download', async () => {
  const { page } = await site.visit({}, 'many.html');
  await statusSays(page, /^No file is open\.$/);
  const buffer = Buffer.from('title,description\npatients,football\n');
  await page.setInputFiles('#file', { name: 'one.csv', mimeType: 'text/csv', buffer });
  await page.getByLabel(/^Full tier/).check();
  await page.getByRole('button', { name: 'Start' }).click();
  await statusSays(page, /^Done/);
  await page.getByText('Sports 88%; also fits: Health 62%').waitFor();
  await page.getByLabel('With probabilities').check();
  await page.getByLabel('Format').selectOption('JSON Lines');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download', exact: true }).click(),
  ]);
  const text = await readFile(await download.path(), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ tags: ['Sports', 'Health'], clear: [true, false] });
});
