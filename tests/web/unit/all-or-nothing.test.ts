// What was taken from the core's memory is freed where the rest fails.
import { expect, test, vi } from 'vitest';
import { allOrNothing } from '../../../web/src/core/all-or-nothing';

const thing = () => ({ delete: vi.fn<() => void>() });

test('all that was owned is freed once where a later step fails, at once or in time', async () => {
  for (const fail of [
    () => {
      throw new Error('broken');
    },
    () => Promise.reject(new Error('broken')),
  ]) {
    const first = thing();
    const second = thing();
    const making = allOrNothing(async (own) => {
      own(first);
      own(undefined);
      own(second);
      await fail();
      return first;
    });
    await expect(making).rejects.toThrow('broken');
    expect(first.delete).toHaveBeenCalledOnce();
    expect(second.delete).toHaveBeenCalledOnce();
  }
});

test('what came about whole is the caller’s', async () => {
  const only = thing();
  expect(await allOrNothing((own) => own(only))).toBe(only);
  expect(only.delete).not.toHaveBeenCalled();
});
