// What the worker of "Many at once" does, with tiers of ours: rows in their order, none lost.
import type { LinnetCore } from 'linnet-core';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { PartStore } from '../../../web/src/bundle/part-store';
import { ManyTagger } from '../../../web/src/many/batch/many-tagger';
import { RunStore } from '../../../web/src/many/batch/run-store';
import type {
  Request,
  Response as Message,
  RunSettings,
  ShownRow,
} from '../../../web/src/many/messages';
import { FakeEncoder, fakeCore, RUNTIME } from './fake-core';
import { realCore } from './real-core';

let real: LinnetCore;
let sent: Message[];
let encoder: FakeEncoder;
let tagger: ManyTagger;

beforeAll(async () => {
  real = await realCore();
});

beforeEach(() => {
  sent = [];
  encoder = new FakeEncoder();
  vi.stubGlobal('fetch', async () => new Response('four'));
  const { CsvReader, csvRecords } = real;
  tagger = new ManyTagger({
    loadCore: async () => ({ ...fakeCore(), CsvReader, csvRecords }),
    openStore: async () => PartStore.none(),
    // Without IndexedDB, as in some private modes.
    openRuns: (modelUrl) => RunStore.open(modelUrl),
    runtime: RUNTIME,
    createEncoder: () => encoder,
    send: (message) => sent.push(message),
  });
  tagger.handle({ type: 'open', modelUrl: 'https://example.org/model/' });
});

afterEach(() => vi.unstubAllGlobals());

const ofType = <Type extends Message['type']>(type: Type) =>
  sent.filter((message): message is Extract<Message, { type: Type }> => message.type === type);

/** The next message of this kind after `request`. */
async function reply<Type extends Message['type']>(request: Request, type: Type) {
  const before = ofType(type).length;
  tagger.handle(request);
  await vi.waitFor(() => expect(ofType(type).length).toBeGreaterThan(before), 5000);
  return ofType(type)[before]!;
}

const file = (text: string, name = 'some.csv') => new File([text], name);

const SETTINGS: RunSettings = {
  format: { kind: 'csv', delimiter: ',', header: true },
  columns: { title: 0, description: undefined },
  tier: 'instant',
};

async function rows(): Promise<readonly ShownRow[]> {
  return (await reply({ type: 'rows', id: 1, filter: 'all', begin: 0, end: 100 }, 'rows')).rows;
}

const titles = (shown: readonly ShownRow[]) => shown.map(({ title }) => title);

test('tells that nothing is kept where the browser keeps nothing', async () => {
  await vi.waitFor(() => expect(ofType('kept')[0]).toMatchObject({ keeping: 'unavailable' }));
});

describe('a file', () => {
  test('is read through before anything else: rows, columns, the first ones', async () => {
    const request: Request = { type: 'inspect', file: file('title,n\na,1\nb"c,2\nd,3\n') };
    expect((await reply(request, 'inspected')).inspection).toMatchObject({
      rows: 3,
      malformedRows: 1,
      columnNames: ['title', 'n'],
      guess: { title: 0 },
      preview: [
        ['a', '1'],
        ['d', '3'],
      ],
    });
  });

  test('that was overtaken by another is not told of', async () => {
    tagger.handle({ type: 'inspect', file: file('title\nold\n') });
    await reply({ type: 'inspect', file: file('title\nnew\nrow\n') }, 'inspected');
    expect(ofType('inspected').map(({ inspection }) => inspection.rows)).toEqual([2]);
  });

  test('that cannot be read any more ends the run, with what to do', async () => {
    const gone = file(`title\n${'a row of text\n'.repeat(5)}`);
    await reply({ type: 'inspect', file: gone }, 'inspected');
    gone.slice = () => {
      throw new DOMException('gone', 'NotFoundError');
    };
    const ended = await reply({ type: 'start', settings: SETTINGS, goOn: false }, 'run-ended');
    expect(ended).toMatchObject({ end: 'failed', failure: { code: 'not-found' } });
    expect(ended.failure?.message).toMatch(/Choose it again/);
  });
});

describe('a run', () => {
  test('has every row in its place: tagged, empty or with its error', async () => {
    await reply(
      { type: 'inspect', file: file('title,n\nabc,1\n" ",2\nb"c,3\nde,4\n') },
      'inspected',
    );
    await reply({ type: 'start', settings: SETTINGS, goOn: false }, 'run-ended');
    const shown = await rows();
    expect(shown.map(({ outcome }) => outcome.status)).toEqual([
      'tagged',
      'nothing-to-read',
      'failed',
      'tagged',
    ]);
    expect(shown[0]?.outcome).toMatchObject({ tags: [{ probability: 0.03 }, { label: 'Long' }] });
    expect(shown[2]?.outcome).toMatchObject({ error: { line: 4, column: 2 } });
    const failed = await reply(
      { type: 'rows', id: 2, filter: 'with-error', begin: 0, end: 10 },
      'rows',
    );
    expect(failed.rows.map(({ index }) => index)).toEqual([2]);
    expect(ofType('progress').at(-1)?.counts).toEqual({ done: 4, withoutTag: 1, withError: 1 });
  });

  test('whose encoder breaks keeps what is done, and goes on there with a new one', async () => {
    await reply({ type: 'inspect', file: file('title\na\nb\nc\n') }, 'inspected');
    const settings: RunSettings = { ...SETTINGS, tier: 'full' };
    tagger.handle({ type: 'start', settings, goOn: false });
    await vi.waitFor(() => expect(encoder.waiting).toBe(1));
    encoder.finish();
    await vi.waitFor(() => expect(encoder.waiting).toBe(1));
    encoder.break(new Error('the encoder stopped'));
    await vi.waitFor(() => expect(ofType('run-ended')).toHaveLength(1));
    expect(ofType('run-ended')[0]).toMatchObject({ end: 'failed' });
    expect(titles(await rows())).toEqual(['a']);

    encoder = new FakeEncoder();
    tagger.handle({ type: 'start', settings, goOn: true });
    for (let row = 0; row < 2; ++row) {
      await vi.waitFor(() => expect(encoder.waiting).toBe(1));
      encoder.finish();
    }
    await vi.waitFor(() => expect(ofType('run-ended')).toHaveLength(2));
    expect(ofType('run-ended')[1]?.end).toBe('finished');
    expect(titles(await rows())).toEqual(['a', 'b', 'c']);
  });

  test('pauses between two rows, and ends there where it is cancelled', async () => {
    await reply({ type: 'inspect', file: file('title\na\nb\nc\n') }, 'inspected');
    tagger.handle({ type: 'start', settings: { ...SETTINGS, tier: 'full' }, goOn: false });
    await vi.waitFor(() => expect(encoder.waiting).toBe(1));
    tagger.handle({ type: 'pause' });
    encoder.finish();
    await vi.waitFor(async () => expect(titles(await rows())).toEqual(['a']));
    expect(encoder.waiting).toBe(0);
    const ended = await reply({ type: 'cancel' }, 'run-ended');
    expect(ended.end).toBe('cancelled');
    expect(titles(await rows())).toEqual(['a']);
  });

  test('is downloaded without the rows that have an error, which are a file of their own', async () => {
    await reply({ type: 'inspect', file: file('title,tags\nabc,=x\nb"c,3\n') }, 'inspected');
    await reply({ type: 'start', settings: SETTINGS, goOn: false }, 'run-ended');
    const options = { format: 'csv', probabilities: true, neutraliseOriginals: true } as const;
    const results = await reply({ type: 'download-results', options }, 'download-ready');
    expect(results).toMatchObject({ name: 'some-tags.csv', neutralised: 1 });
    expect(await results.blob.text()).toBe(
      'title,tags,tags (2),probabilities,clear\nabc,\'=x,"Short,Long","0.03,0.03","false,false"\n',
    );
    const errors = await reply({ type: 'download-errors' }, 'download-ready');
    expect(errors.name).toBe('some-errors.csv');
    expect(await errors.blob.text()).toMatch(/^line,column,error\n3,2,"?CSV line 3, column 2/);
  });
});
