// <linnet-tagger> from the installed package, on a page without a bundler, in Chromium.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LinnetTaggerElement } from '../../../web/package/src/element';
import { useChromium, type OpenedPage } from './chromium';
import { INSTALLED, PROJECT } from './packed';
import { StaticServer } from './static-server';

const chromium = useChromium();
let server: StaticServer;

beforeAll(async () => {
  server = await StaticServer.start(join(PROJECT, 'plain'));
});

beforeEach(() => {
  server.headers = {};
  server.intercept = () => false;
  server.requests.length = 0;
});

afterAll(() => server.stop());

const ELEMENT = 'linnet-tagger';
const ENTRY = 'node_modules/linnet/dist/element.js';

/** A page of the tests' own, whose body is `html`; `events` of the page records what is told. */
async function openWith(html: string): Promise<OpenedPage> {
  const opened = await chromium.open(`${server.url}element.html`);
  await opened.page.evaluate((html) => {
    document.body.innerHTML = html;
  }, html);
  return opened;
}

/** A form with the element in it, as it comes from a server. */
const FORM_PAGE = `<!doctype html>
<title>A form</title>
<script type="importmap">{"imports": {"linnet/element": "./${ENTRY}"}}</script>
<script type="module">import 'linnet/element';</script>
<form action="sent.html">
  <linnet-tagger name="tags" base-url="model/"></linnet-tagger>
  <button>Send</button>
</form>`;

function statusSays(page: Page, text: RegExp): Promise<void> {
  return page.getByRole('status').filter({ hasText: text }).waitFor();
}

const events = (page: Page) =>
  page.evaluate(() => (window as unknown as { told: [string, unknown][] }).told);

const tagLines = (page: Page) => page.getByRole('listitem').allInnerTexts();

describe('with its own fields', () => {
  test('tags what is typed, tells of each step, and forgets the tags of a text that is gone', async () => {
    const { page, errors } = await openWith('<linnet-tagger base-url="model/"></linnet-tagger>');
    await statusSays(page, /^The tagger is ready\.$/);
    await page.getByLabel('Title').fill('football');
    await statusSays(page, /^1 tag: Sports\.$/);
    expect((await tagLines(page)).map((line) => line.replace(/\s+/g, ' '))).toEqual([
      'Sports >99%',
    ]);
    await page.getByLabel('Description').fill('in the rain');
    await statusSays(page, /^2 tags/);
    const names = (await events(page)).map(([name]) => name);
    expect(new Set(names)).toEqual(new Set(['linnet-progress', 'linnet-ready', 'linnet-tags']));
    expect(names.indexOf('linnet-ready')).toBeLessThan(names.indexOf('linnet-tags'));
    expect((await events(page)).at(-1)?.[1]).toMatchObject({ tier: 'instant', truncated: false });

    await page.getByLabel('Title').fill('nothing known');
    await page.getByLabel('Description').fill('');
    await statusSays(page, /^No tag fits\.$/);
    await page.getByText('No tag fits this text.').waitFor();
    await page.getByLabel('Title').fill('');
    await statusSays(page, /^The tagger is ready\.$/);
    expect((await events(page)).at(-1)).toEqual(['linnet-tags', { tags: [] }]);
    expect(errors).toEqual([]);
  });
});

describe('attributes and properties', () => {
  test('title-for and description-for read the page’s fields, also ones that come later', async () => {
    const { page } = await openWith(
      `<label>Name <input id="name" value="football" /></label>
       <linnet-tagger base-url="model/" title-for="name" description-for="notes"></linnet-tagger>`,
    );
    await statusSays(page, /^1 tag: Sports\.$/);
    expect(await page.getByRole('textbox').count()).toBe(1);
    await page.evaluate(() => {
      const notes = document.createElement('textarea');
      notes.id = 'notes';
      document.body.append(notes);
    });
    await page.locator('#notes').fill('rain');
    await statusSays(page, /^2 tags/);
  });

  test('threshold, max-tags and tier count, also when they change', async () => {
    const { page } = await openWith(
      '<linnet-tagger base-url="model/" threshold="0" max-tags="3"></linnet-tagger>',
    );
    await page.getByLabel('Title').fill('football');
    await statusSays(page, /^3 tags/);
    const element = page.locator(ELEMENT);
    await element.evaluate((tagger: LinnetTaggerElement) => (tagger.tier = 'full'));
    await page.getByRole('listitem').filter({ hasText: '88%' }).waitFor();
    await element.evaluate((tagger: LinnetTaggerElement) => (tagger.maxTags = undefined));
    await statusSays(page, /^5 tags/);
    await element.evaluate((tagger: LinnetTaggerElement) => (tagger.threshold = 0.95));
    await statusSays(page, /^No tag fits/);
  });

  test('loading="lazy" downloads nothing before somebody comes', async () => {
    const { page } = await openWith(
      '<linnet-tagger base-url="model/" loading="lazy"></linnet-tagger>',
    );
    // It is there: what it would begin by itself, it has begun, and the server has heard of it.
    await page.getByLabel('Title').waitFor();
    await page.evaluate(() => fetch('./late.html').then((answer) => answer.text()));
    expect(server.requests.filter((path) => path.includes('model/'))).toEqual([]);
    await page.getByLabel('Title').focus();
    await statusSays(page, /ready/);

    // An element that is moved keeps its tagger; one that is removed ends it.
    const [moved, removed] = await page.locator(ELEMENT).evaluate(async (it) => {
      const tagger = it as LinnetTaggerElement;
      const before = tagger.tagger;
      document.body.append(tagger);
      await Promise.resolve();
      const moved = tagger.tagger === before;
      tagger.remove();
      await new Promise((resolve) => setTimeout(resolve, 0));
      return [moved, tagger.tagger === undefined];
    });
    expect([moved, removed]).toEqual([true, true]);
  });
});

test('what a program sets before the module is loaded counts', async () => {
  const { page } = await chromium.open(`${server.url}late.html`);
  await page.evaluate(() => {
    const tagger = document.createElement('linnet-tagger');
    const text = { title: 'football' };
    document.body.append(Object.assign(tagger, { baseUrl: 'model/', text, threshold: 0.99 }));
  });
  await page.addScriptTag({ type: 'module', url: ENTRY });
  await statusSays(page, /^1 tag: Sports\.$/);
  const element = page.locator(ELEMENT);
  expect(await element.getAttribute('threshold')).toBe('0.99');
  expect(await element.evaluate((it) => Object.keys(it))).not.toContain('threshold');
});

test('in a form it sends each label under its name, and is reset with it', async () => {
  const { page } = await openWith(
    `<form><linnet-tagger base-url="model/" name="tag"></linnet-tagger><button type="reset">Reset
     </button></form>`,
  );
  await page.getByLabel('Title').fill('football rain');
  await statusSays(page, /^2 tags/);
  const sent = () =>
    page.evaluate(() => new FormData(document.querySelector('form')!).getAll('tag').sort());
  expect(await sent()).toEqual(['Sports', 'Weather']);
  await page.getByRole('button', { name: 'Reset' }).click();
  await statusSays(page, /ready/);
  expect(await page.getByLabel('Title').inputValue()).toBe('');
  expect(await sent()).toEqual([]);
});

test('after Back its fields and its form are as they were', async () => {
  const { page } = await chromium.open(`${server.url}element.html`);
  server.intercept = (path, response) => {
    const content = path.endsWith('form.html') ? FORM_PAGE : '<!doctype html><title>Sent</title>';
    if (!/(form|sent)\.html$/.test(path)) return false;
    response.setHeader('Content-Type', 'text/html');
    response.end(content);
    return true;
  };
  await page.goto(`${server.url}form.html`);
  await page.getByLabel('Title').fill('football');
  await page.getByLabel('Description').fill('results of a season');
  await statusSays(page, /^1 tag: Sports\.$/);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.waitForURL(/tags=Sports/);
  await page.goBack();
  await expect.poll(() => page.getByLabel('Title').inputValue()).toBe('football');
  expect(await page.getByLabel('Description').inputValue()).toBe('results of a season');
  await statusSays(page, /^1 tag: Sports\.$/);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.waitForURL(/tags=Sports/);
});

test('a threshold of blanks is none, and without base-url it says what is missing', async () => {
  const { page } = await openWith(
    '<linnet-tagger base-url="model/" threshold=" "></linnet-tagger>',
  );
  await page.getByLabel('Title').fill('football');
  await statusSays(page, /^1 tag: Sports\.$/);
  const { page: without } = await openWith('<linnet-tagger></linnet-tagger>');
  await without.getByText(/^base-url is missing/).waitFor();
});

test('a text that could not be tagged has none of the tags of the one before', async () => {
  const { page } = await openWith('<linnet-tagger base-url="model/"></linnet-tagger>');
  await page.getByLabel('Title').fill('football');
  await statusSays(page, /^1 tag: Sports\.$/);
  await page.locator(ELEMENT).evaluate((element: LinnetTaggerElement) => {
    element.threshold = 7;
  });
  await page.getByText(/threshold/).waitFor();
  expect(await tagLines(page)).toEqual([]);
  expect(
    await page.locator(ELEMENT).evaluate((element: LinnetTaggerElement) => element.value),
  ).toEqual([]);
});

test('what fails is told in words and as an event, and "Try again" mends it', async () => {
  const answerWithError = (path: string, response: ServerResponse) => {
    if (!/model\/(instant|encoder)/.test(path)) return false;
    response.writeHead(500).end();
    return true;
  };
  server.intercept = answerWithError;
  const { page } = await openWith('<linnet-tagger base-url="model/"></linnet-tagger>');
  await page
    .getByRole('alert')
    .filter({ hasText: /instant\.bin.*500/ })
    .waitFor();
  expect((await events(page)).at(-1)).toEqual([
    'linnet-error',
    { code: 'network', message: expect.stringContaining('instant.bin') },
  ]);
  server.intercept = () => false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await statusSays(page, /ready/);
  expect(await page.getByRole('alert').innerText()).toBe('');

  // A program may try again, too.
  server.intercept = answerWithError;
  const element = page.locator(ELEMENT);
  await element.evaluate((it: LinnetTaggerElement) => (it.tier = 'full'));
  await page.getByRole('alert').filter({ hasText: /500/ }).waitFor();
  server.intercept = () => false;
  await element.evaluate((it: LinnetTaggerElement) => it.load());
  await statusSays(page, /ready/);
});

describe('for its page', () => {
  const styled = `<linnet-tagger base-url="model/">
      <h2 slot="label">Themes</h2><p slot="empty">Nothing here.</p><p slot="footer">By Linnet</p>
    </linnet-tagger>`;

  test('slots take its words, parts its style, and axe-core finds nothing', async () => {
    const { page } = await openWith(`<main><h1>Page</h1>${styled}</main>`);
    await page.getByText('By Linnet').waitFor();
    await page.getByLabel('Title').fill('nothing known');
    await page.getByText('Nothing here.').waitFor();
    await page.getByLabel('Title').fill('football');
    await statusSays(page, /Sports/);
    expect(await page.getByRole('list', { name: 'Themes' }).count()).toBe(1);
    const colour = await page.getByText('Sports', { exact: true }).evaluate((label) => {
      return getComputedStyle(label).color;
    });
    // pages/element.html styles ::part(tag-label).
    expect(colour).toBe('rgb(1, 2, 3)');

    const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
    await page.evaluate(readFileSync(axe, 'utf8'));
    const findings = await page.evaluate(async () => {
      const { axe } = window as unknown as { axe: { run: () => Promise<AxeResults> } };
      return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    });
    expect(findings).toEqual([]);
  });
});

test('tags that do not clearly fit have a part of their own, and say so', async () => {
  const { page } = await openWith('<linnet-tagger base-url="graded/" tier="full"></linnet-tagger>');
  await page.getByLabel('Title').fill('football patients');
  await statusSays(page, /^2 tags/);
  const parts = await page
    .getByRole('listitem')
    .evaluateAll((items) => items.map((item) => [item.textContent, item.getAttribute('part')]));
  expect(parts).toEqual([
    [expect.stringMatching(/^Sports/), 'tag'],
    [expect.stringMatching(/^Health/), 'tag also-fits'],
  ]);
  const tags = await page.locator(ELEMENT).evaluate((it) => (it as LinnetTaggerElement).tags);
  expect(tags.map(({ clear }) => clear)).toEqual([true, false]);
});

test('the example works under a strict policy', async () => {
  const html = readFileSync(join(PROJECT, 'plain/index.html'), 'utf8');
  const scripts = [...html.matchAll(/<script[^>]*>([^]*?)<\/script>/g)].map(
    ([, script]) => script!,
  );
  const hashes = scripts.map((script) => {
    return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
  });
  server.headers = {
    'Content-Security-Policy':
      `default-src 'none'; script-src 'self' 'wasm-unsafe-eval' ${hashes.join(' ')}; ` +
      "connect-src 'self'; style-src 'self'; worker-src 'self'",
  };
  const { page, errors } = await chromium.open(server.url);
  await page.getByLabel('Title').fill('football');
  await statusSays(page, /Sports/);
  await page
    .locator('#log')
    .filter({ hasText: /"label": "Sports"/ })
    .waitFor();
  expect(errors).toEqual([]);
});

test('without a DOM, as on a server, the module can be imported', async () => {
  const module = (await import(pathToFileURL(join(INSTALLED, 'dist/element.js')).href)) as object;
  expect(module).toHaveProperty('LinnetTaggerElement');
});
