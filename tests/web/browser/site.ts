// What each browser test stands on: for each test the site anew, with a tiny bundle and on an address
// of its own, so that nothing that a browser keeps for a site is there from the test before.
import type { BrowserContext, BrowserContextOptions } from 'playwright-core';
import { afterEach, beforeEach } from 'vitest';
import { makeTinyBundle } from '../tiny-bundle/tiny-bundle';
import { sharedChromium } from './chromium';
import { SiteServer } from './site-server';
import { CONTEXT, PATIENCE_MILLISECONDS, statusSays, visit, type Visit } from './visit';

export interface Site {
  /** Of the test under way. */
  server: SiteServer;
  /**
   * Opens the page, or another `path` of the site, where nothing is kept of another visit: the first
   * visit of a test in a profile that tests share, each further one in a profile of its own. It ends
   * with the test.
   */
  visit(options?: BrowserContextOptions, path?: string): Promise<Visit>;
  /** The same, in a profile and a process of its own: for what is measured. */
  visitAlone(options?: BrowserContextOptions, path?: string): Promise<Visit>;
}

/** By their options; they last as long as the browser. */
const contexts = new Map<string, Promise<BrowserContext>>();

async function newContext(options: BrowserContextOptions): Promise<BrowserContext> {
  const context = await (await sharedChromium()).newContext({ ...CONTEXT, ...options });
  context.setDefaultTimeout(PATIENCE_MILLISECONDS);
  return context;
}

/**
 * A page that stays open holds the process that the next page of this context runs in, with ONNX
 * Runtime compiled.
 */
async function openKeeper(context: BrowserContext): Promise<void> {
  const server = await SiteServer.start(makeTinyBundle());
  const { page } = await visit(context, server.url, false);
  await page.getByLabel('Title').fill('football');
  await statusSays(page, /^Full tier/);
  await server.stop();
}

function sharedContext(options: BrowserContextOptions): Promise<BrowserContext> {
  const key = JSON.stringify(options);
  let context = contexts.get(key);
  if (!context) {
    context = newContext(options).then(async (made) => {
      if (key === '{}') await openKeeper(made);
      return made;
    });
    contexts.set(key, context);
  }
  return context;
}

/** To be called once at the top of a test file. */
export function useSite(): Site {
  let visits: Visit[] = [];
  let used = new Set<BrowserContext>();
  const open = async (context: BrowserContext, path: string, ownContext: boolean) => {
    const opened = await visit(context, site.server.url + path, ownContext);
    visits.push(opened);
    return opened;
  };
  const site = {
    async visit(options: BrowserContextOptions = {}, path = '') {
      const shared = await sharedContext(options);
      if (used.has(shared)) return site.visitAlone(options, path);
      used.add(shared);
      return open(shared, path, false);
    },
    async visitAlone(options: BrowserContextOptions = {}, path = '') {
      return open(await newContext(options), path, true);
    },
  } as Site;
  beforeEach(async () => {
    site.server = await SiteServer.start(makeTinyBundle());
  });
  afterEach(async () => {
    for (const opened of visits) await opened.close();
    visits = [];
    used = new Set();
    await site.server.stop();
  });
  return site;
}
