// The full tier with the real core: its head in the graph or beside it, its pieces, its refusals.
import type { LinnetCore } from 'linnet-core';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { PartStore } from '../../../web/src/bundle/part-store';
import type { EncoderOutput } from '../../../web/src/encoder/messages';
import type { Encoder, Started } from '../../../web/src/tagger/full-tier';
import { TierLoader } from '../../../web/src/tagger/tier-loader';
import {
  LABELS,
  makeTinyBundle,
  tinyHead,
  type BundleOptions,
  type FullTierShape,
} from '../tiny-bundle/tiny-bundle';
import { RUNTIME } from './fake-core';
import { realCore } from './real-core';

let core: LinnetCore;

beforeAll(async () => {
  core = await realCore();
});

afterEach(() => vi.unstubAllGlobals());

/** Gives for its n-th window what the test has put there. */
class ScriptedEncoder implements Encoder {
  readonly broken = false;
  readonly windows: number[][] = [];
  output: EncoderOutput | undefined;
  disposed = false;

  constructor(private readonly outputs: number[][]) {}

  async start(_model: unknown, output: EncoderOutput): Promise<Started> {
    this.output = output;
    return { threads: 1, threadLimit: 'one-core' };
  }

  async run(tokens: Int32Array): Promise<Float32Array> {
    this.windows.push([...tokens]);
    return Float32Array.from(this.outputs[this.windows.length - 1] ?? []);
  }

  dispose(): void {
    this.disposed = true;
  }
}

async function load(options: BundleOptions, outputs: number[][] = []) {
  const bundle = makeTinyBundle(options);
  const encoder = new ScriptedEncoder(outputs);
  vi.stubGlobal('fetch', async (url: string) => {
    if (url.endsWith('runtime.wasm')) return new Response('four');
    const content = bundle.get(url.split('/model/')[1] ?? '');
    return content ? new Response(new Uint8Array(content)) : new Response('', { status: 404 });
  });
  const loader = new TierLoader({
    loadCore: async () => core,
    openStore: async () => PartStore.none(),
    runtime: RUNTIME,
    createEncoder: () => encoder,
    send: () => undefined,
  });
  await loader.open('https://example.org/linnet/model/');
  const loading = loader.loadFull(new AbortController().signal).then(({ tier }) => tier);
  return { encoder, loading };
}

const never = () => false;

describe('an encoder', () => {
  test.each<[FullTierShape, EncoderOutput]>([
    ['whole', 'logits'],
    ['head', 'embedding'],
    ['head and tokenizer', 'embedding'],
  ])('of a tier that is kept as "%s" is asked for its %s', async (shape, output) => {
    const { encoder, loading } = await load({ shape });
    (await loading).dispose();
    expect(encoder.output).toBe(output);
    expect(encoder.disposed).toBe(true);
  });

  test('has the embedding of each window turned into logits by the head, and these averaged', async () => {
    const embeddings = [
      [1, 2, 3, 4, 5, 600],
      [3, 2, 1, 0, -1, 7],
    ];
    const { encoder, loading } = await load({ shape: 'head' }, embeddings);
    const tier = await loading;
    const text = { title: 'football', description: 'rain '.repeat(40) };
    const reading = await tier.run(text, never);
    expect(encoder.windows).toHaveLength(2);
    // The tiny head turns the order about and doubles.
    expect([...reading!.logits]).toEqual([4, 4, 4, 4, 4]);
    tier.dispose();
  });

  test.each<[FullTierShape, number, RegExp]>([
    ['head', 5, /embeddings of 5 numbers, its head reads 6/],
    ['whole', 6, /differ in labels/],
  ])('of shape "%s" that gives %i numbers is refused', async (shape, count, message) => {
    const { loading } = await load({ shape }, [Array<number>(count).fill(0)]);
    const tier = await loading;
    await expect(tier.run({ title: 'rain', description: '' }, never)).rejects.toMatchObject({
      code: 'invalid-format',
      message: expect.stringMatching(message),
    });
    tier.dispose();
  });
});

test('the windows are of the tier’s own tokenizer where it has one', async () => {
  const windowsOf = async (shape: FullTierShape) => {
    const { encoder, loading } = await load({ shape }, [Array<number>(6).fill(0)]);
    const tier = await loading;
    await tier.run({ title: 'hospital', description: '' }, never);
    tier.dispose();
    return encoder.windows;
  };
  // The first and the last of the words: one tokenizer has them in the other's order.
  expect(await windowsOf('head')).toEqual([[0, 261, 2, 2]]);
  expect(await windowsOf('head and tokenizer')).toEqual([[0, 270, 2, 2]]);
});

test.each<[string, Buffer, RegExp]>([
  [
    'of labels in another order',
    tinyHead(LABELS.toReversed()),
    /label 0 is "Weather", not "Health"/,
  ],
  ['of a label more', tinyHead([...LABELS, 'Law']), /label 5 is "Law", not ""/],
  ['that is none', Buffer.from('nonsense'), /classification head: this is not one/],
])('a head %s is refused, and the encoder ended', async (_name, head, message) => {
  const { encoder, loading } = await load({ shape: 'head', head });
  await expect(loading).rejects.toMatchObject({
    code: 'invalid-format',
    message: expect.stringMatching(message),
  });
  expect(encoder.disposed).toBe(true);
});
