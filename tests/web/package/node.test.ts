// The installed package in Node.js, from a folder and over HTTP.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Tagger, TaggerOptions } from '../../../web/package/src/api';
import type * as Linnet from '../../../web/package/src/index';
import { PATIENCE_MILLISECONDS } from '../../../scripts/lib/patience.mjs';
import { LABELS, makeTinyBundle } from '../tiny-bundle/tiny-bundle';
import { INSTALLED, PROJECT, writeBundle } from './packed';
import { StaticServer } from './static-server';

const MODEL = join(PROJECT, 'model');

let linnet: typeof Linnet;
let opened: Tagger[] = [];
/** For the tests that do nothing to them. */
let instant: Tagger;
let full: Tagger;

beforeAll(async () => {
  linnet = (await import(pathToFileURL(join(INSTALLED, 'dist/node.js')).href)) as typeof Linnet;
  instant = await linnet.createTagger({ baseUrl: MODEL, tier: 'instant' });
  full = await linnet.createTagger({ baseUrl: MODEL, tier: 'best' });
});

afterAll(() => {
  instant.dispose();
  full.dispose();
});

afterEach(() => {
  for (const tagger of opened) tagger.dispose();
  opened = [];
});

async function open(options: Partial<TaggerOptions> = {}): Promise<Tagger> {
  const tagger = await linnet.createTagger({ baseUrl: MODEL, tier: 'instant', ...options });
  opened.push(tagger);
  return tagger;
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it succeeded'),
    (error: unknown) => error,
  );

const labelsOf = ({ tags }: Awaited<ReturnType<Tagger['tag']>>) => tags.map(({ label }) => label);

describe('tagging', () => {
  test('the instant tier gives tags with their probabilities and thresholds', async () => {
    const tagger = instant;
    expect(await tagger.tag({ title: 'football', description: 'rain' })).toEqual({
      tier: 'instant',
      tags: expect.arrayContaining([
        { label: 'Sports', probability: expect.closeTo(1, 2), threshold: 0.5, clear: true },
      ]),
      truncated: false,
      windows: 1,
      dataSet: true,
      milliseconds: expect.any(Number),
    });
  });

  test('the full tier runs through ONNX Runtime, and reads a long text in windows', async () => {
    const tagger = full;
    const result = await tagger.tag({ title: 'football' });
    expect(result.tags).toEqual([
      { label: 'Sports', probability: expect.closeTo(0.88, 2), threshold: 0.5, clear: true },
    ]);
    expect((await tagger.tag({ description: 'football '.repeat(60) })).windows).toBeGreaterThan(1);
    expect((await tagger.tag({ description: 'football '.repeat(600) })).truncated).toBe(true);
  });

  test('the first line of a string is the title', async () => {
    const tagger = full;
    const { milliseconds: _, ...asString } = await tagger.tag('football\n\nrain and birds');
    const asFields = await tagger.tag({ title: 'football', description: 'rain and birds' });
    expect(asFields).toMatchObject(asString);
  });

  test('topK and threshold choose among all labels', async () => {
    const tagger = full;
    const text = 'football hospital';
    expect(labelsOf(await tagger.tag(text)).sort()).toEqual(['Health', 'Sports']);
    expect(labelsOf(await tagger.tag(text, { topK: 1 }))).toHaveLength(1);
    expect(labelsOf(await tagger.tag(text, { threshold: 0.9 }))).toEqual([]);
    expect(labelsOf(await tagger.tag(text, { threshold: 0 }))).toHaveLength(LABELS.length);
    expect(labelsOf(await tagger.tag(text, { threshold: 0, topK: 3 }))).toHaveLength(3);
  });

  test('labels and info tell about the model', async () => {
    const tagger = full;
    expect(tagger.labels).toEqual(LABELS);
    expect(tagger.info).toMatchObject({ name: 'tiny', version: '1', tier: 'full' });
    expect(tagger.info.tiers.map(({ tier, metrics }) => [tier, metrics['micro_f1']])).toEqual([
      ['instant', 0.4],
      ['full', 0.5],
    ]);
  });

  test.each([
    ['a number for a text', 7, {}],
    ['an object without fields', {}, {}],
    ['a title that is a number', { title: 7 }, {}],
    ['topK 0', 'football', { topK: 0 }],
    ['a threshold over 1', 'football', { threshold: 2 }],
  ])('%s is refused', async (_name, text, options) => {
    const tagger = instant;
    const error = await failure(tagger.tag(text as string, options));
    expect(error).toBeInstanceOf(linnet.LinnetError);
    expect(error).toMatchObject({ code: 'invalid-argument' });
  });
});

test.each(['head', 'head and tokenizer'] as const)(
  'a full tier with its own %s gives the same tags and reasons',
  async (shape) => {
    const folder = join(PROJECT, shape.replaceAll(' ', '-'));
    writeBundle(folder, makeTinyBundle({ shape }));
    const tagger = await open({ baseUrl: folder, tier: 'full' });
    const whole = await open({ baseUrl: MODEL, tier: 'full' });
    const text = { title: 'football', description: 'patients and football' };
    const { tags } = await tagger.tag(text);
    expect(tags).toEqual((await whole.tag(text)).tags);
    expect(tags.map(({ label }) => label)).toEqual(['Sports', 'Health']);
    expect(await tagger.explain(text, 'Sports')).toEqual(await whole.explain(text, 'Sports'));
  },
);

describe('a text that does not read like a data set', () => {
  test('is told, and gets no tags unless any text shall be tagged', async () => {
    const detecting = join(PROJECT, 'detecting');
    writeBundle(detecting, makeTinyBundle({ detector: true }));
    for (const tier of ['instant', 'full'] as const) {
      const tagger = await open({ baseUrl: detecting, tier });
      expect(tagger.info.detectsDataSets).toBe(true);
      expect(await tagger.tag('football')).toMatchObject({ dataSet: true });
      const other = 'asdf qwer zxcv';
      expect(await tagger.tag(other)).toMatchObject({ dataSet: false, tags: [] });
      const lenient = { threshold: 0, topK: 2 };
      expect(labelsOf(await tagger.tag(other, lenient))).toHaveLength(2);
      expect(await tagger.tag(other, { anyText: true })).toMatchObject({ dataSet: false });
    }
  });

  test('is not told by a model without a detector', async () => {
    expect(instant.info.detectsDataSets).toBe(false);
    expect(await instant.tag('asdf qwer zxcv')).toMatchObject({ dataSet: true });
  });
});

describe('where the model is', () => {
  test('may be a file address, with or without the slash at its end', async () => {
    for (const baseUrl of [pathToFileURL(MODEL), `${pathToFileURL(MODEL).href}/`]) {
      expect(labelsOf(await (await open({ baseUrl })).tag('football'))).toEqual(['Sports']);
    }
  });

  test('may be an address of a server', async () => {
    const server = await StaticServer.start(PROJECT);
    const baseUrl = `${server.url}model`;
    expect(labelsOf(await (await open({ baseUrl, tier: 'full' })).tag('rain'))).toEqual([
      'Weather',
    ]);
    await server.stop();
  });

  test.each([
    ['a folder without a model', { baseUrl: PROJECT }, 'missing'],
    ['a server that is not there', { baseUrl: 'http://127.0.0.1:9/' }, 'network'],
    ['no address', { baseUrl: '' }, 'invalid-argument'],
    ['an unknown tier', { tier: 'quick' as 'full' }, 'invalid-argument'],
    ['no thread', { threads: 0 }, 'invalid-argument'],
  ])('%s is told by a code', async (_name, options, code) => {
    const error = await failure(open(options));
    expect(error).toBeInstanceOf(linnet.LinnetError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(/\.$/) });
  });
});

test('a page that is served in place of the manifest is told with its address', async () => {
  const folder = join(PROJECT, 'no-model');
  writeBundle(folder, new Map([['manifest.json', Buffer.from('<!doctype html>')]]));
  expect(await failure(open({ baseUrl: folder }))).toMatchObject({
    code: 'invalid-format',
    message: expect.stringMatching(/^file:.*no-model\/: manifest\.json: not well-formed JSON/),
  });
});

test('no options at all are refused in words', async () => {
  const { createTagger } = linnet as unknown as { createTagger: () => Promise<Tagger> };
  expect(await failure(createTagger())).toMatchObject({ code: 'invalid-argument' });
});

describe('a part whose bytes are not as promised', () => {
  const damaged = join(PROJECT, 'damaged');

  function damage(file: string): void {
    const bundle = makeTinyBundle();
    const content = Buffer.from(bundle.get(file)!);
    content[10]! ^= 1;
    bundle.set(file, content);
    writeBundle(damaged, bundle);
  }

  test('is never used', async () => {
    damage('instant.bin');
    expect(await failure(open({ baseUrl: damaged }))).toMatchObject({
      code: 'corrupt',
      message: expect.stringMatching(/instant\.bin.*SHA-256/),
    });
  });

  test('leaves "best" the instant tier, and the reason', async () => {
    damage('encoder.onnx.part1');
    const tagger = await open({ baseUrl: damaged, tier: 'best' });
    expect(tagger.info.tier).toBe('instant');
    expect(tagger.info.fallbackReason).toBeInstanceOf(linnet.LinnetError);
    expect(tagger.info.fallbackReason?.code).toBe('corrupt');
    expect(await failure(open({ baseUrl: damaged, tier: 'full' }))).toMatchObject({
      code: 'corrupt',
    });
  });

  test('of ONNX Runtime is refused as well', async () => {
    const wasm = join(PROJECT, 'not-the-runtime.wasm');
    writeFileSync(wasm, 'no WebAssembly');
    const module = join(PROJECT, 'node_modules/onnxruntime-web/dist/ort.node.min.mjs');
    const runtime = { module, wasm };
    expect(await failure(open({ tier: 'full', runtime }))).toMatchObject({ code: 'corrupt' });
  });
});

describe('progress', () => {
  test('grows to the promised total, then tells of the start', async () => {
    const seen: { phase: string; receivedBytes: number; totalBytes: number }[] = [];
    const tagger = await open({ tier: 'full', onProgress: (progress) => seen.push(progress) });
    const total = seen[0]!.totalBytes;
    const needed = tagger.info.tiers.reduce((sum, { bytes }) => sum + bytes, 0);
    // The full tier of the tiny bundle blends nothing in: instant.bin is not downloaded.
    const spared = readFileSync(join(MODEL, 'instant.bin')).length;
    expect(total).toBe(needed - spared);
    expect(seen.every(({ totalBytes }) => totalBytes === total)).toBe(true);
    const received = seen.map(({ receivedBytes }) => receivedBytes);
    expect(received).toEqual([...received].sort((a, b) => a - b));
    expect(seen.at(-1)).toEqual({ phase: 'start', receivedBytes: total, totalBytes: total });
  });
});

describe('many texts', () => {
  const words = ['football', 'rain', 'birds', 'hospital', 'audio'];
  const labels = ['Sports', 'Weather', 'Biology', 'Health', 'Audio'];

  test('are tagged in the order of the input', async () => {
    const tagger = instant;
    const results: string[] = [];
    for await (const result of tagger.tagBatch(words)) results.push(...labelsOf(result));
    expect(results).toEqual(labels);
  });

  test('are taken from the input no further ahead than asked', async () => {
    const tagger = instant;
    let taken = 0;
    let closed = false;
    async function* source() {
      try {
        for (;;) {
          taken += 1;
          yield 'football';
        }
      } finally {
        closed = true;
      }
    }
    let consumed = 0;
    for await (const _ of tagger.tagBatch(source(), { lookAhead: 4 })) {
      consumed += 1;
      expect(taken).toBeLessThanOrEqual(consumed + 4);
      if (consumed === 20) break;
    }
    await expect.poll(() => closed).toBe(true);
  });

  test('end with the first error, after the results before it', async () => {
    const tagger = instant;
    const results: string[] = [];
    const run = async () => {
      for await (const result of tagger.tagBatch(['football', 'rain', 5 as never, 'birds'])) {
        results.push(...labelsOf(result));
      }
    };
    expect(await failure(run())).toMatchObject({ code: 'invalid-argument' });
    expect(results).toEqual(['Sports', 'Weather']);
  });

  test('can be given up while the input has nothing', async () => {
    const tagger = instant;
    const controller = new AbortController();
    async function* source() {
      yield 'football';
      await new Promise(() => undefined);
    }
    const batch = tagger.tagBatch(source(), { signal: controller.signal });
    await batch.next();
    const waiting = failure(batch.next());
    controller.abort();
    expect(await waiting).toMatchObject({ name: 'AbortError' });
  });
});

describe('giving up', () => {
  const aborted = () => AbortSignal.abort();

  test('before the start', async () => {
    expect(await failure(open({ signal: aborted() }))).toMatchObject({ name: 'AbortError' });
  });

  test('while the model is downloaded', async () => {
    const server = await StaticServer.start(PROJECT);
    const controller = new AbortController();
    server.intercept = (path) => {
      if (!path.endsWith('instant.bin')) return false;
      controller.abort();
      return true;
    };
    const opening = open({ baseUrl: `${server.url}model`, signal: controller.signal });
    expect(await failure(opening)).toMatchObject({ name: 'AbortError' });
    await server.stop();
  });

  test('of a text that waits, with the reason given; the others are tagged', async () => {
    const tagger = full;
    const controller = new AbortController();
    const long = tagger.tag({ description: 'rain '.repeat(1000) });
    const given = failure(tagger.tag('football', { signal: controller.signal }));
    const last = tagger.tag('birds');
    controller.abort(new Error('changed my mind'));
    expect(await given).toMatchObject({ message: 'changed my mind' });
    expect(labelsOf(await long)).toEqual(['Weather']);
    expect(labelsOf(await last)).toEqual(['Biology']);
  });

  test('of many texts by one signal, without a warning of Node.js', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    const controller = new AbortController();
    const { signal } = controller;
    const given = Array.from({ length: 20 }, () => failure(instant.tag('rain', { signal })));
    const batch = instant.tagBatch(
      Array.from({ length: 40 }, () => 'rain'),
      { lookAhead: 40 },
    );
    controller.abort();
    await batch.next();
    for (const error of await Promise.all(given))
      expect(error).toMatchObject({ name: 'AbortError' });
    await batch.return();
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });

  test('by dispose: a batch that waits for its input', async () => {
    const tagger = await open();
    async function* source() {
      yield 'football';
      await new Promise(() => undefined);
    }
    const batch = tagger.tagBatch(source());
    await batch.next();
    const waiting = failure(batch.next());
    tagger.dispose();
    expect(await waiting).toMatchObject({ code: 'disposed' });
    expect(await failure(tagger.tagBatch(['rain']).next())).toMatchObject({ code: 'disposed' });
  });

  test('by dispose: what is under way and what comes later fail with "disposed"', async () => {
    const tagger = await open();
    const given = failure(tagger.tag('football'));
    tagger.dispose();
    tagger.dispose();
    expect(await given).toMatchObject({ code: 'disposed' });
    expect(await failure(tagger.tag('football'))).toMatchObject({ code: 'disposed' });
  });
});

describe('explain', () => {
  test.each(['instant', 'full'] as const)(
    '%s: says which words speak for a label',
    async (tier) => {
      const tagger = tier === 'full' ? full : instant;
      const title = 'Our football';
      const explanation = await tagger.explain({ title, description: 'and rain' }, 'Sports');
      expect(explanation).toMatchObject({ tier, label: 'Sports', threshold: 0.5 });
      expect(explanation.spans.map(({ field, text }) => [field, text])).toEqual([
        ['title', 'Our'],
        ['title', 'football'],
        ['description', 'and'],
        ['description', 'rain'],
      ]);
      const [best] = [...explanation.spans].sort((a, b) => b.effect - a.effect);
      expect(best).toMatchObject({ text: 'football', start: 4, end: 12 });
      expect(best!.effect).toBeGreaterThan(1);
      expect(title.slice(best!.start, best!.end)).toBe('football');
    },
  );

  test('of a long text reads stretches of words, no more of them than asked', async () => {
    const tagger = instant;
    const description = 'rain and wind over the hills '.repeat(20);
    const { spans } = await tagger.explain({ description }, 'Weather', { maxRuns: 30 });
    expect(spans.length).toBeLessThanOrEqual(30);
    expect(spans.length).toBeGreaterThan(15);
    expect(spans[0]).toMatchObject({ text: 'rain and wind over', start: 0 });
  });

  test('of a label that the model does not have is refused', async () => {
    const tagger = instant;
    expect(await failure(tagger.explain('football', 'Chess'))).toMatchObject({ code: 'not-found' });
  });

  test('can be given up', async () => {
    const tagger = full;
    const controller = new AbortController();
    const given = failure(
      tagger.explain('rain '.repeat(500), 'Weather', { signal: controller.signal }),
    );
    controller.abort();
    expect(await given).toMatchObject({ name: 'AbortError' });
    expect(labelsOf(await tagger.tag('football'))).toEqual(['Sports']);
  });
});

test('the example reads lines and writes lines, and the process ends by itself', () => {
  const input = ['{"title":"football"}', '{"title":"rain","description":"and birds"}'].join('\n');
  const output = execFileSync(process.execPath, ['tag-lines.js', '../model', 'full'], {
    cwd: join(PROJECT, 'node'),
    input,
    encoding: 'utf8',
    timeout: PATIENCE_MILLISECONDS,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const lines = output.trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { tags: string[] }).tags.sort())).toEqual([
    ['Sports'],
    ['Biology', 'Weather'],
  ]);
});

test('dispose ends every thread, and the memory goes with them', () => {
  writeFileSync(
    join(PROJECT, 'node/leaks.js'),
    `import { readdirSync } from 'node:fs';
     import { createTagger } from 'linnet';
     const threads = () => readdirSync('/proc/self/task').length;
     const before = threads();
     for (let round = 0; round < 4; ++round) {
       const tagger = await createTagger({ baseUrl: '../model', tier: 'full', threads: 2 });
       await tagger.tag('football');
       if (threads() <= before) throw new Error('the threads are not seen');
       tagger.dispose();
       while (threads() > before) await new Promise((resolve) => setTimeout(resolve, 5));
     }`,
  );
  execFileSync(process.execPath, ['leaks.js'], {
    cwd: join(PROJECT, 'node'),
    timeout: PATIENCE_MILLISECONDS,
  });
});

test('a program that forgets dispose() ends all the same', () => {
  writeFileSync(
    join(PROJECT, 'node/forgetful.js'),
    `import { createTagger } from 'linnet';
     const tagger = await createTagger({ baseUrl: '../model', tier: 'full' });
     console.log((await tagger.tag('football')).tags[0].label);`,
  );
  const output = execFileSync(process.execPath, ['forgetful.js'], {
    cwd: join(PROJECT, 'node'),
    encoding: 'utf8',
    timeout: PATIENCE_MILLISECONDS,
  });
  expect(output).toBe('Sports\n');
});
