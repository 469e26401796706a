// The parts of the PLD accountant: discretisations from both sides, composition, directions and bounds.
import { describe, expect, it } from 'vitest';
import { composition, gaussian, poissonSampledGaussian, selfComposition } from '../../../src/core/privacy/mechanism';
import { compose } from '../../../src/core/privacy/pld/compose';
import { connectTheDots } from '../../../src/core/privacy/pld/connectTheDots';
import { pointOnCurve } from '../../../src/core/privacy/pld/curve';
import { inDirection, type DiscretePair } from '../../../src/core/privacy/pld/discretePair';
import { epsilonBounds, pldDelta, pldEpsilon } from '../../../src/core/privacy/pld/pldAccountant';
import { tangents } from '../../../src/core/privacy/pld/tangents';
import { upperBound } from '../../../src/core/privacy/pld/upperBound';
import { hockeyStick, logLikelihoodRatio, outcomeAt, type SampledGaussianStep } from '../../../src/core/privacy/sampledGaussian';
import { composeDirectly, deltaOf } from './directComposition';

const steps: readonly SampledGaussianStep[] = [
  { noiseMultiplier: 1, samplingRate: 0.01 },
  { noiseMultiplier: 0.3, samplingRate: 0.001 },
  { noiseMultiplier: 4, samplingRate: 0.5 },
  { noiseMultiplier: 0.8, samplingRate: 0.999999 },
  { noiseMultiplier: 0.7, samplingRate: 1 },
];
const epsilons = [0, 1e-4, 0.003, 0.1, 0.5, 1, 2.5, 5];

/** δ of a pair at ε, with its mass at infinity. */
const deltaOfPair = (pair: DiscretePair, epsilon: number): number => deltaOf(pair, epsilon) + pair.infinityMass;

describe('the exact single step', () => {
  /** The definition, integrated: max(P − exp(ε)·Q, 0) over the line. */
  function integrated({ noiseMultiplier: s, samplingRate: q }: SampledGaussianStep, direction: 'remove' | 'add', epsilon: number): number {
    const normal = (x: number): number => Math.exp(-(x * x) / (2 * s * s)) / (s * Math.sqrt(2 * Math.PI));
    const width = s / 2000;
    let sum = 0;
    for (let x = -12 * s; x < 1 + 12 * s; x += width) {
      const p = (1 - q) * normal(x) + q * normal(x - 1);
      const gap = direction === 'remove' ? p - Math.exp(epsilon) * normal(x) : normal(x) - Math.exp(epsilon) * p;
      sum += Math.max(0, gap) * width;
    }
    return sum;
  }

  it.each(steps)('is the integral of its definition, noise $noiseMultiplier, rate $samplingRate', (step) => {
    for (const direction of ['remove', 'add'] as const) {
      for (const epsilon of epsilons) {
        expect(Math.abs(hockeyStick(step, direction, epsilon) - integrated(step, direction, epsilon))).toBeLessThan(1e-6);
      }
    }
  });

  it('keeps its relative precision far in the tail', () => {
    // Φ(−12 + 1/2) − exp(12)·Φ(−12 − 1/2) with 40 digits.
    expect(hockeyStick({ noiseMultiplier: 1, samplingRate: 1 }, 'remove', 12) / 5.208442068950465e-32).toBeCloseTo(1, 12);
  });

  it('is symmetric for the plain Gaussian', () => {
    const plain = { noiseMultiplier: 0.7, samplingRate: 1 };
    for (const epsilon of epsilons) expect(hockeyStick(plain, 'add', epsilon)).toBeCloseTo(hockeyStick(plain, 'remove', epsilon), 14);
  });

  it.each(steps)('finds the outcome of a loss back, noise $noiseMultiplier, rate $samplingRate', (step) => {
    for (const x of [-3, -0.5, 0.2, 1, 2, 6]) {
      expect(outcomeAt(step, logLikelihoodRatio(step, x * step.noiseMultiplier))).toBeCloseTo(x * step.noiseMultiplier, 5);
    }
  });
});

describe('connectTheDots', () => {
  it.each(steps)('is at no ε below the step, in both directions, noise $noiseMultiplier, rate $samplingRate', (step) => {
    for (const interval of [0.3, 0.01]) {
      const pair = connectTheDots(step, interval, 1e-12);
      for (const direction of ['remove', 'add'] as const) {
        for (const epsilon of epsilons) {
          const exact = hockeyStick(step, direction, epsilon);
          expect(deltaOfPair(inDirection(pair, direction), epsilon)).toBeGreaterThanOrEqual(exact * (1 - 1e-9) - 1e-15);
        }
      }
    }
  });

  it.each(steps)('is exact on the grid, up to the tail, noise $noiseMultiplier, rate $samplingRate', (step) => {
    const pair = connectTheDots(step, 0.125, 1e-12);
    for (const epsilon of [0, 0.125, 0.5, 1, 4]) {
      expect(Math.abs(deltaOfPair(pair, epsilon) - hockeyStick(step, 'remove', epsilon))).toBeLessThan(1e-11);
    }
  });

  it.each(steps)('keeps the totals of P and Q, noise $noiseMultiplier, rate $samplingRate', (step) => {
    const pair = connectTheDots(step, 0.01, 1e-12);
    const added = inDirection(pair, 'add');
    expect(pair.mass.reduce((a, b) => a + b, 0) + pair.infinityMass).toBeCloseTo(1, 12);
    expect(added.mass.reduce((a, b) => a + b, 0) + added.infinityMass).toBeCloseTo(1, 9);
  });

  it('has an error of second order in the interval', () => {
    const step = steps[0];
    // Half-way between two losses of either grid.
    const epsilon = 0.15;
    const errors = [0.1, 0.02].map((interval) => deltaOfPair(connectTheDots(step, interval, 1e-14), epsilon) - hockeyStick(step, 'remove', epsilon));
    expect(errors[0] / errors[1]).toBeGreaterThan(15);
  });
});

describe('tangents', () => {
  it.each(steps)('is at no ε above the step, noise $noiseMultiplier, rate $samplingRate', (step) => {
    const pair = tangents(step, Math.min(0.02, -Math.log1p(-step.samplingRate) / 2), 1e-12);
    expect(pair.mass.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    for (const epsilon of epsilons) {
      expect(deltaOfPair(pair, epsilon)).toBeLessThanOrEqual(hockeyStick(step, 'remove', epsilon) * (1 + 1e-9) + 1e-15);
    }
  });

  it('has an error of second order in the interval', () => {
    const step = steps[0];
    const worst = (interval: number): number =>
      Math.max(...epsilons.map((epsilon) => hockeyStick(step, 'remove', epsilon) - deltaOfPair(tangents(step, interval, 1e-14), epsilon)));
    expect(worst(0.004) / worst(0.0005)).toBeGreaterThan(30);
  });
});

describe('compose', () => {
  const interval = 0.01;
  const pair = connectTheDots(steps[0], interval, 1e-14);
  const window = { interval, lowest: -300, size: 1024 };

  it.each([[37, 0], [37, 3], [2000, 0], [2000, 2]])('is a direct convolution of %d steps, tilted by %d, up to the rounding it states', (count, tilt) => {
    // Wide enough that next to nothing lies outside.
    const direct = composeDirectly(pair, count, { from: -8, to: 12 });
    const composed = compose([{ pair, count }], tilt, { interval, lowest: -800, size: 4096 });
    const factorAt = (loss: number): number => Math.exp(composed.logScale - composed.tilt * loss);
    let largestError = 0;
    direct.mass.forEach((probability, i) => {
      const loss = (direct.lowest + i) * interval;
      const index = direct.lowest + i - composed.lowest;
      if (index < 0 || index >= composed.size) return;
      largestError = Math.max(largestError, Math.abs(composed.mass[index] - probability / factorAt(loss)));
    });
    expect(largestError).toBeLessThan(composed.rounding);
    expect(composed.rounding).toBeLessThan(1e-10);
  });

  it('composes different steps on a common grid', () => {
    const other = connectTheDots(steps[2], interval, 1e-14);
    const both = compose([{ pair, count: 5 }, { pair: other, count: 3 }], 0, window);
    const direct = composeDirectly(pair, 5, { from: -3, to: 7 });
    const directOther = composeDirectly(other, 3, { from: -3, to: 7 });
    // δ of the sum from the two parts: condition on the loss of the first.
    const expected = direct.mass.reduce((sum, probability, i) => {
      const epsilon = 1 - (direct.lowest + i) * interval;
      return sum + probability * deltaOf(directOther, epsilon);
    }, 0);
    const got = pointOnCurve(both, { find: 'delta', epsilon: 1 }, { perMass: 0, at: () => 0 });
    expect(got.delta / expected).toBeCloseTo(1, 9);
  });

  it('resolves a δ far below the rounding of an untilted transform', () => {
    const direct = deltaOf(composeDirectly(pair, 37, { from: -3, to: 12 }), 4.5);
    const read = (tilt: number): number =>
      pointOnCurve(compose([{ pair, count: 37 }], tilt, window), { find: 'delta', epsilon: 4.5 }, { perMass: 0, at: () => 0 }).delta;
    expect(direct).toBeLessThan(1e-17);
    expect(read(6) / direct).toBeCloseTo(1, 3);
    expect(Math.abs(read(0) / direct - 1)).toBeGreaterThan(1e-3);
  });
});

describe('directions', () => {
  it('composes adding a record in its own right; here it costs less than removing one', () => {
    const components = [{ noiseMultiplier: 1, samplingRate: 0.2, count: 20 }];
    for (const epsilon of [0.5, 1, 2]) {
      const added = upperBound(components, 'add', { find: 'delta', epsilon }).delta;
      const direct = inDirection(connectTheDots(components[0], 0.002, 1e-14), 'add');
      expect(added / deltaOf(composeDirectly(direct, 20, { from: -12, to: 12 }), epsilon)).toBeCloseTo(1, 2);
      expect(added).toBeLessThan(upperBound(components, 'remove', { find: 'delta', epsilon }).delta);
    }
  });
});

describe('epsilonBounds', () => {
  it('encloses ε within a part in a thousand', () => {
    const { lower, upper } = epsilonBounds(selfComposition(poissonSampledGaussian({ noiseMultiplier: 1, samplingRate: 0.01 }), 1000), 1e-5);
    // The smallest pessimistic bound of dp-accounting 0.6.0.
    expect(lower).toBeLessThanOrEqual(1.8282436455855091);
    expect(upper).toBeGreaterThan(lower);
    expect(upper - lower).toBeLessThan(1e-3 * upper);
  });

  it('is one number where ε is exact', () => {
    const exact = epsilonBounds(gaussian({ noiseMultiplier: 1 }), 1e-5);
    expect(exact.lower).toBe(exact.upper);
    expect(exact.upper).toBeCloseTo(4.3771780956812245, 10);
  });

  it('is 0 to 0 when nothing is released', () => {
    expect(epsilonBounds(composition([]), 1e-5)).toEqual({ lower: 0, upper: 0 });
  });
});

describe('extremes', () => {
  const sampled = (noiseMultiplier: number, samplingRate: number, count: number) =>
    selfComposition(poissonSampledGaussian({ noiseMultiplier, samplingRate }), count);

  it('approaches the plain Gaussian as the sampling rate approaches 1', () => {
    const plain = pldEpsilon(selfComposition(gaussian({ noiseMultiplier: 1 }), 100), 1e-5);
    expect(pldEpsilon(sampled(1, 1 - 1e-9, 100), 1e-5) / plain).toBeCloseTo(1, 3);
  });

  it('gives a finite ε where exp(loss) is out of range', () => {
    const epsilon = pldEpsilon(sampled(0.02, 0.01, 10), 1e-5);
    expect(epsilon).toBeGreaterThan(1000);
    expect(epsilon).toBeLessThan(1e5);
  });

  it('is tight where ε lies beyond every loss of adding a record', () => {
    const mechanism = sampled(1.08, 1.3e-5, 2);
    const epsilon = pldEpsilon(mechanism, 5e-8);
    expect(pldDelta(mechanism, epsilon) / 5e-8).toBeCloseTo(1, 2);
  });

  it('gives 0 where the noise drowns everything', () => {
    expect(pldEpsilon(sampled(1e5, 0.01, 1000), 1e-5)).toBe(0);
    expect(pldEpsilon(sampled(1, 0.01, 1000), 0.5)).toBe(0);
  });

  it('composes a plain Gaussian of any strength with sampled steps', () => {
    const weak = pldEpsilon(composition([gaussian({ noiseMultiplier: 500 }), sampled(1, 0.01, 1000)]), 1e-5);
    const strong = pldEpsilon(composition([gaussian({ noiseMultiplier: 0.05 }), sampled(1, 0.01, 1000)]), 1e-5);
    expect(weak).toBeGreaterThan(1.8282436);
    expect(weak).toBeLessThan(1.8286);
    expect(strong).toBeGreaterThan(pldEpsilon(gaussian({ noiseMultiplier: 0.05 }), 1e-5));
  });

  it('bears a rare huge loss beside many tiny ones: the grid stays small, and ε sound', () => {
    const tiny = sampled(8, 0.001, 10_000);
    const both = pldEpsilon(composition([sampled(0.05, 1e-9, 1), tiny]), 1e-5);
    expect(both).toBeGreaterThanOrEqual(pldEpsilon(tiny, 1e-5) * (1 - 1e-4));
    expect(both).toBeLessThan(Infinity);
  });

  it('gives δ = 0, not NaN, far out', () => {
    expect(pldDelta(gaussian({ noiseMultiplier: 1 }), 1e5)).toBe(0);
    expect(pldDelta(sampled(1, 0.01, 1000), 1e4)).toBeLessThan(1e-100);
  });
});
