// Rényi accounting against numerical integration and against other libraries.
import { describe, expect, it } from 'vitest';
import { logMoment } from '../../../src/core/privacy/logMoment';
import { poissonSampledGaussian, selfComposition } from '../../../src/core/privacy/mechanism';
import { deltaAtOrder, epsilonAtOrder, orders, renyiDivergence } from '../../../src/core/privacy/rdp/rdp';
import { renyiEpsilon } from '../../../src/core/privacy/rdp/rdpAccountant';
import { allowance, goldenCases, sampledSteps, type SampledParameters } from './golden';

describe('Rényi divergence of one step', () => {
  interface PerOrderCase {
    readonly parameters: SampledParameters;
    readonly order: number;
    readonly expected: number;
  }

  it.each(goldenCases<PerOrderCase>('b_rdp_per_order'))('$id: order $order', ({ parameters, order, expected, tolerance }) => {
    const got = renyiDivergence(sampledSteps({ ...parameters, steps: 1 }), order);
    expect(Math.abs(got - expected)).toBeLessThanOrEqual(allowance(expected, tolerance));
  });

  it('agrees between the sum at whole orders and the integral beside them', () => {
    for (const noiseMultiplier of [0.3, 1, 8]) {
      for (const samplingRate of [1e-4, 0.05, 0.9]) {
        for (const order of [2, 5, 16]) {
          const at = logMoment({ noiseMultiplier, samplingRate }, order);
          const beside = [order - 1e-6, order + 1e-6].map((each) => logMoment({ noiseMultiplier, samplingRate }, each));
          expect((beside[0] + beside[1]) / 2 / at).toBeCloseTo(1, 9);
        }
      }
    }
  });

  it('adds up over steps', () => {
    const step = poissonSampledGaussian({ noiseMultiplier: 1, samplingRate: 0.01 });
    expect(renyiDivergence(selfComposition(step, 50), 7.3)).toBeCloseTo(50 * renyiDivergence(step, 7.3), 12);
  });

  it('is larger for removing a record than for adding one, at every order tried', () => {
    for (const step of [
      { noiseMultiplier: 0.4, samplingRate: 0.3 },
      { noiseMultiplier: 1, samplingRate: 0.01 },
      { noiseMultiplier: 4, samplingRate: 0.5 },
    ]) {
      for (const order of orders) expect(logMoment(step, order)).toBeGreaterThanOrEqual(logMoment(step, 1 - order));
    }
  });
});

describe('ε by Rényi', () => {
  interface EpsilonCase {
    readonly parameters: SampledParameters;
    readonly delta: number;
    readonly expected: number;
    readonly optimal_order: number;
  }

  it.each(goldenCases<EpsilonCase>('b_rdp_epsilon'))('$id', ({ parameters, delta, expected, optimal_order, tolerance }) => {
    const { epsilon, order } = renyiEpsilon(sampledSteps(parameters), delta);
    expect(Math.abs(epsilon - expected)).toBeLessThanOrEqual(allowance(expected, tolerance));
    if (expected > 0) expect(order).toBe(optimal_order);
  });

  it('converts as the published example: divergence 1.1 at orders up to 32', () => {
    expect(epsilonAtOrder(1.1, 32, 1e-5)).toBeCloseTo(1.32783806176, 10);
  });

  it('is 0 when δ covers the total variation', () => {
    expect(epsilonAtOrder(1e-8, 2, 1e-3)).toBe(0);
  });

  it('has a conversion to δ that is the inverse of that to ε', () => {
    for (const order of [1.5, 4, 32]) {
      const delta = 1e-6;
      expect(deltaAtOrder(0.8, order, epsilonAtOrder(0.8, order, delta)) / delta).toBeCloseTo(1, 9);
    }
  });
});
