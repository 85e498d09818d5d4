// How strict the answers are, and the tags that are never or always given.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { useSite } from './site';
import { statusSays, tagLines } from './visit';

const site = useSite();

const strictness = (page: Page) => page.getByLabel('Strictness');
const promises = (page: Page, text: RegExp) =>
  page.locator('#promise', { hasText: text }).waitFor();

async function answered(page: Page, title: string): Promise<void> {
  await page.getByLabel('Title').fill(title);
  await statusSays(page, /^Full tier:/);
}

describe('strictness', () => {
  test('moved by keyboard changes tags and promise, and survives a reload', async () => {
    const { page, errors } = await site.visit();
    await answered(page, 'football');
    await promises(page, /^Balanced\. .* 50% of the tags .* 50% of the right ones .* 3\.0 tags/);
    await strictness(page).focus();
    await page.keyboard.press('End');
    await promises(page, /^Only sure tags\. .* 70% of the tags .* 30% of the right ones/);
    expect(await strictness(page).getAttribute('aria-valuetext')).toBe('Only sure tags');
    await page.getByLabel('Title').fill('something else altogether');
    await statusSays(page, /^Full tier: no tag fits/);
    await page.reload();
    await statusSays(page, /^Full tier: no tag fits/);
    await promises(page, /^Only sure tags/);
    await strictness(page).focus();
    await page.keyboard.press('Home');
    await promises(page, /^Anything plausible/);
    await page.keyboard.press('ArrowRight');
    await promises(page, /^Lenient\. What that gains and costs was not measured/);
    expect(errors).toEqual([]);
  });
});

describe('a tag', () => {
  const wishes = (page: Page) => page.getByText('Tags that are never or always given').click();

  test('that is never to be given is gone at once, and comes back', async () => {
    const { page } = await site.visit();
    await answered(page, 'football and hospital');
    await expect.poll(() => tagLines(page)).toHaveLength(2);
    await wishes(page);
    await page.getByLabel('Never give', { exact: true }).fill('sports');
    await page.keyboard.press('Enter');
    await expect.poll(() => tagLines(page)).toEqual([expect.stringMatching(/^Health/)]);
    await page.reload();
    await statusSays(page, /^Full tier: 1 tag/);
    await wishes(page);
    await page.getByRole('button', { name: 'Remove Sports' }).click();
    await expect.poll(() => tagLines(page)).toHaveLength(2);
  });

  test('that is always to be given is there, however improbable', async () => {
    const { page } = await site.visit();
    await answered(page, 'football');
    await wishes(page);
    await page.getByLabel('Always give', { exact: true }).fill('Health');
    await page.keyboard.press('Enter');
    await expect.poll(() => tagLines(page)).toHaveLength(2);
    // One wish takes the place of the other.
    await page.getByLabel('Never give', { exact: true }).fill('Health');
    await page.keyboard.press('Enter');
    await expect.poll(() => tagLines(page)).toEqual(['Sports 88%']);
    expect(await page.getByRole('button', { name: 'Remove Health' }).count()).toBe(1);
  });

  test('that does not exist is refused in words', async () => {
    const { page } = await site.visit();
    await answered(page, 'football');
    await wishes(page);
    await page.getByLabel('Never give', { exact: true }).fill('Unheard of');
    await page.keyboard.press('Enter');
    await page.getByText('There is no such tag. Choose one of the list.').waitFor();
    await expect.poll(() => tagLines(page)).toEqual(['Sports 88%']);
  });

  test('is left out by the button beside its reasons', async () => {
    const { page } = await site.visit();
    await answered(page, 'football and hospital');
    await page.getByRole('button', { name: 'Sports', exact: true }).click();
    await page.getByRole('button', { name: 'Never give this tag' }).click();
    await expect.poll(() => tagLines(page)).toEqual([expect.stringMatching(/^Health/)]);
    expect(await page.locator('#why').isHidden()).toBe(true);
  });
});
