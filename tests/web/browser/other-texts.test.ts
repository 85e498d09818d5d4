// Texts that do not read like those of data sets: told, without tags, until the visitor wants some.
import { readFile } from 'node:fs/promises';
import { beforeEach, expect, test } from 'vitest';
import { makeTinyBundle } from '../tiny-bundle/tiny-bundle';
import { useSite } from './site';
import { statusSays, tagLines } from './visit';

const site = useSite();

beforeEach(() => {
  // "audio" alone is known to the detector; a title of unknown words is no data set's.
  site.server.bundle = makeTinyBundle({ detector: true });
});

test('the page says so, tags it all the same where that is asked for, and remembers', async () => {
  const { page, errors } = await site.visit();
  const anyText = page.getByLabel(/^Tag texts too that do not read like/);
  await page.getByLabel('Title').fill('asdf qwer');
  await statusSays(page, /^Full tier: does not read like a data set/);
  await page.getByText('This does not read like the description of a data set').waitFor();
  expect(await tagLines(page)).toEqual([]);
  expect(await page.getByText('The closest were').isVisible()).toBe(false);
  expect(await anyText.isChecked()).toBe(false);

  await page.getByRole('button', { name: 'Tag it all the same' }).click();
  await statusSays(page, /^Full tier: no tag fits/);
  await page.getByText('The closest were').waitFor();
  expect(await anyText.isChecked()).toBe(true);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('title');

  await page.reload();
  await expect.poll(() => anyText.isChecked()).toBe(true);
  await statusSays(page, /^Full tier: no tag fits/);
  await anyText.uncheck();
  await statusSays(page, /does not read like a data set/);
  await page.getByLabel('Title').fill('football');
  await statusSays(page, /^Full tier: 1 tag/);
  expect(await page.getByRole('button', { name: 'Tag it all the same' }).isVisible()).toBe(false);
  expect(errors).toEqual([]);
});

test('a label that is always given is given to it, too', async () => {
  const { page } = await site.visit();
  await page.getByLabel('Title').fill('asdf qwer');
  await statusSays(page, /^Full tier: does not read like a data set/);
  await page.getByText('Tags that are never or always given').click();
  await page.getByLabel('Always give', { exact: true }).fill('Health');
  await page.getByLabel('Always give', { exact: true }).press('Enter');
  await statusSays(page, /^Full tier: does not read like a data set; 1 tag/);
  await expect.poll(async () => (await tagLines(page)).length).toBe(1);
});

test('“Many at once” tells it in the row, and gives the row no tags', async () => {
  const { page } = await site.visit({}, 'many.html');
  await statusSays(page, /^No file is open\.$/);
  const buffer = Buffer.from('title\nfootball\nasdf qwer\n');
  await page.setInputFiles('#file', { name: 'two.csv', mimeType: 'text/csv', buffer });
  await page.getByLabel(/^Full tier/).check();
  await page.getByRole('button', { name: 'Start' }).click();
  await statusSays(page, /^Done/);
  await page.getByText('Does not read like a data set').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download', exact: true }).click(),
  ]);
  expect(await readFile(await download.path(), 'utf8')).toBe(
    'title,tags\nfootball,Sports\nasdf qwer,\n',
  );
});
