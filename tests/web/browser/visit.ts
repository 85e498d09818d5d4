// One visit to the page, with everything that must not happen recorded.
import type { BrowserContext, BrowserContextOptions, Page, Request } from 'playwright-core';
import { PATIENCE_MILLISECONDS } from '../../../scripts/lib/patience.mjs';

export interface Visit {
  page: Page;
  /** Uncaught errors, and what the console calls errors (violations of the policy among them). */
  errors: string[];
  /** Addresses of every request of the page and of its workers. */
  urls: string[];
  close(): Promise<void>;
}

/** Without the service worker unless told otherwise: it fetches the page's files once more. */
export const CONTEXT: BrowserContextOptions = { reducedMotion: 'reduce', serviceWorkers: 'block' };

/**
 * LINNET_SLOW, in milliseconds: each frame that a page asks for, and each message of its workers, comes
 * so much later. What a test reads before the page has drawn it is then old each time, and not only on
 * a busy machine.
 */
const LATE_MILLISECONDS = Number(process.env['LINNET_SLOW'] ?? 0);

async function makeSlow(page: Page): Promise<void> {
  if (LATE_MILLISECONDS === 0) return;
  await page.addInitScript((milliseconds) => {
    const inTime = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) =>
      window.setTimeout(() => inTime(callback), milliseconds);
    const { set } = Object.getOwnPropertyDescriptor(Worker.prototype, 'onmessage')!;
    Object.defineProperty(Worker.prototype, 'onmessage', {
      set(this: Worker, receive: (event: MessageEvent) => void) {
        set!.call(this, (event: MessageEvent) => setTimeout(() => receive(event), milliseconds));
      },
    });
  }, LATE_MILLISECONDS);
}

/** Opens `url` in a page that was prepared for it; with `ownContext`, the context ends with the visit. */
export async function visit(
  context: BrowserContext,
  url: string,
  ownContext: boolean,
  prepare: (page: Page) => Promise<void> = () => Promise.resolve(),
): Promise<Visit> {
  const before = new Set(context.pages());
  const errors: string[] = [];
  const urls: string[] = [];
  const onRequest = (request: Request) => urls.push(request.url());
  const page = await context.newPage();
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  context.on('request', onRequest);
  const close = async () => {
    if (ownContext) return context.close();
    context.removeAllListeners('request');
    // Those that the test opened beside it as well.
    for (const opened of context.pages()) if (!before.has(opened)) await opened.close();
  };
  await makeSlow(page);
  await prepare(page);
  await page.goto(url);
  return { page, errors, urls, close };
}

/**
 * Opens `url` and waits for the reload that isolates it. Listens before the page is there, and until
 * the reload nothing looks into it: that would count as use.
 */
export async function openIsolated(page: Page, url: string): Promise<void> {
  let loads = 0;
  const reloaded = new Promise<void>((resolve) => {
    page.on('domcontentloaded', () => {
      if (++loads === 2) resolve();
    });
  });
  await page.goto(url, { waitUntil: 'commit' });
  await reloaded;
}

/** What the list of this name says, a line an item: "Health 88%". */
export async function linesOf(page: Page, list: string): Promise<string[]> {
  const items = page.getByRole('list', { name: list, exact: true }).getByRole('listitem');
  // All at once: the list may change from one moment to the next.
  return (await items.allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim());
}

/** What the list of tags says, where they are in one. */
export function tagLines(page: Page): Promise<string[]> {
  return linesOf(page, 'Tags');
}

/**
 * Waits until a status region says `text`, and is told so at once: Playwright's own waiting looks
 * every half a second.
 */
export async function statusSays(page: Page, text: RegExp): Promise<void> {
  const deadline = performance.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    try {
      const said = await page.evaluate(saidByStatus, {
        source: text.source,
        flags: text.flags,
        milliseconds: deadline - performance.now(),
      });
      if (said === undefined) return;
      throw new Error(`the status does not say ${String(text)}, but: ${said}`);
    } catch (error) {
      // The page was loaded anew meanwhile.
      if (!/context was destroyed|navigat/i.test(String(error))) throw error;
    }
  }
}

/** In the page: nothing once it is said, or what is said in the end. */
function saidByStatus(wanted: { source: string; flags: string; milliseconds: number }) {
  const texts = () =>
    [...document.querySelectorAll('[role="status"]')]
      .filter((region) => region.checkVisibility({ visibilityProperty: true }))
      .map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim());
  const isSaid = () =>
    texts().filter((text) => new RegExp(wanted.source, wanted.flags).test(text)).length === 1;
  if (isSaid()) return undefined;
  return new Promise<string | undefined>((resolve) => {
    const end = (said: string | undefined) => {
      clearTimeout(timer);
      observer.disconnect();
      resolve(said);
    };
    const observer = new MutationObserver(() => {
      if (isSaid()) end(undefined);
    });
    const timer = setTimeout(() => end(texts().join(' | ')), wanted.milliseconds);
    observer.observe(document, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
  });
}
