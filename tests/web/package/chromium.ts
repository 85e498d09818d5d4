// One Chromium a test file; pages record what must not happen.
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { launchChromium } from '../../../scripts/lib/chromium.mjs';

export interface OpenedPage {
  page: Page;
  /** Uncaught errors and what the console calls errors, violations of a policy among them. */
  errors: string[];
  /** Addresses of every request of the page and of its workers. */
  urls: string[];
}

/** To be called once at the top of a test file. Pages are closed after each test. */
export function useChromium(): { open: (url: string) => Promise<OpenedPage> } {
  let browser: Browser;
  let pages: Page[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterEach(async () => {
    for (const page of pages) await page.context().close();
    pages = [];
  });
  afterAll(() => browser.close());
  return {
    async open(url) {
      const context = await browser.newContext();
      const page = await context.newPage();
      pages.push(page);
      const errors: string[] = [];
      const urls: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      context.on('request', (request) => urls.push(request.url()));
      await page.goto(url);
      return { page, errors, urls };
    },
  };
}

export function expectOwnOrigin({ urls }: OpenedPage, origin: string): void {
  expect(urls.filter((url) => !url.startsWith(origin) && !url.startsWith('blob:'))).toEqual([]);
}
