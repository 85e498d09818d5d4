// The visitor's wishes: kept, read back with care, and free of contradictions.
import { describe, expect, test } from 'vitest';
import type { TextStorage } from '../../../web/src/page/kept-text';
import { KeptSettings, withoutWish, withWish } from '../../../web/src/page/settings';
import { NO_SETTINGS, toAdjustment } from '../../../web/src/tagger/adjustment';

function memory(initial: Record<string, string> = {}): TextStorage {
  const values = new Map(Object.entries(initial));
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

test('what is written is read again, by the page of the same folder alone', () => {
  const storage = memory();
  const settings = {
    shift: -1.5,
    excluded: ['Health'],
    required: ['Sports'],
    anyText: true,
    readAll: true,
  };
  new KeptSettings(storage, '/a/').write(settings);
  expect(new KeptSettings(storage, '/a/').read()).toEqual(settings);
  expect(new KeptSettings(storage, '/b/').read()).toEqual(NO_SETTINGS);
});

describe('what makes no sense is left out:', () => {
  test.each<[string, string, object]>([
    ['no JSON', '{', NO_SETTINGS],
    ['another type', '[]', NO_SETTINGS],
    ['a shift out of range', '{"shift": 40}', NO_SETTINGS],
    [
      'labels that are no text',
      '{"shift": 1, "excluded": [3, "A"], "required": "A"}',
      { shift: 1, excluded: ['A'], required: [], anyText: false, readAll: false },
    ],
    [
      'a contradiction',
      '{"excluded": ["A"], "required": ["A", "B"]}',
      { shift: 0, excluded: ['A'], required: ['B'], anyText: false, readAll: false },
    ],
    [
      'a wish to tag anything that is no yes or no',
      '{"shift": 1, "anyText": "yes", "readAll": 1}',
      { shift: 1, excluded: [], required: [], anyText: false, readAll: false },
    ],
  ])('%s', (_name, text, expected) => {
    expect(new KeptSettings(memory({ 'linnet / settings': text }), '/').read()).toEqual(expected);
  });
});

test('a browser that refuses storage gets no settings, and no error', () => {
  const refuse = () => {
    throw new DOMException('refused', 'SecurityError');
  };
  const storage = { getItem: refuse, setItem: refuse, removeItem: refuse };
  const kept = new KeptSettings(storage, '/');
  kept.write(NO_SETTINGS);
  expect(kept.read()).toEqual(NO_SETTINGS);
  expect(new KeptSettings(undefined, '/').read()).toEqual(NO_SETTINGS);
});

test('a label is wished for in one way at a time', () => {
  const excluded = withWish(NO_SETTINGS, 'excluded', 'Health');
  expect(withWish(excluded, 'required', 'Health')).toEqual({
    ...NO_SETTINGS,
    required: ['Health'],
  });
  expect(withWish(excluded, 'excluded', 'Health')).toEqual(excluded);
  expect(withoutWish(excluded, 'Health')).toEqual(NO_SETTINGS);
});

test('labels become indices; those of another model are left out', () => {
  const settings = { ...NO_SETTINGS, shift: 0.5, excluded: ['B', 'X'], required: ['A'] };
  expect(toAdjustment(settings, ['A', 'B'])).toEqual({ shift: 0.5, excluded: [1], required: [0] });
});
