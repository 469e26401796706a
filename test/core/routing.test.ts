import { describe, expect, it } from 'vitest';
import { deadBelow, loadStatistics } from '../../src/core/routing';

describe('loadStatistics', () => {
  it('is 1 and 0 for an even load', () => {
    const { entropy, coefficientOfVariation, dead } = loadStatistics([0.25, 0.25, 0.25, 0.25])!;
    expect(entropy).toBeCloseTo(1, 12);
    expect(coefficientOfVariation).toBeCloseTo(0, 12);
    expect(dead).toBe(0);
  });

  it('is 0 and √(experts − 1) when one expert gets everything', () => {
    const { entropy, coefficientOfVariation, dead } = loadStatistics([0, 0, 1, 0, 0])!;
    expect(entropy).toBeCloseTo(0, 12);
    expect(coefficientOfVariation).toBeCloseTo(2, 12);
    expect(dead).toBe(4);
  });

  it('agrees with the formulas of entropy and of the standard deviation over the mean', () => {
    // H(1/2, 1/4, 1/8, 1/8) = 1.75 bits of 2; deviations from the mean of 1/4: 1/4, 0, −1/8, −1/8.
    const { entropy, coefficientOfVariation } = loadStatistics(new Float32Array([0.5, 0.25, 0.125, 0.125]))!;
    expect(entropy).toBeCloseTo(1.75 / 2, 7);
    expect(coefficientOfVariation).toBeCloseTo(Math.sqrt((1 / 16 + 0 + 1 / 64 + 1 / 64) / 4) / 0.25, 7);
  });

  it('counts an expert as dead below a hundredth of its fair share, not at it', () => {
    const fair = 1 / 4;
    const rest = (1 - fair * deadBelow) / 3;
    expect(loadStatistics([fair * deadBelow, rest, rest, rest])!.dead).toBe(0);
    expect(loadStatistics([fair * deadBelow * 0.99, rest, rest, rest])!.dead).toBe(1);
  });

  it('scales a load that does not sum to 1', () => {
    expect(loadStatistics([2, 1, 1])).toEqual(loadStatistics([0.5, 0.25, 0.25]));
  });

  it('has an entropy of 1 for a single expert', () => {
    expect(loadStatistics([1])).toEqual({ entropy: 1, coefficientOfVariation: 0, dead: 0 });
  });

  it('says nothing about an empty batch or what is no number', () => {
    expect(loadStatistics([0, 0])).toBeUndefined();
    expect(loadStatistics([NaN, 1])).toBeUndefined();
    expect(loadStatistics([])).toBeUndefined();
  });
});
