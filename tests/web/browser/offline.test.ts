// The service worker: the page without a connection, isolated from other origins for its threads, and
// changed for a new version when the visitor says so.
import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { ISOLATION_HEADERS } from '../../../web/src/service-worker/isolation';
import { SITE } from './build-site';
import { useSite } from './site';
import { openIsolated, statusSays, tagLines } from './visit';

const ALLOWED: BrowserContextOptions = { serviceWorkers: 'allow' };

const site = useSite();

/** How often a page was loaded since the call. */
function countLoads(page: Page): { loads: number } {
  const count = { loads: 0 };
  page.on('domcontentloaded', () => count.loads++);
  return count;
}

/** In the page: tells through the console what comes of the service worker. */
function tellOfLoads(): void {
  const tell = (what: string) => console.debug(`test: ${what}`);
  window.navigation.addEventListener('navigate', () => tell('navigates'));
  navigator.serviceWorker.addEventListener('controllerchange', () => tell('controlled'));
  const observer = new MutationObserver(() => {
    if (!document.getElementById('storage')?.textContent.includes('The page itself is kept'))
      return;
    observer.disconnect();
    tell('kept');
  });
  observer.observe(document, { subtree: true, childList: true, characterData: true });
}

interface Told {
  /** Loads that the page has begun since the call, whether they came to something or not. */
  navigations: number;
  /** The page says that it is kept: by then, it has decided on its reload. */
  kept: Promise<void>;
  /** A service worker took the page over, and the page knows. */
  controlled: Promise<void>;
}

/**
 * Follows what the documents of a page tell: from the next one on, or with the one that is there, if
 * looking into it does no harm (it counts as use).
 */
async function follow(page: Page, from: 'now' | 'next'): Promise<Told> {
  const messages = new EventEmitter();
  const heard = (what: string) =>
    new Promise<void>((resolve) => messages.once(what, () => resolve()));
  const told = { navigations: 0, kept: heard('kept'), controlled: heard('controlled') };
  page.on('console', (message) => {
    const [, what] = /^test: (\w+)$/.exec(message.text()) ?? [];
    if (what === 'navigates') told.navigations++;
    else if (what) messages.emit(what);
  });
  await page.addInitScript(tellOfLoads);
  if (from === 'now') await page.evaluate(tellOfLoads);
  return told;
}

const isIsolated = (page: Page) => page.evaluate(() => crossOriginIsolated);

/** A first visit to the page, or to another `path` of the site, up to its reload. */
async function isolatedVisit(path = '') {
  const opened = await site.visit(ALLOWED, null);
  await openIsolated(opened.page, site.server.url + path);
  expect(await isIsolated(opened.page)).toBe(true);
  return opened;
}

/** Holds the service worker back until `release` is called. */
function holdServiceWorker(): { release: () => void } {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  site.server.intercept = async (path) => {
    if (path === 'service-worker.js') await released;
    return false;
  };
  return { release };
}

async function useFullTier(page: Page): Promise<void> {
  await page.getByLabel('Title').fill('football');
  await statusSays(page, /^Full tier: 1 tag/);
  await expect.poll(() => tagLines(page)).toEqual(['Sports 88%']);
}

const openPanel = (page: Page) => page.getByText('What is kept on this device?').click();

/** From now on the server has another version of the page, with `title`. */
function deploy(title: string): void {
  const html = readFileSync(join(SITE, 'index.html'), 'utf8');
  const changed = html.replace(/<title>.*<\/title>/, `<title>${title}</title>`);
  const integrity = (text: string) =>
    `sha256-${createHash('sha256').update(text).digest('base64')}`;
  const script = readFileSync(join(SITE, 'service-worker.js'), 'utf8');
  expect(script).toContain(integrity(html));
  site.server.intercept = (path, response) => {
    if (path === 'index.html') response.end(changed);
    else if (path === 'service-worker.js') {
      response.end(script.replaceAll(integrity(html), integrity(changed)));
    } else return false;
    return true;
  };
}

/** Chromium takes a second to put one service worker in the place of another. */
const becomesLater = (page: Page) =>
  expect.poll(() => page.title().catch(() => '')).toBe('Later version');

const offer = (page: Page) => page.getByText('A new version is ready.');

describe('without a connection', () => {
  test('the page opens again, with any question behind its address, and both tiers answer', async () => {
    const { page, errors } = await isolatedVisit();
    await useFullTier(page);
    const address = `${site.server.url}?from=elsewhere`;
    await site.server.stop();
    await page.goto('about:blank');
    await page.goto(address);
    await statusSays(page, /^Full tier: 1 tag/);
    await expect.poll(() => tagLines(page)).toEqual(['Sports 88%']);
    await page.getByLabel('Title').fill('hospital');
    await statusSays(page, /^Full tier: 1 tag/);
    await expect.poll(() => tagLines(page)).toEqual(['Health 88%']);
    await openPanel(page);
    await page.getByText(/^The page itself is kept on this device/).waitFor();
    // The manifest of the model is asked for in vain.
    expect(errors.filter((error) => !/Failed to load resource/.test(error))).toEqual([]);
  });

  test('what is kept of the page is neither the model nor the runtime, and all of the rest', async () => {
    const { page } = await isolatedVisit();
    const kept = await page.evaluate(async () => {
      const names = (await caches.keys()).filter((name) => name.includes('precache'));
      const requests = await Promise.all(
        names.map(async (name) => (await caches.open(name)).keys()),
      );
      return requests.flat().map(({ url }) => new URL(url).pathname);
    });
    expect(kept.every((path) => path.startsWith('/linnet/'))).toBe(true);
    expect(kept).toContain('/linnet/index.html');
    expect(kept).toContain('/linnet/many.html');
    expect(kept.filter((path) => /\.wasm$/.test(path))).toEqual([
      expect.stringMatching(/linnet-core/),
    ]);
    expect(kept.filter((path) => /\.mjs$/.test(path))).toHaveLength(1);
    expect(kept.filter((path) => path.includes('/model/'))).toEqual([]);
  });

  test('a file of another version is not kept: the page goes on with a connection', async () => {
    site.server.intercept = (path, response) => {
      if (path !== 'favicon.svg') return false;
      response.end('<svg xmlns="http://www.w3.org/2000/svg"/>');
      return true;
    };
    const { page } = await site.visit(ALLOWED);
    await statusSays(page, /ready/);
    await openPanel(page);
    await page.getByText(/^This browser does not keep the page itself/).waitFor();
    await useFullTier(page);
  });
});

describe('isolation', () => {
  test('comes through the service worker after one reload, and with it more than one thread', async () => {
    const { page, errors } = await isolatedVisit();
    const count = countLoads(page);
    await useFullTier(page);
    await openPanel(page);
    await page.getByText(/^The full tier runs in [2-4] threads\.$/).waitFor();
    // The tagger, the encoder, and a worker for each thread beside the encoder's own.
    expect(page.workers().length).toBeGreaterThanOrEqual(3);
    expect(count.loads).toBe(0);
    expect(errors).toEqual([]);
    const headers = await page.evaluate(async (names) => {
      const answer = await fetch('./');
      return Object.fromEntries(names.map((name) => [name, answer.headers.get(name)]));
    }, Object.keys(ISOLATION_HEADERS));
    expect(headers).toEqual(ISOLATION_HEADERS);
  });

  test('that does not come is not tried again', async () => {
    const { release } = holdServiceWorker();
    const { page } = await site.visit(ALLOWED);
    await page.addInitScript(() =>
      Object.defineProperty(window, 'crossOriginIsolated', { value: false }),
    );
    // Told by the document that comes after the reload.
    const told = await follow(page, 'next');
    const count = countLoads(page);
    release();
    await told.kept;
    expect(count.loads).toBe(1);
    expect(told.navigations).toBe(0);
  });

  test('is not worth a text: with one in the fields the page stays', async () => {
    const { release } = holdServiceWorker();
    const { page } = await site.visit(ALLOWED);
    // The text alone keeps it, also where a browser does not tell of the visitor's use.
    await page.addInitScript(() =>
      Object.defineProperty(navigator, 'userActivation', { value: undefined }),
    );
    const told = await follow(page, 'next');
    await page.reload();
    const count = countLoads(page);
    await useFullTier(page);
    release();
    await told.kept;
    expect(told.navigations).toBe(0);
    expect(count.loads).toBe(0);
    await openPanel(page);
    await page.getByText(/runs in 1 thread: the page is not isolated/).waitFor();
    // The next visit has it from the start.
    await page.reload();
    expect(await isIsolated(page)).toBe(true);
    await statusSays(page, /^Full tier: 1 tag/);
    expect(count.loads).toBe(1);
  });

  test('does not disturb a visitor who has begun to use the page', async () => {
    const { release } = holdServiceWorker();
    const { page } = await site.visit(ALLOWED);
    const count = countLoads(page);
    await openPanel(page);
    const told = await follow(page, 'now');
    release();
    await told.kept;
    await page.getByText(/^The page itself is kept/).waitFor();
    expect(told.navigations).toBe(0);
    expect(count.loads).toBe(0);
  });

  test('that the server sees to needs no reload', async () => {
    site.server.intercept = (_path, response) => {
      for (const [name, value] of Object.entries(ISOLATION_HEADERS)) {
        response.setHeader(name, value);
      }
      return false;
    };
    const { page } = await site.visit(ALLOWED, null);
    const told = await follow(page, 'next');
    await page.goto(site.server.url);
    const count = countLoads(page);
    await told.kept;
    expect(told.navigations).toBe(0);
    expect(count.loads).toBe(0);
    expect(await isIsolated(page)).toBe(true);
  });
});

describe('a new version', () => {
  async function visitOfOldVersion(): Promise<Page> {
    const { page } = await isolatedVisit();
    await useFullTier(page);
    deploy('Later version');
    await page.reload();
    await offer(page).waitFor();
    expect(await page.title()).toBe('Linnet: tags for data sets');
    return page;
  }

  test('waits for the word of the visitor; then it comes, with the text, and stays', async () => {
    const page = await visitOfOldVersion();
    await page.getByLabel('Title').fill('hospital');
    await page.getByRole('button', { name: 'Switch to it' }).click();
    await becomesLater(page);
    await statusSays(page, /^Full tier: 1 tag/);
    expect(await page.getByLabel('Title').inputValue()).toBe('hospital');
    expect(await offer(page).count()).toBe(0);
    await site.server.stop();
    await page.reload();
    expect(await page.title()).toBe('Later version');
    await statusSays(page, /^Full tier: 1 tag/);
  });

  test('is told to every tab, and reloads the one that asked for it alone', async () => {
    const page = await visitOfOldVersion();
    const other = await page.context().newPage();
    await other.goto(site.server.url);
    await offer(other).waitFor();
    const count = countLoads(other);
    const told = await follow(other, 'now');
    await page.getByRole('button', { name: 'Switch to it' }).click();
    await becomesLater(page);
    await told.controlled;
    expect(told.navigations).toBe(0);
    expect(count.loads).toBe(0);
    await other.getByRole('button', { name: 'Switch to it' }).click();
    await becomesLater(other);
  });

  test('asks first where the text is not kept', async () => {
    const page = await visitOfOldVersion();
    await page.getByText('What leaves this page?').click();
    await page.getByLabel('Keep my text in this browser').uncheck();
    await page.getByRole('button', { name: 'Switch to it' }).click();
    await page.getByText(/^Your text is not kept in this browser/).waitFor();
    const again = page.getByRole('button', { name: 'Switch all the same' });
    expect(await again.evaluate((button) => button === document.activeElement)).toBe(true);
    expect(await page.title()).toBe('Linnet: tags for data sets');
    await again.click();
    await becomesLater(page);
  });
});

describe('a browser', () => {
  test.each([
    ['without service workers', () => Reflect.deleteProperty(Navigator.prototype, 'serviceWorker')],
    [
      'that refuses them',
      () => {
        ServiceWorkerContainer.prototype.register = () =>
          Promise.reject(new DOMException('refused', 'SecurityError'));
      },
    ],
  ])('%s shows the page all the same, and says what it does not keep', async (_name, prepare) => {
    const { page, errors } = await site.visit();
    await page.addInitScript(prepare);
    await page.reload();
    await useFullTier(page);
    await openPanel(page);
    await page.getByText(/^This browser does not keep the page itself/).waitFor();
    expect(errors).toEqual([]);
  });

  test('that opens the page as a file is told what it needs', async () => {
    const { page } = await site.visit();
    await page.goto(pathToFileURL(join(SITE, 'index.html')).href);
    await page.getByText(/This page has not started\. It needs/).waitFor();
  });
});

describe('many at once', () => {
  const give = (page: Page) =>
    page.setInputFiles('#file', {
      name: 'some.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('title\nfootball\n'),
    });

  test('brings the service worker too: isolated after one reload, and there without a connection', async () => {
    const { page, errors } = await isolatedVisit('many.html');
    const count = countLoads(page);
    await statusSays(page, /^No file is open\.$/);
    await page.goto(site.server.url);
    await statusSays(page, /ready/);
    const many = `${site.server.url}many.html`;
    await site.server.stop();
    await page.goto(many);
    await statusSays(page, /^No file is open\.$/);
    await give(page);
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await statusSays(page, /^Done/);
    expect(count.loads).toBe(2);
    expect(errors.filter((error) => !/Failed to load resource/.test(error))).toEqual([]);
  });

  test('with a file open stays, and says what a new version would cost it', async () => {
    const { release } = holdServiceWorker();
    const { page } = await site.visit(ALLOWED, 'many.html');
    const count = countLoads(page);
    await statusSays(page, /^No file is open\.$/);
    await give(page);
    await page.getByRole('button', { name: 'Start', exact: true }).waitFor();
    const told = await follow(page, 'now');
    release();
    await told.kept;
    expect(told.navigations).toBe(0);
    expect(count.loads).toBe(0);
    deploy('Later version');
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    await page.getByRole('button', { name: 'Switch to it' }).click();
    await page.getByText(/closes your file\./).waitFor();
    expect(count.loads).toBe(0);
    await page.getByRole('button', { name: 'Switch all the same' }).click();
    await statusSays(page, /^No file is open\.$/);
    expect(count.loads).toBe(1);
  });
});

test('the app can be installed: its manifest and icons are there', async () => {
  const { page } = await site.visit();
  const session = await page.context().newCDPSession(page);
  const { url, errors, data } = await session.send('Page.getAppManifest');
  expect(url).toBe(`${site.server.url}manifest.webmanifest`);
  expect(errors).toEqual([]);
  const manifest = JSON.parse(data ?? '{}') as { icons: { src: string; sizes: string }[] };
  for (const { src, sizes } of manifest.icons) {
    const size = await page.evaluate(async (address) => {
      const image = new Image();
      image.src = new URL(address, document.baseURI).href;
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, src);
    if (sizes !== 'any') expect(size).toBe(sizes);
  }
});
