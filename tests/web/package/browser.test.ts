// The installed package in Chromium: bundled by Vite, served by Vite, and without any bundler.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, createServer } from 'vite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HEADER_POLICY } from '../../../web/content-security-policy';
import type * as Linnet from '../../../web/package/src/index';
import { longestOwnTask } from '../browser/own-time';
import { makeTinyBundle } from '../tiny-bundle/tiny-bundle';
import { expectOwnOrigin, useChromium, type OpenedPage } from './chromium';
import { codeBlocks, PROJECT, ROOT, writeBundle } from './packed';
import { StaticServer } from './static-server';

/** Set by pages/api.html. */
declare global {
  interface Window {
    linnet: typeof Linnet;
    workerUrl: string;
  }
}

const chromium = useChromium();

const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

async function tagWithForm({ page }: OpenedPage, title: string): Promise<string[]> {
  await page
    .getByRole('status')
    .filter({ hasText: /^Ready: the full tier/ })
    .waitFor();
  await page.getByLabel('Title').fill(title);
  await page.getByLabel('Description').fill('');
  await page.getByRole('button', { name: 'Tag' }).click();
  await page
    .getByRole('status')
    .filter({ hasText: /by the full tier/ })
    .waitFor();
  return page.getByRole('listitem').allInnerTexts();
}

describe('with Vite', () => {
  const root = join(PROJECT, 'vite');
  const configFile = join(root, 'vite.config.js');

  test('the built example works under a strict policy, from any folder', async () => {
    await build({ root, configFile, base: './', logLevel: 'error' });
    const server = await StaticServer.start(root);
    server.headers = { 'Content-Security-Policy': HEADER_POLICY, ...ISOLATION };
    const opened = await chromium.open(`${server.url}dist/`);
    expect(await tagWithForm(opened, 'football')).toEqual(['Sports 88%']);
    // The tagger's and the encoder's; threads of ONNX Runtime, where there are cores.
    const cores = await opened.page.evaluate(() => navigator.hardwareConcurrency);
    await expect.poll(() => chromium.workers()).toBe(1 + Math.min(4, cores));
    expect(opened.errors).toEqual([]);
    expectOwnOrigin(opened, server.url);
    await server.stop();
  });

  test('the development server needs no build', async () => {
    const server = await createServer({ root, configFile, logLevel: 'error', server: { port: 0 } });
    await server.listen();
    const opened = await chromium.open(server.resolvedUrls!.local[0]!);
    expect(await tagWithForm(opened, 'rain')).toEqual(['Weather 88%']);
    expect(opened.errors).toEqual([]);
    await server.close();
  });
});

describe('the README of the repository', () => {
  const text = readFileSync(join(ROOT, 'README.md'), 'utf8');

  test('has a module for a bundler that works as it is typed', async () => {
    const root = join(PROJECT, 'vite-readme');
    writeBundle(join(root, 'public/model'), makeTinyBundle());
    writeFileSync(join(root, 'main.js'), codeBlocks(text, 'js')[1]!);
    writeFileSync(
      join(root, 'index.html'),
      '<input /><output></output><script type="module" src="./main.js"></script>',
    );
    await build({ root, configFile: join(PROJECT, 'vite/vite.config.js'), logLevel: 'error' });
    const server = await StaticServer.start(join(root, 'dist'));
    const { page } = await chromium.open(server.url);
    await expect
      .poll(
        async () => {
          const said = await page.locator('output').innerText();
          // Typed before the module listens, it is lost, and no sign tells.
          if (!said) {
            await page.getByRole('textbox').fill('');
            await page.getByRole('textbox').fill('football');
          }
          return said;
        },
        { interval: 200 },
      )
      .toBe('Sports');
    await server.stop();
  });

  test('has an element that works as it is typed', async () => {
    const server = await StaticServer.start(join(PROJECT, 'plain'));
    writeFileSync(join(PROJECT, 'plain/readme.html'), codeBlocks(text, 'html')[0]!);
    const { page, errors } = await chromium.open(`${server.url}readme.html`);
    await page.getByLabel('Title').fill('football');
    await page.getByRole('listitem').filter({ hasText: 'Sports' }).waitFor();
    expect(errors).toEqual([]);
    await server.stop();
  });
});

describe('without a bundler', () => {
  let server: StaticServer;
  let opened: OpenedPage;

  beforeAll(async () => {
    server = await StaticServer.start(join(PROJECT, 'plain'));
  });

  beforeEach(() => {
    server.headers = {};
    server.intercept = () => false;
  });

  afterAll(() => server.stop());

  async function openPage(): Promise<OpenedPage> {
    opened = await chromium.open(`${server.url}api.html`);
    await opened.page.waitForFunction(() => 'workerUrl' in window);
    return opened;
  }

  test('the full tier runs, and nothing comes from elsewhere', async () => {
    const { page, errors } = await openPage();
    const answer = await page.evaluate(async () => {
      const { createTagger } = window.linnet;
      const tagger = await createTagger({ baseUrl: 'model', tier: 'full' });
      const { tags } = await tagger.tag('football');
      tagger.dispose();
      return { tags, threads: tagger.info.threads };
    });
    expect(answer.tags.map(({ label }) => label)).toEqual(['Sports']);
    expect(answer.threads).toBe(1);
    expect(errors).toEqual([]);
    expectOwnOrigin(opened, server.url);
  });

  test('dispose ends every worker, and so does a start that is given up', async () => {
    server.headers = ISOLATION;
    const { page } = await openPage();
    const start = await page.evaluateHandle(() =>
      window.linnet.createTagger({ baseUrl: 'model', tier: 'full', threads: 2 }),
    );
    // The tagger's, its encoder's and the encoder's second thread.
    await expect.poll(() => chromium.workers()).toBe(3);
    await start.evaluate((tagger) => tagger.dispose());
    await expect.poll(() => chromium.workers()).toBe(0);
    await page.evaluate(async () => {
      const controller = new AbortController();
      await window.linnet
        .createTagger({
          baseUrl: 'model',
          tier: 'full',
          signal: controller.signal,
          onProgress: ({ phase }) => phase === 'start' && controller.abort(),
        })
        .catch(() => undefined);
    });
    await expect.poll(() => chromium.workers()).toBe(0);
  });

  test('an isolated page gets threads, no more than asked for', async () => {
    server.headers = ISOLATION;
    const { page } = await openPage();
    const answers = await page.evaluate(async () => {
      const { createTagger } = window.linnet;
      const run = async (threads: number) => {
        const tagger = await createTagger({ baseUrl: 'model', tier: 'full', threads });
        const { tags } = await tagger.tag('football');
        tagger.dispose();
        return [tagger.info.threads, tags[0]?.label];
      };
      return [await run(2), await run(1)];
    });
    expect(answers).toEqual([
      [2, 'Sports'],
      [1, 'Sports'],
    ]);
  });

  test('the second start needs no connection; clearCache removes what is kept', async () => {
    const { page } = await openPage();
    const start = (cache: boolean) =>
      page.evaluate(async (cache) => {
        const { createTagger } = window.linnet;
        const tagger = await createTagger({ baseUrl: 'model', tier: 'instant', cache });
        tagger.dispose();
      }, cache);
    const asked = () => server.requests.filter((path) => path.endsWith('instant.bin')).length;
    server.requests.length = 0;
    await start(false);
    await start(true);
    expect(asked()).toBe(2);
    await start(true);
    expect(asked()).toBe(2);
    await page.evaluate(async () => {
      await window.linnet.clearCache('model');
    });
    await start(true);
    expect(asked()).toBe(3);
  });

  test('a start can be given up, and a text too', async () => {
    const { page } = await openPage();
    server.intercept = (path) => path.endsWith('encoder.onnx.part2');
    const names = await page.evaluate(async () => {
      const { createTagger } = window.linnet;
      const controller = new AbortController();
      const starting = createTagger({
        baseUrl: 'model',
        tier: 'full',
        signal: controller.signal,
        onProgress: () => controller.abort(),
      }).catch((error: Error) => error.name);
      const first = await starting;
      const tagger = await createTagger({ baseUrl: 'model', tier: 'instant' });
      const signal = AbortSignal.abort();
      return [first, await tagger.tag('football', { signal }).catch((error: Error) => error.name)];
    });
    expect(names).toEqual(['AbortError', 'AbortError']);
  });

  test('a model on another origin wants that origin to allow it', async () => {
    const other = await StaticServer.start(PROJECT);
    const { page } = await openPage();
    const start = () =>
      page.evaluate(async (baseUrl) => {
        const { createTagger } = window.linnet;
        return createTagger({ baseUrl, tier: 'instant' }).then(
          (tagger) => tagger.info.tier as string,
          (error: Linnet.LinnetError) => error.code,
        );
      }, `${other.url}model`);
    expect(await start()).toBe('network');
    other.headers = { 'Access-Control-Allow-Origin': '*' };
    expect(await start()).toBe('instant');
    await other.stop();
  });

  test('a worker of the page’s own making passes a policy of Trusted Types', async () => {
    server.headers = { 'Content-Security-Policy': "require-trusted-types-for 'script'" };
    const { page } = await openPage();
    const answers = await page.evaluate(async () => {
      const { createTagger } = window.linnet;
      const { trustedTypes } = window as unknown as {
        trustedTypes: {
          createPolicy: (
            name: string,
            rules: { createScriptURL: (url: string) => string },
          ) => { createScriptURL: (url: string) => string };
        };
      };
      const policy = trustedTypes.createPolicy('own', { createScriptURL: (url) => url });
      const options = { baseUrl: 'model', tier: 'instant' } as const;
      const refused = await createTagger(options).catch((error: Linnet.LinnetError) => error.code);
      const url = policy.createScriptURL(window.workerUrl);
      const createWorker = () => new Worker(url, { type: 'module' });
      const tagger = await createTagger({ ...options, createWorker });
      return [refused, (await tagger.tag('football')).tags[0]?.label];
    });
    expect(answers).toEqual(['unsupported', 'Sports']);
  });

  test('the page’s own thread stays free while long texts are read', async () => {
    const { page } = await openPage();
    const tagger = await page.evaluateHandle(() =>
      window.linnet.createTagger({ baseUrl: 'model', tier: 'instant' }),
    );
    const longest = await longestOwnTask(page, () =>
      tagger.evaluate(async (handle) => {
        const text = { description: 'hospital and football, rain and wind. '.repeat(20_000) };
        for await (const _ of handle.tagBatch([text, text, text])) void _;
      }),
    );
    // Browsers call a longer task a long one.
    expect(longest).toBeLessThanOrEqual(50);
  });
});
