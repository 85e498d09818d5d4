// The worker's logic: tiers load on request, the latest text alone is answered, nothing is lost.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Request, Response as Message } from '../../../web/src/protocol/messages';
import { NO_SETTINGS } from '../../../web/src/tagger/adjustment';
import { Tagger } from '../../../web/src/tagger/tagger';
import { PartStore } from '../../../web/src/bundle/part-store';
import { FakeEncoder, LIMITS, RUNTIME, fakeCore } from './fake-core';

let sent: Message[];
let encoders: FakeEncoder[];
let startError: Error | undefined;
let threadedStartError: Error | undefined;
let instantWeight: number;
let detects: boolean;
let tagger: Tagger;
let serve: (url: string) => Response;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  sent = [];
  encoders = [];
  startError = undefined;
  threadedStartError = undefined;
  instantWeight = 0;
  detects = false;
  serve = () => new Response('four');
  vi.stubGlobal('fetch', async (url: string) => serve(url));
  tagger = new Tagger({
    loadCore: async () => fakeCore(instantWeight, detects),
    openStore: async () => PartStore.none(),
    runtime: RUNTIME,
    createEncoder: () => {
      const encoder = new FakeEncoder();
      encoder.startError = startError;
      encoder.threadedStartError = threadedStartError;
      encoders.push(encoder);
      return encoder;
    },
    send: (message) => sent.push(message),
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const MODEL_URL = 'https://example.org/linnet/model/';

/** SHA-256 is computed on another thread, which fake timers do not move. */
async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!condition() && performance.now() < deadline) {
    // A timer of 0 ms that is set while the fake clock ticks is due a millisecond later.
    await vi.advanceTimersByTimeAsync(1);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(condition(), `sent: ${JSON.stringify(sent)}`).toBe(true);
}

const ofType = <Type extends Message['type']>(type: Type) =>
  sent.filter((message): message is Extract<Message, { type: Type }> => message.type === type);

const classify = (id: number, title: string, description = ''): Request => ({
  type: 'classify',
  id,
  title,
  description,
});

async function start(...tiers: ('instant' | 'full')[]): Promise<void> {
  tagger.handle({ type: 'open', modelUrl: MODEL_URL });
  for (const tier of tiers) tagger.handle({ type: 'load', tier });
  await until(() => tiers.every((name) => ofType('ready').some(({ tier }) => tier === name)));
}

describe('opening', () => {
  test('tells the sizes of the tiers, shared files counted with the instant one', async () => {
    await start();
    await until(() => ofType('opened').length === 1);
    expect(ofType('opened')[0]?.bundle.tiers).toMatchObject([
      { tier: 'instant', bytes: 12 },
      { tier: 'full', bytes: 8 },
    ]);
  });

  test('a site without a model is told as such', async () => {
    serve = () => new Response('', { status: 404 });
    tagger.handle({ type: 'open', modelUrl: MODEL_URL });
    await until(() => ofType('open-failed').length === 1);
    expect(ofType('open-failed')[0]?.failure).toEqual({
      code: 'missing',
      message: `This site has no model: ${MODEL_URL}manifest.json is missing.`,
    });
  });
});

describe('loading', () => {
  test('downloads what both tiers share once', async () => {
    const urls: string[] = [];
    serve = (url) => {
      urls.push(url.slice(url.lastIndexOf('/') + 1));
      return new Response('four');
    };
    await start('instant', 'full');
    expect(urls.sort()).toEqual([
      'encoder.onnx',
      'instant.bin',
      'labels.json',
      'manifest.json',
      'runtime.wasm',
      'tokenizer.model',
    ]);
  });

  test('asked for twice, loads once', async () => {
    await start('full');
    tagger.handle({ type: 'load', tier: 'full' });
    await vi.advanceTimersByTimeAsync(1000);
    expect(encoders).toHaveLength(1);
  });

  test('ends at the promised number of bytes', async () => {
    await start('instant');
    expect(ofType('progress').at(-1)).toMatchObject({ receivedBytes: 12, totalBytes: 12 });
  });

  test('a failed start frees the encoder, and can be tried again', async () => {
    startError = new RangeError('Array buffer allocation failed');
    tagger.handle({ type: 'open', modelUrl: MODEL_URL });
    tagger.handle({ type: 'load', tier: 'full' });
    await until(() => ofType('load-failed').length === 1);
    expect(ofType('load-failed')[0]?.failure.code).toBe('out-of-memory');
    expect(encoders[0]?.disposed).toBe(true);

    startError = undefined;
    tagger.handle({ type: 'load', tier: 'full' });
    await until(() => ofType('ready').length === 1);
  });

  test('a start with threads that fails is tried once more with one', async () => {
    threadedStartError = new Error('no thread came up');
    tagger.handle({ type: 'open', modelUrl: MODEL_URL });
    tagger.handle({ type: 'load', tier: 'full' });
    await until(() => ofType('ready').length === 1);
    expect(encoders.map(({ singleThread }) => singleThread)).toEqual([false, true]);
    expect(encoders[0]?.disposed).toBe(true);
    expect(ofType('ready')[0]).toMatchObject({ threads: 1, threadLimit: 'start-failed' });
  });

  test('unloaded, the encoder is ended, and may be loaded again', async () => {
    await start('full');
    tagger.handle({ type: 'unload' });
    expect(encoders[0]?.disposed).toBe(true);
    expect(ofType('unloaded')).toHaveLength(1);
    tagger.handle({ type: 'load', tier: 'full' });
    await until(() => ofType('ready').length === 2);
  });

  test('tells no progress after it failed, though other files still arrive', async () => {
    let arrive: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (arrive = resolve));
    serve = (url) =>
      url.endsWith('instant.bin')
        ? new Response('', { status: 404 })
        : new Response(
            new ReadableStream({
              async pull(controller) {
                if (url.endsWith('labels.json')) await held;
                controller.enqueue(new TextEncoder().encode('four'));
                controller.close();
              },
            }),
          );
    tagger.handle({ type: 'open', modelUrl: MODEL_URL });
    tagger.handle({ type: 'load', tier: 'instant' });
    await until(() => ofType('load-failed').length === 1);
    arrive();
    await vi.advanceTimersByTimeAsync(50);
    await new Promise((resolve) => setImmediate(resolve));
    expect(sent.filter(({ type }) => type !== 'storage').at(-1)?.type).toBe('load-failed');
  });

  test('a tier answers the text that was typed while it loaded', async () => {
    tagger.handle({ type: 'open', modelUrl: MODEL_URL });
    tagger.handle(classify(1, 'early'));
    tagger.handle({ type: 'load', tier: 'instant' });
    await until(() => ofType('answer').length === 1);
    expect(ofType('answer')[0]).toMatchObject({ id: 1, answer: { tier: 'instant' } });
  });
});

describe('tagging', () => {
  test('the instant tier answers first, the full one after a pause', async () => {
    await start('instant', 'full');
    tagger.handle(classify(1, 'a title'));
    await vi.advanceTimersByTimeAsync(100);
    expect(ofType('answer').map(({ answer }) => answer.tier)).toEqual(['instant']);
    expect(encoders[0]?.waiting).toBe(0);
    await vi.advanceTimersByTimeAsync(300);
    encoders[0]?.finish();
    await until(() => ofType('answer').length === 2);
    expect(ofType('answer')[1]).toMatchObject({ id: 1, answer: { tier: 'full', windows: 1 } });
  });

  test('of texts that come at once only the last is answered', async () => {
    await start('instant');
    for (const id of [1, 2, 3]) tagger.handle(classify(id, 'x'.repeat(id)));
    await vi.advanceTimersByTimeAsync(10);
    expect(ofType('answer').map(({ id }) => id)).toEqual([3]);
  });

  test('a long text is read in windows, and their logits are averaged', async () => {
    await start('full');
    tagger.handle(classify(1, 'title', 'three words here'));
    await vi.advanceTimersByTimeAsync(300);
    for (let window = 0; window < 3; ++window) {
      encoders[0]?.finish();
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(encoders[0]?.tokens).toEqual([0, 1, 2]);
    const answer = ofType('answer')[0]?.answer;
    expect(answer?.windows).toBe(3);
    expect(answer?.tags.map(({ probability }) => probability)).toEqual([0.1, 0.5]);
  });

  test('an overtaken text stops between windows, and the newer one follows', async () => {
    await start('full');
    tagger.handle(classify(1, 'old', 'four words of text'));
    await vi.advanceTimersByTimeAsync(300);
    tagger.handle(classify(2, 'new', 'one'));
    encoders[0]?.finish();
    await vi.advanceTimersByTimeAsync(300);
    encoders[0]?.finish();
    await until(() => ofType('answer').length === 1);
    expect(encoders[0]?.tokens).toEqual([0, 0]);
    expect(ofType('answer')[0]?.id).toBe(2);
  });

  test('a cancelled text is not answered', async () => {
    await start('instant', 'full');
    tagger.handle(classify(1, 'a title'));
    tagger.handle({ type: 'cancel' });
    await vi.advanceTimersByTimeAsync(1000);
    expect(ofType('answer')).toEqual([]);
  });
});

describe('settings', () => {
  test('are asked of the latest answers at once, without another reading', async () => {
    await start('instant', 'full');
    tagger.handle(classify(1, 'a title', 'word'));
    await vi.advanceTimersByTimeAsync(300);
    encoders[0]?.finish();
    await until(() => ofType('answer').length === 2);
    tagger.handle({
      type: 'adjust',
      settings: { ...NO_SETTINGS, shift: 1, excluded: ['Short', 'Unknown'] },
    });
    const [instant, full] = ofType('answer').slice(2);
    expect(instant?.answer.tier).toBe('instant');
    expect(full?.answer.tier).toBe('full');
    expect(full?.answer.tags).toEqual([
      { label: 'Long', probability: 0.5, threshold: 1, clear: true },
    ]);
    expect(encoders[0]?.tokens).toHaveLength(1);
  });

  test('know a title alone from a text with a description', async () => {
    await start('instant');
    tagger.handle(classify(1, 'a title'));
    await until(() => ofType('answer').length === 1);
    tagger.handle(classify(2, 'a title', 'word'));
    await until(() => ofType('answer').length === 2);
    const thresholds = ofType('answer').map(({ answer }) => answer.tags[0]?.threshold);
    expect(thresholds).toEqual([7, 0]);
  });

  test('are asked of what is typed afterwards', async () => {
    await start('instant');
    tagger.handle({ type: 'adjust', settings: { ...NO_SETTINGS, excluded: ['Long'] } });
    tagger.handle(classify(1, 'a title'));
    await until(() => ofType('answer').length === 1);
    expect(ofType('answer')[0]?.answer.tags.map(({ label }) => label)).toEqual(['Short']);
  });
});

describe('all of a long text', () => {
  const nine = 'one two three four five six seven eight nine';
  const readAll: Request = { type: 'adjust', settings: { ...NO_SETTINGS, readAll: true } };
  const lastOfFull = () => ofType('answer').findLast(({ answer }) => answer.tier === 'full');

  async function finish(windows: number): Promise<void> {
    for (let window = 0; window < windows; ++window) {
      await vi.advanceTimersByTimeAsync(300);
      encoders[0]?.finish();
    }
  }

  test('is read where that is asked for, and its beginning alone again where it is not', async () => {
    await start('full');
    tagger.handle(classify(1, 'a title', nine));
    await finish(LIMITS.maxWindows);
    await until(() => ofType('answer').length === 1);
    expect(lastOfFull()?.answer).toMatchObject({ truncated: true, windows: LIMITS.maxWindows });

    tagger.handle(readAll);
    await finish(9);
    await until(() => lastOfFull()?.answer.windows === 9);
    expect(lastOfFull()?.answer.truncated).toBe(false);

    tagger.handle({ type: 'adjust', settings: NO_SETTINGS });
    await finish(LIMITS.maxWindows);
    await until(() => lastOfFull()?.answer.truncated === true);
  });

  test('that is being read by its beginning is begun anew', async () => {
    await start('full');
    tagger.handle(classify(1, 'a title', nine));
    await vi.advanceTimersByTimeAsync(300);
    tagger.handle(readAll);
    await finish(1 + 9);
    await until(() => ofType('answer').length === 1);
    expect(lastOfFull()?.answer.windows).toBe(9);
  });

  test('that was short needs no other reading', async () => {
    await start('full');
    tagger.handle(classify(1, 'a title', 'word'));
    await finish(1);
    await until(() => ofType('answer').length === 1);
    tagger.handle(readAll);
    await vi.advanceTimersByTimeAsync(300);
    expect(encoders[0]?.tokens).toHaveLength(1);
  });
});

describe('a text that does not read like a data set', () => {
  test('gets no tags of either tier, until any text shall be tagged', async () => {
    detects = true;
    await start('instant', 'full');
    tagger.handle(classify(1, 'hello there', 'word'));
    await vi.advanceTimersByTimeAsync(300);
    encoders[0]?.finish();
    await until(() => ofType('answer').length === 2);
    for (const { answer } of ofType('answer')) {
      expect(answer).toMatchObject({ dataSet: false, tags: [] });
    }
    tagger.handle({ type: 'adjust', settings: { ...NO_SETTINGS, anyText: true } });
    for (const { answer } of ofType('answer').slice(2)) {
      expect(answer.dataSet).toBe(false);
      expect(answer.tags).toHaveLength(2);
    }
    expect(ofType('answer')).toHaveLength(4);
  });

  test('is told from one that does', async () => {
    detects = true;
    await start('instant');
    tagger.handle(classify(1, 'a title'));
    await until(() => ofType('answer').length === 1);
    expect(ofType('answer')[0]?.answer.dataSet).toBe(true);
    expect(ofType('opened')[0]?.bundle.detectsDataSets).toBe(true);
  });
});

describe('reasons', () => {
  const explain = (tier: 'instant' | 'full', label = 'Long'): Request => ({
    type: 'explain',
    id: 1,
    tier,
    label,
  });

  async function answered(...tiers: ('instant' | 'full')[]): Promise<void> {
    await start(...tiers);
    tagger.handle(classify(1, 'a title', 'word'));
    await vi.advanceTimersByTimeAsync(300);
    encoders[0]?.finish();
    await until(() => ofType('answer').length === tiers.length);
  }

  test('of the instant tier come from the core', async () => {
    await answered('instant');
    tagger.handle(explain('instant'));
    await until(() => ofType('explained').length === 1);
    expect(ofType('explained')[0]).toEqual({
      type: 'explained',
      id: 1,
      reasons: {
        label: 'Long',
        tier: 'instant',
        title: [{ text: 'a title', effect: 2 }],
        description: [],
      },
    });
  });

  test('of the full tier come from reading without each word, with progress', async () => {
    await answered('full');
    tagger.handle(explain('full'));
    for (let reading = 0; reading < 4; ++reading) {
      await until(() => encoders[0]?.waiting === 1);
      encoders[0]?.finish();
    }
    await until(() => ofType('explained').length === 1);
    expect(ofType('explain-progress').map(({ done, total }) => [done, total])).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
    const { title, description } = ofType('explained')[0]!.reasons;
    expect(title.map(({ text }) => text)).toEqual(['a', ' ', 'title']);
    expect(description.map(({ text }) => text)).toEqual(['word']);
  });

  test.each<[string, Request]>([
    ['given up', { type: 'cancel-explain' }],
    ['overtaken by a text', classify(2, 'another')],
    ['overtaken by an empty text', { type: 'cancel' }],
  ])('that are %s stop, and are not told', async (_name, request) => {
    await answered('full');
    tagger.handle(explain('full'));
    await until(() => encoders[0]?.waiting === 1);
    tagger.handle(request);
    encoders[0]?.finish();
    await vi.advanceTimersByTimeAsync(1);
    expect(ofType('explained')).toEqual([]);
    expect(ofType('explain-failed')).toEqual([]);
    // The encoder is free again.
    tagger.handle(classify(3, 'the next'));
    await vi.advanceTimersByTimeAsync(300);
    await until(() => {
      encoders[0]?.finish();
      return ofType('answer').some(({ id }) => id === 3);
    });
  });

  test('asked for while the encoder is at work come when it is free', async () => {
    await answered('full');
    tagger.handle(explain('full'));
    await until(() => encoders[0]?.waiting === 1);
    tagger.handle({ type: 'cancel-explain' });
    tagger.handle(explain('full', 'Short'));
    await until(() => {
      encoders[0]?.finish();
      return ofType('explained').length === 1;
    });
    expect(ofType('explained')[0]?.reasons.label).toBe('Short');
    expect(ofType('explain-failed')).toEqual([]);
  });

  test('under way while the text is to be read otherwise come after that', async () => {
    await answered('full');
    tagger.handle(
      classify(1, 'a title', 'of so many words that it has more windows than eight of them'),
    );
    await vi.advanceTimersByTimeAsync(300);
    await until(() => {
      encoders[0]?.finish();
      return ofType('answer').length === 2;
    });
    tagger.handle(explain('full'));
    await until(() => encoders[0]?.waiting === 1);
    tagger.handle({ type: 'adjust', settings: { ...NO_SETTINGS, readAll: true } });
    await until(() => {
      encoders[0]?.finish();
      return ofType('explained').length === 1;
    });
    expect(ofType('explain-failed')).toEqual([]);
    const order = sent.map(({ type }) => type);
    expect(order.lastIndexOf('answer')).toBeLessThan(order.indexOf('explained'));
  });

  test.each(['under way', 'waiting'])(
    'that are %s when the tier is unloaded fail in words',
    async (which) => {
      await answered('full');
      if (which === 'waiting') {
        tagger.handle({ type: 'adjust', settings: { ...NO_SETTINGS, readAll: true } });
        tagger.handle(classify(1, 'a title', 'word and more'));
        await vi.advanceTimersByTimeAsync(300);
      }
      tagger.handle(explain('full'));
      await until(() => encoders[0]?.waiting === 1);
      tagger.handle({ type: 'unload' });
      await until(() => ofType('explain-failed').length === 1);
      expect(ofType('explain-failed')[0]?.failure.message).toMatch(/full tier is not loaded/);
      await vi.advanceTimersByTimeAsync(300);
      expect(ofType('explain-failed')).toHaveLength(1);
      expect(ofType('explained')).toEqual([]);
    },
  );

  test('of a tier that is not there, or for an unknown label, fail in words', async () => {
    await answered('instant');
    tagger.handle(explain('full'));
    tagger.handle(explain('instant', 'Unknown'));
    await until(() => ofType('explain-failed').length === 1);
    expect(ofType('explain-failed')[0]?.failure).toEqual({
      code: 'not-found',
      message: 'The instant tier is not loaded or has no label "Unknown".',
    });
  });

  test('of a text that is no longer the latest are not given', async () => {
    await answered('instant');
    tagger.handle(classify(2, 'another'));
    tagger.handle(explain('instant'));
    await vi.advanceTimersByTimeAsync(10);
    expect(ofType('explained')).toEqual([]);
  });
});

describe('a blended full tier', () => {
  beforeEach(() => {
    instantWeight = 0.5;
  });

  /** Till what it gives is called. */
  function withoutInstantFile(): () => void {
    let missing = true;
    serve = (url) =>
      missing && url.endsWith('instant.bin')
        ? new Response('', { status: 404 })
        : new Response('four');
    return () => (missing = false);
  }

  test('loads the instant tier as well, and adds its share to the logits', async () => {
    await start('full');
    tagger.handle(classify(1, 'four', 'one'));
    await until(() => encoders[0]?.waiting === 1);
    encoders[0]!.finish();
    const answer = () => ofType('answer').find(({ answer: { tier } }) => tier === 'full')?.answer;
    await until(() => answer() !== undefined);
    // The encoder gives 0 and 50, the instant tier 4 and 4.
    expect(answer()).toMatchObject({
      tier: 'full',
      tags: [
        { label: 'Short', probability: expect.closeTo(0.02) },
        { label: 'Long', probability: expect.closeTo(0.52) },
      ],
    });
  });

  test('needs the instant tier, which is loaded once for both', async () => {
    const urls: string[] = [];
    serve = (url) => {
      urls.push(url);
      return new Response('four');
    };
    await start('instant', 'full');
    expect(urls.filter((url) => url.endsWith('instant.bin'))).toHaveLength(1);
  });

  test('brings the instant tier along that failed before', async () => {
    const arrive = withoutInstantFile();
    tagger.handle({ type: 'open', modelUrl: MODEL_URL });
    tagger.handle({ type: 'load', tier: 'instant' });
    await until(() => ofType('load-failed').length === 1);
    arrive();
    tagger.handle({ type: 'load', tier: 'full' });
    await until(() => ofType('ready').length === 2);
    expect(ofType('ready').map(({ tier }) => tier)).toEqual(['full', 'instant']);
    tagger.handle(classify(1, 'a title'));
    await until(() => ofType('answer').some(({ answer }) => answer.tier === 'instant'));
  });

  test('ends what it told of the instant tier where that fails', async () => {
    withoutInstantFile();
    tagger.handle({ type: 'open', modelUrl: MODEL_URL });
    tagger.handle({ type: 'load', tier: 'full' });
    await until(() => ofType('load-failed').length === 2);
    expect(ofType('load-failed').map(({ tier }) => tier)).toEqual(['full', 'instant']);
  });

  test('that fails by itself leaves the instant tier its own failure', async () => {
    const arrive = withoutInstantFile();
    tagger.handle({ type: 'open', modelUrl: MODEL_URL });
    tagger.handle({ type: 'load', tier: 'instant' });
    await until(() => ofType('load-failed').length === 1);
    arrive();
    serve = (url) =>
      url.endsWith('encoder.onnx') ? new Response('', { status: 500 }) : new Response('four');
    tagger.handle({ type: 'load', tier: 'full' });
    await until(() => ofType('load-failed').some(({ tier }) => tier === 'full'));
    for (const { tier, failure } of ofType('load-failed')) {
      expect(failure.message).toContain(tier === 'full' ? 'encoder.onnx' : 'instant.bin');
    }
  });

  test('without the instant tier fails, and may be asked for again', async () => {
    const arrive = withoutInstantFile();
    tagger.handle({ type: 'open', modelUrl: MODEL_URL });
    tagger.handle({ type: 'load', tier: 'full' });
    await until(() => ofType('load-failed').length > 0);
    expect(ofType('load-failed')[0]?.tier).toBe('full');
    expect(encoders[0]!.disposed).toBe(true);
    arrive();
    tagger.handle({ type: 'load', tier: 'full' });
    await until(() => ofType('ready').some(({ tier }) => tier === 'full'));
  });
});
