import { deflateRawSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import {
  isSharedText,
  makeShareLink,
  MAX_LINK_CHARACTERS,
  readShareLink,
} from '../../../web/src/documents/share-link';
import { processorTime } from './processor-time';

const PAGE = 'https://example.org/linnet/';
const fragmentOf = (link: string) => new URL(link).hash;
const fragment = (content: string | Buffer) =>
  `#1.${deflateRawSync(content).toString('base64url')}`;

describe('a link', () => {
  test.each([
    ['plain words', 'A title', 'A description.\nOf two lines.'],
    ['other scripts and emoji', 'Données 気温 🐦', '"quotes" <b>&amp;</b> % # ?'],
    ['nothing', '', ''],
  ])('gives back %s', async (_name, title, description) => {
    const link = await makeShareLink(`${PAGE}#old`, { title, description });
    expect(link.startsWith(`${PAGE}#1.`)).toBe(true);
    expect(link).toMatch(/#1\.[\w-]*$/);
    expect(await readShareLink(fragmentOf(link))).toEqual({ title, description });
  });

  test.each([
    '.',
    ')',
    ').',
    '>',
    '"',
    '\n',
    '%0A',
    '&fbclid=IwAR0x_9-z',
    '?utm_source=x',
    '_',
    '**',
    '__',
    '-',
    '–',
    '…',
    '=',
    '#measures',
  ])('is read with what others put behind it: %j', async (suffix) => {
    const text = { title: 'Daily rainfall', description: 'In Kenya, since 1950.' };
    const link = fragmentOf(await makeShareLink(PAGE, text));
    expect(await readShareLink(link + suffix)).toEqual(text);
  });

  test('is not called damaged where the browser cannot unpack it', async () => {
    const link = fragmentOf(await makeShareLink(PAGE, TEXT));
    vi.stubGlobal('DecompressionStream', function unsupported() {
      throw new TypeError('Unsupported compression format');
    });
    await expect(readShareLink(link)).rejects.toThrow(/too old/);
    vi.unstubAllGlobals();
  });

  test('holds the text in its fragment alone', async () => {
    const link = new URL(await makeShareLink(PAGE, { title: 'secret', description: '' }));
    expect(link.origin + link.pathname + link.search).toBe(PAGE);
  });

  test('of a text that would make it too long is refused with both lengths', async () => {
    const description = Array.from({ length: 20_000 }, (_, i) =>
      ((i * 7919) % 104_729).toString(36),
    );
    await expect(
      makeShareLink(PAGE, { title: '', description: description.join(' ') }),
    ).rejects.toThrow(new RegExp(`too long for a link.*${MAX_LINK_CHARACTERS}`));
  });
});

describe('a damaged link is refused in plain words', () => {
  test.each([
    ['cut off', async () => (await makeShareLink(PAGE, TEXT)).slice(0, -5).replace(PAGE, '')],
    ['no base64', () => '#1.%%%'],
    ['no deflate', () => '#1.AAAA'],
    ['no JSON', () => fragment('no JSON')],
    ['another shape', () => fragment('{"title":"x"}')],
    ['values that are no text', () => fragment('[1,2]')],
    ['bytes that are no UTF-8', () => fragment(Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]))],
    ['a text that unpacks to 4 MB', () => fragment(JSON.stringify(['x'.repeat(4e6), '']))],
    ['too many characters', () => `#1.${'A'.repeat(MAX_LINK_CHARACTERS)}`],
  ] as [string, () => string | Promise<string>][])('%s', async (_name, make) => {
    await expect(readShareLink(await make())).rejects.toThrow(/could not be read/);
  });
});

const TEXT = { title: 'A title', description: 'A description of some length, for a longer link.' };

test('a link of a later form says what it is', async () => {
  expect(isSharedText('#2.AAAA')).toBe(true);
  await expect(readShareLink('#2.AAAA')).rejects.toThrow(/later version of this page/);
});

test('lone surrogates come through a link as they are', async () => {
  const text = { title: 'a\uD83D', description: '\uDE00b' };
  expect(await readShareLink(fragmentOf(await makeShareLink(PAGE, text)))).toEqual(text);
});

test('a text that unpacks to the most that a link can hold is given up at once', async () => {
  const bomb = deflateRawSync(Buffer.alloc(5_500_000, 'x'), { level: 9 });
  expect(bomb.toString('base64url').length).toBeLessThan(MAX_LINK_CHARACTERS);
  const start = processorTime();
  await expect(readShareLink(`#1.${bomb.toString('base64url')}`)).rejects.toThrow(/could not be/);
  expect(processorTime() - start).toBeLessThan(1000);
});

test('other fragments are not taken for texts', () => {
  expect(isSharedText('#measures')).toBe(false);
  expect(isSharedText('')).toBe(false);
  expect(isSharedText('#2AAAA')).toBe(false);
});
