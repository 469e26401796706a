// Binomial tails against sums in whole numbers, which are exact.
import { describe, expect, it } from 'vitest';
import { binomialTails } from '../../../src/core/math/binomial';

/** Pr[X ≥ k] for odds of `odds` to 1: Σ C(n, j) oddsʲ / (odds + 1)ⁿ, with integers of any size. */
function exactTail(trials: number, odds: bigint, k: number): number {
  let ways = 1n;
  let favourable = 0n;
  for (let j = 0; j <= trials; j++) {
    if (j >= k) favourable += ways * odds ** BigInt(j);
    ways = (ways * BigInt(trials - j)) / BigInt(j + 1);
  }
  const digits = 10n ** 40n;
  return Number((favourable * digits) / (odds + 1n) ** BigInt(trials)) / 1e40;
}

describe('binomialTails', () => {
  it.each([
    [1, 1n],
    [10, 3n],
    [200, 1n],
    [200, 20n],
    [1000, 2n],
  ])('of %i trials at odds of %i to 1 equal the exact sums', (trials, odds) => {
    const tails = binomialTails(trials, Math.log(Number(odds)));
    expect(tails).toHaveLength(trials + 1);
    for (let k = 0; k <= trials; k += Math.ceil(trials / 40)) {
      const exact = exactTail(trials, odds, k);
      expect(Math.abs(tails[k] - exact)).toBeLessThanOrEqual(1e-11 * exact + 1e-38);
    }
  });

  it('fall from 1', () => {
    const tails = binomialTails(500, 1.5);
    expect(tails[0]).toBe(1);
    tails.forEach((tail, k) => expect(tail).toBeLessThanOrEqual(k === 0 ? 1 : tails[k - 1]));
  });

  it('keep the small chance of a failure where the success probability rounds to 1', () => {
    const [failure] = [1e3 * Math.exp(-60)]; // Of 1,000 trials, at most one fails.
    const tails = binomialTails(1000, 60);
    expect(tails[1000]).toBeLessThanOrEqual(1);
    expect(binomialTails(1000, -60)[1]).toBeCloseTo(failure, 30);
  });

  it('of no trials are 1', () => {
    expect([...binomialTails(0, 2)]).toEqual([1]);
  });
});
