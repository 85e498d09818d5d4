// What each browser test stands on: one Chromium a file, and for each test the site anew, with a
// tiny bundle.
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { launchChromium } from '../../../scripts/lib/chromium.mjs';
import { makeTinyBundle } from '../tiny-bundle/tiny-bundle';
import { SiteServer } from './site-server';
import { visit, type Visit } from './visit';

export interface Site {
  /** Of the test under way. */
  server: SiteServer;
  /** Opens the page, or another `path` of the site, in a fresh profile that ends with the test. */
  visit(options?: BrowserContextOptions, path?: string): Promise<Visit>;
}

/** To be called once at the top of a test file. */
export function useSite(): Site {
  let browser: Browser;
  let visits: Visit[] = [];
  const site = {
    async visit(options: BrowserContextOptions = {}, path = '') {
      const opened = await visit(browser, site.server.url + path, options);
      visits.push(opened);
      return opened;
    },
  } as Site;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  beforeEach(async () => {
    site.server = await SiteServer.start(makeTinyBundle());
  });
  afterEach(async () => {
    for (const opened of visits) await opened.close();
    visits = [];
    await site.server.stop();
  });
  afterAll(async () => {
    await browser.close();
  });
  return site;
}
