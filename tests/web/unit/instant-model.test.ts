// The instant tier through its JavaScript border.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import createLinnetCore, { type LinnetCore, type Tokenizer } from 'linnet-core';
import { beforeAll, expect, test } from 'vitest';
import { toUtf8 } from '../../../web/src/core/text';
import { makeLinearModel } from '../tiny-bundle/linear-model';
import { makeTokenizer, type TinyTokenizer } from '../tiny-bundle/tokenizer';

const BINARY = fileURLToPath(new URL('../../../build/wasm/bin/linnet-core.wasm', import.meta.url));

let core: LinnetCore;
let tiny: TinyTokenizer;
let tokenizer: Tokenizer;

beforeAll(async () => {
  core = await createLinnetCore({
    wasmBinary: await readFile(BINARY),
    printErr: () => undefined,
  });
  tiny = makeTokenizer(['hospital', 'football']);
  tokenizer = core.Tokenizer.parse(tiny.model);
});

const modelFile = () => makeLinearModel(2, [{ piece: tiny.idOf('football'), label: 1 }], -4, 5);

function logits(title: string, description: string): number[] {
  const model = core.InstantModel.parse(modelFile());
  const pieces = tokenizer.cut(toUtf8(title), toUtf8(description));
  expect(pieces.truncated).toBe(false);
  const result = [...model.logits(pieces)];
  pieces.delete();
  model.delete();
  return result;
}

test('a text of one known piece has its weight added to the bias of its label', () => {
  expect(logits('football', '')).toEqual([-4, expect.closeTo(1)]);
  expect(logits('', 'football')).toEqual([-4, expect.closeTo(1)]);
});

test('a text of unknown pieces has the biases', () => {
  expect(logits('', '')).toEqual([-4, -4]);
  expect(logits('hospital', '')).toEqual([-4, -4]);
});

test('reasons give the text back, word by word, and add up to the logit', () => {
  const model = core.InstantModel.parse(modelFile());
  const title = 'Über  football';
  const {
    title: words,
    description,
    rest,
  } = model.reasons(tokenizer, toUtf8(title), toUtf8(''), 1);
  expect(words.map(({ text }) => text)).toEqual(['Über', '  ', 'football']);
  expect(words[0]!.contribution).toBe(0);
  expect(words[2]!.contribution).toBeGreaterThan(0);
  expect(description).toEqual([]);
  const sum = words.reduce((total, { contribution }) => total + contribution, rest);
  expect(sum).toBeCloseTo(logits(title, '')[1]!, 5);
  expect(() => model.reasons(tokenizer, toUtf8(''), toUtf8(''), 2)).toThrow(
    expect.objectContaining({ code: 'invalid-argument' }),
  );
  model.delete();
});

test('a file cut anywhere is refused, never read past its end', () => {
  const whole = modelFile();
  for (let length = 0; length < whole.length; ++length) {
    expect(() => core.InstantModel.parse(whole.subarray(0, length))).toThrow(
      expect.objectContaining({ code: 'invalid-format' }),
    );
  }
});
