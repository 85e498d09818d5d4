// Opens the page as a visitor would, describes a data set, waits for the full tier, prints the tags.
import { launchChromium } from './chromium.mjs';
import { PATIENCE_MILLISECONDS } from './patience.mjs';

const TITLE = 'Chest X-rays with and without pneumonia';
const DESCRIPTION =
  'Five thousand X-ray images of children, sorted by two physicians into normal, bacterial and ' +
  'viral pneumonia. Made for training and testing image classification models in medical imaging.';

/**
 * @param {string} url
 * @returns {Promise<boolean>} whether the full tier answered and nothing failed on the way
 */
export async function checkPage(url) {
  const browser = await launchChromium();
  /** @type {string[]} */
  const errors = [];
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MILLISECONDS);
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    const started = Date.now();
    await page.goto(url);
    await page.getByLabel('Title').fill(TITLE);
    await page.getByLabel('Description').fill(DESCRIPTION);
    // Long enough for an answer to the title alone to be overtaken.
    await page.waitForTimeout(400);
    const status = page.getByRole('status');
    const failed = page.getByRole('alert').locator('p').first();
    await Promise.race([
      status.filter({ hasText: /^Full tier:/ }).waitFor(),
      failed.waitFor().then(async () => {
        throw new Error(await failed.innerText());
      }),
    ]);
    console.log(
      `${TITLE}\n${await status.innerText()} (${Date.now() - started} ms after the visit)`,
    );
    const items = await page.locator('ul.tags > li').all();
    if (items.length === 0) errors.push('no tag was given to a description that deserves some');
    for (const item of items) {
      const label = await item.locator('.label').innerText();
      console.log(`  ${(await item.locator('.percent').innerText()).padStart(4)}  ${label}`);
    }
  } catch (error) {
    errors.push(error instanceof Error ? error.message : String(error));
  } finally {
    await browser.close();
  }
  for (const error of errors) console.error(`check: ${error}`);
  return errors.length === 0;
}
