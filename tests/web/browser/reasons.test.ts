// Why a tag is given: by the instant tier at once, by the full one on demand.
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { makeTinyBundle } from '../tiny-bundle/tiny-bundle';
import { useSite } from './site';
import { statusSays, tagLines } from './visit';

const site = useSite();

async function answered(page: Page, title: string): Promise<void> {
  await page.getByLabel('Title').fill(title);
  await statusSays(page, /^Full tier: [1-9]/);
}

const why = (page: Page, label: string) => page.getByRole('button', { name: label, exact: true });
const panel = (page: Page) => page.getByRole('region', { name: /^Why / });
const says = (page: Page, text: RegExp) => panel(page).getByText(text).waitFor();
/** What is marked, with its class. */
const marks = (page: Page) =>
  page
    .locator('#why-text mark')
    .evaluateAll((all) => all.map((mark) => `${mark.className} ${mark.textContent}`));

describe('a tag that is chosen', () => {
  test('shows the text with the words that speak for it', async () => {
    const { page, errors } = await site.visit();
    await answered(page, 'football and hospital');
    expect(await panel(page).count()).toBe(0);
    await why(page, 'Sports').click();
    await says(page, /For it speak most: “football”\./);
    expect(await page.locator('#why-text').textContent()).toBe('football and hospital');
    expect(await marks(page)).toEqual(['for football']);
    expect(await why(page, 'Sports').getAttribute('aria-expanded')).toBe('true');
    await why(page, 'Health').click();
    await says(page, /For it speak most: “hospital”\./);
    expect(await marks(page)).toEqual(['for hospital']);
    expect(errors).toEqual([]);
  });

  test('follows the text', async () => {
    const { page } = await site.visit();
    await answered(page, 'football and hospital');
    await why(page, 'Sports').click();
    await says(page, /“football”/);
    await page.getByLabel('Title').fill('a hospital');
    await says(page, /No word speaks for it\./);
    await page.getByLabel('Title').fill('');
    await panel(page).waitFor({ state: 'hidden' });
  });

  test('is opened and closed by keyboard, and the focus comes back', async () => {
    const { page } = await site.visit();
    await answered(page, 'football');
    await why(page, 'Sports').focus();
    await page.keyboard.press('Enter');
    await says(page, /“football”/);
    await panel(page).getByRole('button', { name: 'Close' }).focus();
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'hidden' });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Sports');
  });

  test('shows hostile text as text', async () => {
    const { page, errors } = await site.visit();
    const text = 'football <img src=x onerror="document.title=1"> <b>bold</b>';
    await answered(page, text);
    await why(page, 'Sports').click();
    await says(page, /“football”/);
    expect(await page.locator('#why-text').textContent()).toBe(text);
    expect(await page.locator('#why-text :is(img, b)').count()).toBe(0);
    expect(errors).toEqual([]);
  });
});

describe('the full tier', () => {
  test('reads the text without each word, and says what it found', async () => {
    const { page, errors } = await site.visit();
    await answered(page, 'football and hospital');
    await why(page, 'Sports').click();
    await panel(page).getByRole('button', { name: 'Ask the full tier' }).click();
    await says(
      page,
      /^The full tier read the text again without each word\. For it speak most: “football”/,
    );
    expect(await marks(page)).toContain('for football');
    expect(errors).toEqual([]);
  });

  test('with a head of its own says the same', async () => {
    site.server.bundle = makeTinyBundle({ shape: 'head and tokenizer' });
    const { page, errors } = await site.visit();
    await answered(page, 'football and hospital');
    await why(page, 'Sports').click();
    await panel(page).getByRole('button', { name: 'Ask the full tier' }).click();
    await says(page, /without each word\. For it speak most: “football”/);
    expect(await marks(page)).toContain('for football');
    expect(errors).toEqual([]);
  });

  test('can be stopped, and what the instant tier said stays', async () => {
    const { page } = await site.visit();
    const words = Array.from({ length: 3000 }, (_, index) => `football${index}`).join(' ');
    await page.getByLabel('Description').fill(`football ${words}`);
    await answered(page, 'football');
    await why(page, 'Sports').click();
    await says(page, /^The instant tier/);
    // As soon as it is offered: a hand could come too late.
    const stopped = await page.evaluateHandle(() => {
      const stop = () => {
        const progress = document.querySelector('#why-progress')!;
        const button = [...document.querySelectorAll('#why button')].find(
          ({ textContent }) => textContent === 'Stop',
        );
        if (!(button instanceof HTMLElement && progress.checkVisibility())) return false;
        button.focus();
        button.click();
        return true;
      };
      const promise = new Promise<void>((resolve) => {
        const observer = new MutationObserver(() => {
          if (!stop()) return;
          observer.disconnect();
          resolve();
        });
        observer.observe(document, { subtree: true, childList: true, attributes: true });
      });
      return { promise };
    });
    await panel(page).getByRole('button', { name: 'Ask the full tier' }).click();
    await stopped.evaluate(({ promise }) => promise);
    await says(page, /^The instant tier/);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(
      'Ask the full tier',
    );
    // And the next text has its answer.
    await page.getByLabel('Description').fill('');
    await page.getByLabel('Title').fill('hospital');
    await statusSays(page, /^Full tier: 1 tag\.$/);
    await expect.poll(() => tagLines(page)).toEqual(['Health 88%']);
  });
});
