// The head through its JavaScript border.
import type { LinnetCore } from 'linnet-core';
import { beforeAll, expect, test } from 'vitest';
import { makeHead } from '../tiny-bundle/classification-head';
import { realCore } from './real-core';

let core: LinnetCore;

beforeAll(async () => {
  core = await realCore();
});

/** Embeddings of 3 numbers, 2 labels. */
const file = () => makeHead(['Häuser', '健康'], [1, 2, 3, -1, 0.5, 0], [0.25, -2]);

test('a logit is the bias plus the weighted numbers of the embedding', () => {
  const head = core.ClassificationHead.parse(file());
  expect(head.embeddingSize).toBe(3);
  expect(head.labels()).toEqual(['Häuser', '健康']);
  expect([...head.logits(Float32Array.of(2, -1, 0.5))]).toEqual([1.75, -4.5]);
  head.delete();
});

test('an embedding of another size is refused', () => {
  const head = core.ClassificationHead.parse(file());
  expect(() => head.logits(Float32Array.of(1, 2))).toThrow(
    expect.objectContaining({
      code: 'invalid-argument',
      message: expect.stringMatching(/of 3 numbers, not of 2/),
    }),
  );
  head.delete();
});

test('a file cut anywhere is refused, never read past its end', () => {
  const whole = file();
  for (let length = 0; length < whole.length; ++length) {
    expect(() => core.ClassificationHead.parse(whole.subarray(0, length))).toThrow(
      expect.objectContaining({ code: 'invalid-format' }),
    );
  }
});
