import { describe, expect, test } from 'vitest';
import { KeptText, type TextStorage } from '../../../web/src/page/kept-text';

function storage(): TextStorage & { values: Map<string, string> } {
  const values = new Map<string, string>();
  return {
    values,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

const TEXT = { title: 'a', description: 'b' };

describe('a text', () => {
  test('is kept and read again', () => {
    const place = storage();
    new KeptText(place, '/linnet/').write(TEXT);
    expect(new KeptText(place, '/linnet/').read()).toEqual(TEXT);
  });

  test('of a page in another folder of the same origin is another one', () => {
    const place = storage();
    new KeptText(place, '/linnet/').write(TEXT);
    expect(new KeptText(place, '/other/').read()).toBeUndefined();
  });

  test('that is empty, or of more than a million characters, is not kept', () => {
    const kept = new KeptText(storage(), '/');
    kept.write(TEXT);
    kept.write({ title: '', description: '' });
    expect(kept.read()).toBeUndefined();
    kept.write(TEXT);
    kept.write({ title: '', description: 'x'.repeat(1_000_001) });
    expect(kept.read()).toBeUndefined();
  });

  test('is removed with the wish to keep it, and not kept until the wish is back', () => {
    const place = storage();
    const kept = new KeptText(place, '/');
    kept.write(TEXT);
    kept.setWanted(false);
    expect([...place.values.values()].join()).not.toContain('"a"');
    kept.write(TEXT);
    expect(kept.read()).toBeUndefined();
    expect(kept.wanted).toBe(false);
    kept.setWanted(true);
    kept.write(TEXT);
    expect(kept.read()).toEqual(TEXT);
  });

  test('that somebody damaged counts as none', () => {
    const place = storage();
    for (const value of ['{', 'null', '[]', '{"title":1,"description":"b"}']) {
      place.setItem('linnet / text', value);
      expect(new KeptText(place, '/').read()).toBeUndefined();
    }
  });
});

test('a browser that keeps nothing is no error', () => {
  const refusing: TextStorage = {
    getItem: () => {
      throw new Error('denied');
    },
    setItem: () => {
      throw new Error('full');
    },
    removeItem: () => {
      throw new Error('denied');
    },
  };
  for (const kept of [new KeptText(refusing, '/'), new KeptText(undefined, '/')]) {
    kept.write(TEXT);
    kept.setWanted(false);
    expect(kept.read()).toBeUndefined();
    expect(kept.wanted).toBe(true);
  }
});
