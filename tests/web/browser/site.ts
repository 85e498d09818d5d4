// What each browser test stands on: for each test the site anew, with a tiny bundle and on an address
// of its own, so that nothing that a browser keeps for a site is there from the test before.
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterEach, beforeEach } from 'vitest';
import { ISOLATION_HEADERS } from '../../../web/src/service-worker/isolation';
import { PATIENCE_MILLISECONDS } from '../../../scripts/lib/patience.mjs';
import { makeTinyBundle } from '../tiny-bundle/tiny-bundle';
import { sharedChromium } from './chromium';
import { SiteServer } from './site-server';
import { CONTEXT, statusSays, visit, type Visit } from './visit';

export interface Site {
  /** Of the test under way. */
  server: SiteServer;
  /**
   * Opens the page, another `path` of the site or, with null, nothing yet, where nothing is kept of another visit: the first
   * visit of a test in a profile that tests share, each further one in a profile of its own. It ends
   * with the test.
   */
  visit(options?: BrowserContextOptions, path?: string | null): Promise<Visit>;
  /** The same, in a profile and a process of its own: for what is measured. */
  visitAlone(options?: BrowserContextOptions, path?: string | null): Promise<Visit>;
}

/** By their options; they last as long as the browser. */
const contexts = new Map<string, Promise<BrowserContext>>();

async function newContext(options: BrowserContextOptions): Promise<BrowserContext> {
  const context = await (await sharedChromium()).newContext({ ...CONTEXT, ...options });
  context.setDefaultTimeout(PATIENCE_MILLISECONDS);
  return context;
}

/** What a page can be given after its context was made. */
type Look = {
  [Key in 'viewport' | 'colorScheme' | 'forcedColors']?: BrowserContextOptions[Key] | undefined;
};

function partLook(options: BrowserContextOptions): { look: Look; rest: BrowserContextOptions } {
  // Phones have more pixels than points: their screens belong to the context.
  if (options.deviceScaleFactor) return { look: {}, rest: options };
  const { viewport, colorScheme, forcedColors, ...rest } = options;
  return { look: { viewport, colorScheme, forcedColors }, rest };
}

async function give(page: Page, { viewport, colorScheme, forcedColors }: Look): Promise<void> {
  if (viewport) await page.setViewportSize(viewport);
  if (colorScheme) await page.emulateMedia({ colorScheme });
  if (forcedColors) await page.emulateMedia({ forcedColors });
}

/**
 * Pages that stay open hold the processes that the next pages of this context run in, with ONNX
 * Runtime compiled.
 */
async function openKeepers(context: BrowserContext, isolated: boolean): Promise<void> {
  const server = await SiteServer.start(makeTinyBundle());
  if (isolated) {
    await visit(context, `${server.url}favicon.svg`, false);
    server.intercept = (_path, response) => {
      for (const [name, value] of Object.entries(ISOLATION_HEADERS)) {
        response.setHeader(name, value);
      }
      return false;
    };
  }
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
      const isolated = key === '{"serviceWorkers":"allow"}';
      if (isolated || key === '{}') await openKeepers(made, isolated);
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
  const open = async (
    context: BrowserContext,
    path: string | null,
    ownContext: boolean,
    look: Look = {},
  ) => {
    const opened = await visit(
      context,
      path === null ? 'about:blank' : site.server.url + path,
      ownContext,
      (page) => give(page, look),
    );
    visits.push(opened);
    return opened;
  };
  const site = {
    async visit(options: BrowserContextOptions = {}, path: string | null = '') {
      const { look, rest } = partLook(options);
      const shared = await sharedContext(rest);
      if (used.has(shared)) return site.visitAlone(options, path);
      used.add(shared);
      return open(shared, path, false, look);
    },
    async visitAlone(options: BrowserContextOptions = {}, path: string | null = '') {
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
