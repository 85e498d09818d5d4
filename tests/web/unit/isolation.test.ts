// When the page is loaded once more for its threads, and when not.
import { describe, expect, test } from 'vitest';
import { takeReload, type Memory, type Surroundings } from '../../../web/src/page/isolation';

const WORTHWHILE: Surroundings = { isolated: false, embedded: false, cores: 2, untouched: true };

function memory(): Memory {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
  };
}

describe('the reload for isolation', () => {
  test('is granted once for a folder', () => {
    const place = memory();
    expect(takeReload(WORTHWHILE, () => place, '/linnet/')).toBe(true);
    expect(takeReload(WORTHWHILE, () => place, '/linnet/')).toBe(false);
    expect(takeReload(WORTHWHILE, () => place, '/other/')).toBe(true);
  });

  test.each<[string, Partial<Surroundings>]>([
    ['the page is isolated', { isolated: true }],
    ['it is in a frame', { embedded: true }],
    ['the device has one core', { cores: 1 }],
    ['the browser does not tell its cores', { cores: NaN }],
    ['the visitor uses the page', { untouched: false }],
  ])('is not worth it where %s, and stays to be had', (_name, surroundings) => {
    const place = memory();
    expect(takeReload({ ...WORTHWHILE, ...surroundings }, () => place, '/')).toBe(false);
    expect(takeReload(WORTHWHILE, () => place, '/')).toBe(true);
  });

  test('is refused where nothing can be remembered', () => {
    const refuses = () => {
      throw new DOMException('refused', 'SecurityError');
    };
    const forgets = () => ({ getItem: () => null, setItem: () => undefined });
    expect(takeReload(WORTHWHILE, refuses, '/')).toBe(false);
    expect(takeReload(WORTHWHILE, forgets, '/')).toBe(false);
  });
});
