// Typing never stutters: while texts are tagged, the page's own thread has no long task, by the time
// that it takes of a processor.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { longestOwnTask, workALot } from './own-time';
import { useSite } from './site';
import { statusSays } from './visit';

/** Tasks longer than this are what browsers call long. */
const LONG_TASK_MILLISECONDS = 50;

const site = useSite();

const SENTENCE = 'hospital and football, rain and wind over the species of birds. ';

/** Types as a person does, key by key, at the end of `text`. */
async function typeInto(page: Page, text: string, said: RegExp): Promise<void> {
  const description = page.getByLabel('Description');
  await description.fill(text);
  await description.press('End');
  for (const key of ' football and birds') {
    await page.keyboard.press(key);
    await page.waitForTimeout(30);
  }
  await statusSays(page, said);
}

async function visitWithFullTier(): Promise<Page> {
  const { page } = await site.visitAlone();
  await page.getByLabel('Title').fill('football');
  await statusSays(page, /^Full tier/);
  return page;
}

test('a task that is long is seen', async () => {
  const { page } = await site.visitAlone();
  const longest = await longestOwnTask(page, () =>
    page.evaluate(workALot, 2 * LONG_TASK_MILLISECONDS),
  );
  expect(longest).toBeGreaterThan(LONG_TASK_MILLISECONDS);
});

test('typing at the end of 2,000 characters has no long task', async () => {
  const page = await visitWithFullTier();
  const longest = await longestOwnTask(page, () =>
    typeInto(page, SENTENCE.repeat(30), /^Full tier: .* Only the beginning/),
  );
  console.log(`typing: ${longest.toFixed(1)} ms`);
  expect(longest).toBeLessThanOrEqual(LONG_TASK_MILLISECONDS);
});

test('loading the tiers while a text is typed has no long task', async () => {
  const { page } = await site.visitAlone();
  await statusSays(page, /ready/);
  const longest = await longestOwnTask(page, () => typeInto(page, SENTENCE, /^Full tier/));
  console.log(`loading: ${longest.toFixed(1)} ms`);
  expect(longest).toBeLessThanOrEqual(LONG_TASK_MILLISECONDS);
});

test('tagging 100,000 characters, again and again, leaves the page free', async () => {
  const page = await visitWithFullTier();
  const longest = await longestOwnTask(page, async () => {
    // What the visitor's browser does to show a long text is not ours; what follows a key is.
    await page.evaluate(async (text) => {
      const description = document.querySelector('textarea')!;
      Object.defineProperty(description, 'value', { get: () => text, configurable: true });
      for (let key = 0; key < 30; ++key) {
        description.dispatchEvent(new Event('input'));
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
    }, SENTENCE.repeat(1600));
    await statusSays(page, /^Full tier: .* Only the beginning of the text was read/);
  });
  console.log(`tagging 100,000 characters: ${longest.toFixed(1)} ms`);
  expect(longest).toBeLessThanOrEqual(LONG_TASK_MILLISECONDS);
});
