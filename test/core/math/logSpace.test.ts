// Sums of exponentials where the exponentials themselves do not fit in a number.
import { describe, expect, it } from 'vitest';
import { log1pExp, LogSum } from '../../../src/core/math/logSpace';

describe('log1pExp', () => {
  it('keeps the digits of a tiny exponential', () => {
    expect(log1pExp(-50)).toBeCloseTo(Math.exp(-50), 36);
  });

  it('is the identity for a large argument, without overflow', () => {
    expect(log1pExp(1000)).toBe(1000);
    expect(log1pExp(36)).toBeCloseTo(36, 14);
  });
});

describe('LogSum', () => {
  const sumOf = (terms: readonly number[]): number => {
    const sum = new LogSum();
    for (const term of terms) sum.add(term);
    return sum.log;
  };

  it('adds up in any order, whatever the scale', () => {
    for (const shift of [0, 1e4, -1e4]) {
      expect(sumOf([Math.log(1) + shift, Math.log(2) + shift, Math.log(3) + shift])).toBeCloseTo(Math.log(6) + shift, 9);
      expect(sumOf([Math.log(3) + shift, Math.log(1) + shift, Math.log(2) + shift])).toBeCloseTo(Math.log(6) + shift, 9);
    }
  });

  it('is −∞ for nothing and for zeros', () => {
    expect(sumOf([])).toBe(-Infinity);
    expect(sumOf([-Infinity, -Infinity])).toBe(-Infinity);
  });
});
