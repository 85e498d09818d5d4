// Text on its way from JavaScript into the core: no string is too hostile to become token ids.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import createLinnetCore, { type Tokenizer } from 'linnet-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toUtf8 } from '../../../web/src/core/text';
import { makeTokenizer, type TinyTokenizer } from '../tiny-bundle/tokenizer';

const BINARY = fileURLToPath(new URL('../../../build/wasm/bin/linnet-core.wasm', import.meta.url));
const LIMITS = { maxTokens: 32, overlap: 4, maxWindows: 3 };
const BOS = 0;
const EOS = 2;

let tiny: TinyTokenizer;
let tokenizer: Tokenizer;

beforeAll(async () => {
  const core = await createLinnetCore({
    wasmBinary: await readFile(BINARY),
    printErr: () => undefined,
  });
  tiny = makeTokenizer(['hospital', 'patients']);
  tokenizer = core.Tokenizer.parse(tiny.model);
});

afterAll(() => {
  tokenizer.delete();
});

const ids = (text: string) => [...tokenizer.pieces(toUtf8(text)).ids];
const encode = (title: string, description: string) => {
  const pieces = tokenizer.cut(toUtf8(title), toUtf8(description));
  try {
    return tokenizer.encode(pieces, LIMITS);
  } finally {
    pieces.delete();
  }
};

test('the model has the pieces that were put into it', () => {
  expect(tokenizer.vocabularySize).toBe(tiny.pieces);
  expect(ids('hospital patients')).toEqual([tiny.idOf('hospital'), tiny.idOf('patients')]);
  expect(tokenizer.piece(tiny.idOf('hospital'))).toBe('▁hospital');
});

test('a pair is framed as <s> title </s> description </s>', () => {
  expect(encode('hospital', 'patients').windows).toEqual([
    Int32Array.of(BOS, tiny.idOf('hospital'), EOS, tiny.idOf('patients'), EOS),
  ]);
});

describe('lone surrogates', () => {
  test.each([
    ['high', 'a\uD83Db', 'a\uFFFDb'],
    ['low', 'a\uDE00b', 'a\uFFFDb'],
    ['high at the end', 'a\uD83D', 'a\uFFFD'],
    ['reversed pair', '\uDE00\uD83D', '\uFFFD\uFFFD'],
  ])('%s: read as U+FFFD', (_name, hostile, clean) => {
    expect(ids(hostile)).toEqual(ids(clean));
    expect(ids(hostile).length).toBeGreaterThan(0);
  });

  test('a true pair is one character, not two surrogates', () => {
    expect(ids('😀')).not.toEqual(ids('\uFFFD'));
    expect(ids('😀')).toHaveLength(5); // the space before it, and four bytes
  });
});

describe('hostile texts', () => {
  test.each([
    ['empty', ''],
    ['spaces', ' \t\n\r '],
    ['NUL and controls', 'a\0b\x01\x1b[31m\x7f'],
    ['HTML', '<img src=x onerror=alert(1)>'],
    ['special pieces as text', '<s></s><pad><unk><mask>'],
    ['right-to-left', 'مجموعة بيانات \u202Eabc'],
    ['CJK', '数据集 データセット 데이터'],
    ['emoji with joiners', '👩‍👩‍👧‍👦🏳️‍🌈'],
    ['combining marks', 'Z' + '\u0300'.repeat(500)],
    ['noncharacters', '\uFFFE\uFFFF\u{10FFFF}'],
    ['one long word', 'x'.repeat(5000)],
    ['a long row of emoji', '🎉'.repeat(1 << 15)],
  ])('%s: windows are framed, and none is too long', (_name, text) => {
    for (const [title, description] of [
      [text, ''],
      ['', text],
      [text, text],
    ] as const) {
      const { windows } = encode(title, description);
      expect(windows.length).toBeGreaterThan(0);
      expect(windows.length).toBeLessThanOrEqual(LIMITS.maxWindows);
      for (const window of windows) {
        expect(window.length).toBeLessThanOrEqual(LIMITS.maxTokens);
        expect(window[0]).toBe(BOS);
        expect(window.at(-1)).toBe(EOS);
        expect(window.every((id) => id >= 0 && id < tiny.pieces)).toBe(true);
      }
    }
  });

  test('no text becomes a special token', () => {
    const special = ids('<s></s><pad><mask>').filter((id) => id < 5 && id !== 3);
    expect(special).toEqual([]);
  });

  test('10 MB are cut where the core stops reading, and it says so', () => {
    const long = 'hospital '.repeat(1_200_000);
    expect(toUtf8(long).length).toBeLessThan(1.1 * (1 << 20));
    expect(encode('', long).truncated).toBe(true);
    expect(tokenizer.pieces(toUtf8(long)).truncated).toBe(true);
  });

  test('one text says nothing about the next: the same ids before and after', () => {
    const before = ids('hospital patients');
    for (let round = 0; round < 300; ++round) ids('\uD800'.repeat(round));
    expect(ids('hospital patients')).toEqual(before);
  });
});
