// Downloads of the bundle's files: nothing unchecked is used, one retry, plain words on failure.
import { createHash } from 'node:crypto';
import type { BundleFile } from 'linnet-core';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { downloadFile } from '../../../web/src/bundle/download';
import { TaggerError } from '../../../web/src/protocol/failure';

const CONTENT = [Buffer.from('first part, '), Buffer.from('second')];

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const FILE: BundleFile = {
  name: 'weights.bin',
  bytes: 18,
  sha256: digest(Buffer.concat(CONTENT)),
  parts: CONTENT.map((bytes, index) => ({
    name: `weights.bin.${index}`,
    bytes: bytes.length,
    sha256: digest(bytes),
  })),
};

/** What the core's manifest does. */
function verifyPart(_file: string, part: number, bytes: number, sha256: string): void {
  const promised = FILE.parts[part];
  if (promised?.bytes !== bytes || promised.sha256 !== sha256) {
    throw new TaggerError('corrupt', `${promised?.name} differs`);
  }
}

const download = (onProgress?: (bytes: number) => void) =>
  downloadFile(FILE, {
    baseUrl: 'https://example.org/linnet/model/',
    verifyPart,
    ...(onProgress ? { onProgress } : {}),
  });

const requests: { url: string; cache: RequestCache | undefined }[] = [];
let answer: (part: number, attempt: number) => Response;

beforeEach(() => {
  requests.length = 0;
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    requests.push({ url, cache: init.cache });
    const part = Number(url.at(-1));
    return answer(part, requests.filter((request) => request.url === url).length);
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const good = (part: number) => new Response(CONTENT[part] ?? null);

describe('a whole download', () => {
  test('joins the parts in order and asks for each once, below the base address', async () => {
    answer = good;
    expect(Buffer.from(await download()).toString()).toBe('first part, second');
    expect(requests.map(({ url }) => url)).toEqual([
      'https://example.org/linnet/model/weights.bin.0',
      'https://example.org/linnet/model/weights.bin.1',
    ]);
  });

  test('tells progress in bytes of the whole file', async () => {
    answer = good;
    const seen: number[] = [];
    await download((bytes) => seen.push(bytes));
    expect(seen).toEqual([12, 18]);
  });
});

describe('one retry', () => {
  test('mends a part that was corrupted on the way, past the caches', async () => {
    answer = (part, attempt) => (part === 1 && attempt === 1 ? new Response('sEcond') : good(part));
    expect(Buffer.from(await download()).toString()).toBe('first part, second');
    expect(requests.map(({ cache }) => cache)).toEqual([undefined, undefined, 'reload']);
  });

  test('mends a download that broke off', async () => {
    answer = (part, attempt) =>
      attempt > 1
        ? good(part)
        : new Response(
            new ReadableStream({
              start(controller) {
                controller.enqueue(new TextEncoder().encode('fi'));
                controller.error(new Error('connection reset'));
              },
            }),
          );
    expect(Buffer.from(await download()).toString()).toBe('first part, second');
  });

  test('is the only one: a part that stays corrupt is never used', async () => {
    answer = (part) => (part === 0 ? new Response('FIRST PART, ') : good(part));
    await expect(download()).rejects.toMatchObject({ code: 'corrupt' });
    expect(requests.filter(({ url }) => url.endsWith('0'))).toHaveLength(2);
  });

  test('is not spent on a file that is not there', async () => {
    answer = () => new Response('', { status: 404 });
    await expect(download()).rejects.toMatchObject({
      code: 'missing',
      message: 'weights.bin.0 is not on this site.',
    });
    expect(requests.filter(({ url }) => url.endsWith('0'))).toHaveLength(1);
  });
});

describe('what else can go wrong', () => {
  test('a part that is too long is stopped', async () => {
    answer = () => new Response('far more bytes than the manifest promises');
    await expect(download()).rejects.toMatchObject({ code: 'corrupt' });
  });

  test('a part that is too short is corrupt', async () => {
    answer = () => new Response('first');
    await expect(download()).rejects.toMatchObject({ code: 'corrupt' });
  });

  test('no connection is told in words for people', async () => {
    answer = () => {
      throw new TypeError('Failed to fetch');
    };
    await expect(download()).rejects.toMatchObject({
      code: 'network',
      message: 'weights.bin.0 could not be downloaded. Check the connection and try again.',
    });
  });

  test('a page without crypto.subtle says how to open it', async () => {
    answer = good;
    vi.stubGlobal('crypto', {});
    await expect(download()).rejects.toThrow(/HTTPS or from localhost/);
  });
});
