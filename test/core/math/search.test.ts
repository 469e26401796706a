// Searches along a line: the root is rounded up, the valley is found, and infinities do no harm.
import { describe, expect, it } from 'vitest';
import { smallestFrom, smallestSatisfying, valley } from '../../../src/core/math/search';

describe('smallestSatisfying', () => {
  it('returns a point that satisfies, at most the tolerance above the smallest', () => {
    for (const root of [0.1, 1, Math.PI, 9.99]) {
      const f = (x: number): number => Math.exp(root - x) - 1;
      const found = smallestSatisfying(f, { failing: 0, fitting: 10 }, 1e-9);
      expect(f(found)).toBeLessThanOrEqual(0);
      expect(found - root).toBeLessThanOrEqual(1e-9);
      expect(found).toBeGreaterThanOrEqual(root);
    }
  });

  it('works across infinite values on both sides', () => {
    const f = (x: number): number => (x < 2 ? Infinity : x > 3 ? -Infinity : 2.5 - x);
    expect(smallestSatisfying(f, { failing: 0, fitting: 100 }, 1e-9)).toBeCloseTo(2.5, 8);
  });

  it('needs far fewer evaluations than bisection on a smooth function', () => {
    let evaluations = 0;
    const f = (x: number): number => {
      evaluations++;
      return Math.exp(1.234 - x) - 1;
    };
    smallestSatisfying(f, { failing: 0, fitting: 2 }, 1e-12);
    expect(evaluations).toBeLessThan(14);
  });
});

describe('smallestFrom', () => {
  const f = (x: number): number => 7 - x;
  const limits = { failing: -100, fitting: 100 };

  it.each([-50, 6.9, 7.1, 80])('finds the bracket from a guess of %d', (guess) => {
    expect(smallestFrom(f, guess, limits, 1e-9)).toBeCloseTo(7, 8);
  });

  it('measures nothing twice, and reaches the root at once where the function falls as steeply as it is off', () => {
    const measured: number[] = [];
    const curve = (x: number): number => {
      measured.push(x);
      return 2 * (Math.exp(1.05 - x) - 1);
    };
    smallestFrom(curve, 1, limits, 1e-6);
    expect(measured[1]).toBeGreaterThan(1.05);
    expect(new Set(measured).size).toBe(measured.length);
    expect(measured.length).toBeLessThanOrEqual(7);
  });

  it('finds its way from a guess that is the root itself', () => {
    expect(smallestFrom(f, 7, limits, 1e-9)).toBeCloseTo(7, 8);
  });

  it('is undefined when nothing up to the limit satisfies', () => {
    expect(smallestFrom(() => 1, 0, limits, 1e-9)).toBeUndefined();
  });

  it('is the lower limit when everything satisfies', () => {
    expect(smallestFrom(() => -1, 0, limits, 1e-9)).toBe(-100);
  });
});

describe('valley', () => {
  it.each([1e-4, 1, 1e5])('finds the least value from a start of %d', (start) => {
    const { at, value } = valley((x) => x + 9 / x, start);
    expect(at).toBeGreaterThan(2.9);
    expect(at).toBeLessThan(3.1);
    expect(value).toBeCloseTo(6, 2);
  });

  it('passes over a plateau of infinity on the right', () => {
    expect(valley((x) => (x > 5 ? Infinity : 1 / x + x / 100), 1e6).at).toBeLessThanOrEqual(5);
  });

  it('stays at or below the limit where the function still falls', () => {
    expect(valley((x) => -x, 1, 10).at).toBeLessThanOrEqual(10);
  });
});
