// Averages of released figures: a plain decayed mean, moved to what shares can be.
import { describe, expect, it } from 'vitest';
import type { JointRelease } from '../../src/core/privacy/jointRelease';
import type { ReleasedFigures } from '../../src/engine/dp/release';
import { ReleasedAverages } from '../../src/engine/dp/releasedAverages';
import { relativeError, testNumbers } from './backends';

const release: JointRelease = { routingLoad: 0.1, clippedShare: 0.1, layers: 2, experts: 3 };
const figures = (first: number[], second: number[], clippedShare: number): ReleasedFigures => ({ expertLoad: [Float32Array.from(first), Float32Array.from(second)], clippedShare });

function averagesOf(...steps: ReleasedFigures[]): ReleasedAverages {
  const averages = new ReleasedAverages(release);
  for (const step of steps) averages.add(step);
  return averages;
}

describe('averages of released figures', () => {
  it('before the first step are even loads, and no share', () => {
    const { expertLoad, clippedShare } = averagesOf().figures();
    for (const load of expertLoad) expect([...load]).toEqual([1 / 3, 1 / 3, 1 / 3].map(Math.fround));
    expect(clippedShare).toBeUndefined();
  });

  it.each([1, 2, 500])('of %d equal steps are those of one: no pull towards a beginning', (steps) => {
    const same = figures([0.5, 0.3, 0.2], [0.1, 0.8, 0.1], 0.25);
    const { expertLoad, clippedShare } = averagesOf(...new Array<ReleasedFigures>(steps).fill(same)).figures();
    expect(relativeError(expertLoad[0], same.expertLoad[0])).toBeLessThan(1e-5);
    expect(relativeError(expertLoad[1], same.expertLoad[1])).toBeLessThan(1e-5);
    expect(clippedShare).toBeCloseTo(0.25, 5);
  });

  it('weigh step k from the end by 0.99^k', () => {
    const shares = Array.from(testNumbers(50, 3), (x) => 0.5 + 0.4 * x);
    const { clippedShare } = averagesOf(...shares.map((share) => figures([1, 0, 0], [0, 1, 0], share))).figures();
    const weights = shares.map((_, i) => 0.99 ** (shares.length - 1 - i));
    const expected = shares.reduce((sum, share, i) => sum + share * weights[i], 0) / weights.reduce((a, b) => a + b);
    expect(clippedShare).toBeCloseTo(expected, 5);
  });

  it('bring noisy loads to a sum of 1, by the same amount for every expert, and keep all within 0 and 1', () => {
    const { expertLoad, clippedShare } = averagesOf(figures([0.6, 0.3, 0.4], [-0.4, 0.6, 0.8], 1.2)).figures();
    expect(relativeError(expertLoad[0], [0.5, 0.2, 0.3])).toBeLessThan(1e-5);
    expect(relativeError(expertLoad[1], [0, 0.6, 0.8])).toBeLessThan(1e-5);
    expect(clippedShare).toBe(1);
  });

  it('know only what is released', () => {
    const averages = new ReleasedAverages({ ...release, routingLoad: 0 });
    averages.add({ expertLoad: [], clippedShare: 0.5 });
    expect(averages.figures()).toEqual({ expertLoad: [], clippedShare: expect.closeTo(0.5, 5) as number });
  });
});
