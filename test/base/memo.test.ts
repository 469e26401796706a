// Remembered values: worked out once, and forgotten when there are too many.
import { describe, expect, it } from 'vitest';
import { memo, promisedMemo } from '../../src/base/memo';

describe('memo', () => {
  it('works a value out on the first call only, undefined included', () => {
    const remember = memo<number | undefined>(10);
    let calls = 0;
    const work = (): undefined => void calls++;
    expect([remember('a', work), remember('a', work)]).toEqual([undefined, undefined]);
    expect(calls).toBe(1);
  });

  it('never holds more than its number of values: the one that comes on top drops the others', () => {
    const remember = memo<number>(2);
    for (const key of ['a', 'b', 'c']) remember(key, () => 1);
    expect(remember('a', () => 2)).toBe(2);
    expect(remember('c', () => 2)).toBe(1);
  });
});

describe('promisedMemo', () => {
  it('lets whoever asks meanwhile wait for the same work', async () => {
    const remember = promisedMemo<number>(10);
    let calls = 0;
    const work = (): Promise<number> => Promise.resolve(++calls);
    expect(await Promise.all([remember.get('a', work), remember.get('a', work)])).toEqual([1, 1]);
    expect(await remember.peek('a')).toBe(1);
    expect(remember.peek('b')).toBeUndefined();
  });

  it('works out again what failed', async () => {
    const remember = promisedMemo<number>(10);
    await expect(remember.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await remember.get('a', () => Promise.resolve(1))).toBe(1);
  });

  it('never holds more than its number of values, those that were put in included', async () => {
    const remember = promisedMemo<number>(2);
    for (const key of ['a', 'b', 'c']) remember.put(key, 1);
    expect(remember.peek('a')).toBeUndefined();
    expect(await remember.get('c', () => Promise.resolve(2))).toBe(1);
  });
});
