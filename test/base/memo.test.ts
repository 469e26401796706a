// Remembered values: worked out once, and forgotten when there are too many.
import { describe, expect, it } from 'vitest';
import { memo } from '../../src/base/memo';

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
