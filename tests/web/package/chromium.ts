// One Chromium a test file.
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { launchChromium } from '../../../scripts/lib/chromium.mjs';
import { visit, type Visit } from '../browser/visit';

export type OpenedPage = Visit;

/** To be called once at the top of a test file. Pages are closed after each test. */
export function useChromium(): {
  open: (url: string) => Promise<OpenedPage>;
  /** How many dedicated workers there are, those of workers too. */
  workers: () => Promise<number>;
} {
  let browser: Browser;
  let visits: Visit[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterEach(async () => {
    for (const opened of visits) await opened.close();
    visits = [];
  });
  afterAll(() => browser.close());
  return {
    async open(url) {
      const opened = await visit(browser, url);
      visits.push(opened);
      return opened;
    },
    workers: async () => {
      const session = await browser.newBrowserCDPSession();
      const { targetInfos } = await session.send('Target.getTargets', {
        filter: [{ type: 'worker' }],
      });
      await session.detach();
      return targetInfos.length;
    },
  };
}

export function expectOwnOrigin({ urls }: OpenedPage, origin: string): void {
  expect(urls.filter((url) => !url.startsWith(origin) && !url.startsWith('blob:'))).toEqual([]);
}
