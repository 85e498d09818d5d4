// One visit to the page, with everything that must not happen recorded.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export interface Visit {
  page: Page;
  /** Uncaught errors, and what the console calls errors (violations of the policy among them). */
  errors: string[];
  /** Addresses of every request of the page and of its workers. */
  urls: string[];
  close(): Promise<void>;
}

/** Without the service worker unless told otherwise: it fetches the page's files once more. */
export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
    ...options,
  });
  const page = await context.newPage();
  const errors: string[] = [];
  const urls: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  context.on('request', (request) => urls.push(request.url()));
  await page.goto(url);
  return { page, errors, urls, close: () => context.close() };
}

/** What the list of tags says, a line an item: "Health 88%". */
export async function tagLines(page: Page): Promise<string[]> {
  const items = page.getByRole('list', { name: 'Tags', exact: true }).getByRole('listitem');
  // All at once: the list may change from one moment to the next.
  return (await items.allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim());
}

/** Waits until the status region says `text`. */
export async function statusSays(page: Page, text: RegExp): Promise<void> {
  await page.getByRole('status').filter({ hasText: text }).waitFor({ timeout: 30_000 });
}
