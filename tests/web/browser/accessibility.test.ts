// What axe-core finds wrong with the page, in each of its states: nothing.
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { makeTinyBundle } from '../tiny-bundle/tiny-bundle';
import { findings } from './axe';
import { useSite } from './site';
import { statusSays } from './visit';

const site = useSite();

/** Opens every part that can be folded away. */
function unfold(page: Page): Promise<void> {
  return page.locator('details').evaluateAll((all: HTMLDetailsElement[]) => {
    for (const details of all) details.open = true;
  });
}

async function answered(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Bird songs' }).click();
  await page.getByLabel('Title').fill('Recordings of birds and rain at a football ground');
  await statusSays(page, /^Full tier: [1-9]/);
}

const VIEWS: [string, BrowserContextOptions][] = [
  ['desktop, light', { viewport: { width: 1440, height: 900 }, colorScheme: 'light' }],
  ['desktop, dark', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' }],
  ['phone', { viewport: { width: 360, height: 740 } }],
  ['forced colours', { forcedColors: 'active' }],
];

describe.each(VIEWS)('%s', (_name, options) => {
  test('axe-core finds nothing, before and after an answer, with all parts unfolded', async () => {
    const { page } = await site.visit(options);
    await statusSays(page, /ready/);
    expect(await findings(page)).toEqual([]);
    await answered(page);
    await unfold(page);
    expect(await findings(page)).toEqual([]);
    await page.getByTitle('Why this tag?').first().click();
    await page.getByText(/^The instant tier adds up/).waitFor();
    expect(await findings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Never give this tag' }).click();
    await page.getByRole('list', { name: 'Never given' }).getByRole('button').waitFor();
    expect(await findings(page)).toEqual([]);
  });
});

test.each(['light', 'dark'] as const)(
  'axe-core finds nothing where tags are in two groups, or in the second alone, %s',
  async (colorScheme) => {
    site.server.bundle = makeTinyBundle({ graded: true });
    const { page } = await site.visit({ colorScheme });
    await page.getByLabel('Title').fill('football and patients');
    await statusSays(page, /^Full tier: 2 tags/);
    await page.getByRole('list', { name: 'Also fits' }).waitFor();
    expect(await findings(page)).toEqual([]);
    await page.getByLabel('Title').fill('patients');
    await page.getByRole('list', { name: 'Fits less clearly' }).waitFor();
    expect(await findings(page)).toEqual([]);
  },
);

test('axe-core finds nothing where no tag fits', async () => {
  const { page } = await site.visit();
  await page.getByLabel('Title').fill('Something else altogether');
  await statusSays(page, /no tag fits/);
  expect(await findings(page)).toEqual([]);
});

test('axe-core finds nothing while the model is downloaded', async () => {
  site.server.intercept = async (path, response) => {
    if (!path.endsWith('encoder.onnx.part2')) return false;
    response.write('a');
    await new Promise((resolve) => response.on('close', resolve));
    return true;
  };
  const { page } = await site.visit();
  await page.getByLabel('Title').fill('football');
  await page.getByRole('progressbar').first().waitFor();
  expect(await findings(page)).toEqual([]);
});

test('axe-core finds nothing where the model cannot be had', async () => {
  site.server.bundle.delete('encoder.onnx.part2');
  const { page } = await site.visit();
  await page.getByLabel('Title').fill('football');
  await page.getByRole('button', { name: 'Try again' }).waitFor();
  expect(await findings(page)).toEqual([]);
});

test('axe-core finds nothing on “Many at once”, before a file, before a run and after it', async () => {
  const { page } = await site.visit({}, 'many.html');
  await statusSays(page, /^No file is open/);
  expect(await findings(page)).toEqual([]);
  const buffer = Buffer.from('title,description\nfootball,rain\nzzz,\nfoot"ball,\n');
  await page.setInputFiles('#file', { name: 'some.csv', mimeType: 'text/csv', buffer });
  await page.getByText(/^3 rows take /).waitFor();
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Start' }).click();
  await statusSays(page, /^Done/);
  await page.getByText('Sports >99%').waitFor();
  await unfold(page);
  expect(await findings(page)).toEqual([]);
});
