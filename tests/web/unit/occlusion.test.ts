// Occlusion over a stand-in of a model, whose logits count letters.
import { describe, expect, test } from 'vitest';
import { occlude, spansOf } from '../../../web/src/tagger/occlusion';
import type { Reading, Text } from '../../../web/src/tagger/text-model';

const count = (text: Text, letter: string) =>
  `${text.title} ${text.description}`.split(letter).length - 1;

/** Label 0 counts "a", label 1 "b". */
function read(text: Text): Reading {
  const logits = Float32Array.of(count(text, 'a'), count(text, 'b'));
  return { logits, truncated: false, windows: 1, dataSet: true, titleAlone: true };
}

const text: Text = { title: 'aa b', description: 'bab: it’s a-b, naïve.' };

describe('spans', () => {
  test('are the words of both fields, with their places', () => {
    const spans = spansOf(text, 100);
    expect(spans.map((span) => [span.field, span.text])).toEqual([
      ['title', 'aa'],
      ['title', 'b'],
      ['description', 'bab'],
      ['description', 'it’s'],
      ['description', 'a-b'],
      ['description', 'naïve'],
    ]);
    for (const span of spans) {
      expect(text[span.field].slice(span.start, span.end)).toBe(span.text);
    }
  });

  test('are stretches where the words are too many, and never across fields', () => {
    expect(spansOf(text, 4).map((span) => span.text)).toEqual(['aa b', 'bab: it’s', 'a-b, naïve']);
    expect(spansOf(text, 1).map((span) => span.text)).toEqual(['aa b', 'bab: it’s a-b, naïve']);
  });

  test('are none where there are no words', () => {
    expect(spansOf({ title: '', description: '… –' }, 10)).toEqual([]);
  });
});

describe('occlusion', () => {
  test('gives what each span takes from the label, and the whole text’s reading', async () => {
    const told: [string, number, number][] = [];
    const occlusion = await occlude({
      read,
      text,
      spans: spansOf(text, 100),
      label: 1,
      onProgress: (effect, done, total) => told.push([effect.text, done, total]),
    });
    expect(occlusion?.logit).toBe(4);
    expect(occlusion?.reading).toEqual(read(text));
    expect(occlusion?.effects.map(({ effect }) => effect)).toEqual([0, 1, 2, 0, 1, 0]);
    expect(told[0]).toEqual(['aa', 1, 6]);
    expect(told.at(-1)).toEqual(['naïve', 6, 6]);
  });

  test('ends without a result once it is cancelled, and reads no further', async () => {
    let readings = 0;
    const occlusion = await occlude({
      read: (shortened) => {
        readings += 1;
        return Promise.resolve(read(shortened));
      },
      text,
      spans: spansOf(text, 100),
      label: 0,
      isCancelled: () => readings === 3,
    });
    expect(occlusion).toBeUndefined();
    expect(readings).toBe(3);
  });

  test('passes on the failure of a reading, and refuses a label that is not there', async () => {
    const request = { text, spans: spansOf(text, 100), label: 0 };
    const broken = () => Promise.reject(new Error('out of order'));
    await expect(occlude({ ...request, read: broken })).rejects.toThrow('out of order');
    await expect(occlude({ ...request, read, label: 2 })).rejects.toThrow('no label 2');
  });
});
