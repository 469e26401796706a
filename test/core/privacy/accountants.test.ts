// The contract of an accountant, which each of them keeps, and what holds between them.
import { describe, expect, it } from 'vitest';
import type { Accountant } from '../../../src/core/privacy/accountant';
import {
  composition,
  gaussian,
  jointGaussians,
  nonPrivate,
  poissonSampledGaussian,
  selfComposition,
  type Mechanism,
} from '../../../src/core/privacy/mechanism';
import { pldAccountant } from '../../../src/core/privacy/pld/pldAccountant';
import { rdpAccountant } from '../../../src/core/privacy/rdp/rdpAccountant';

const step = poissonSampledGaussian({ noiseMultiplier: 1.1, samplingRate: 0.02 });
const other = poissonSampledGaussian({ noiseMultiplier: 2, samplingRate: 0.1 });
const delta = 1e-5;

/** From no privacy loss to a large one, of every kind. */
const examples: readonly (readonly [string, Mechanism])[] = [
  ['one Gaussian', gaussian({ noiseMultiplier: 1 })],
  ['Gaussians', selfComposition(gaussian({ noiseMultiplier: 3 }), 20)],
  ['one sampled step', step],
  ['sampled steps', selfComposition(step, 300)],
  ['joint Gaussians', selfComposition(jointGaussians({ noiseMultipliers: [1, 3], samplingRate: 0.02 }), 50)],
  ['a mixture', composition([selfComposition(step, 200), selfComposition(other, 30), gaussian({ noiseMultiplier: 4 })])],
  ['tiny losses', selfComposition(poissonSampledGaussian({ noiseMultiplier: 8, samplingRate: 0.001 }), 100)],
  ['huge losses', selfComposition(poissonSampledGaussian({ noiseMultiplier: 0.1, samplingRate: 0.5 }), 10)],
];

describe.each<Accountant>([pldAccountant, rdpAccountant])('the $name accountant', (accountant) => {
  it('gives 0 when nothing is released', () => {
    for (const nothing of [composition([]), selfComposition(step, 0)]) {
      expect(accountant.epsilon(nothing, delta)).toBe(0);
      expect(accountant.delta(nothing, 0)).toBe(0);
    }
  });

  it('gives ∞ for a part without a guarantee, nested or not', () => {
    for (const open of [nonPrivate, composition([step, selfComposition(nonPrivate, 2)])]) {
      expect(accountant.epsilon(open, delta)).toBe(Infinity);
      expect(accountant.delta(open, 10)).toBe(1);
      expect(accountant.delta(open, Infinity)).toBe(1);
    }
  });

  it.each(examples)('gives a finite ε and a δ in [0, 1] for %s', (_, mechanism) => {
    const epsilon = accountant.epsilon(mechanism, delta);
    expect(epsilon).toBeGreaterThanOrEqual(0);
    expect(epsilon).toBeLessThan(Infinity);
    for (const at of [0, epsilon, 1000]) {
      const got = accountant.delta(mechanism, at);
      expect(got).toBeGreaterThanOrEqual(0);
      expect(got).toBeLessThanOrEqual(1);
    }
    expect(accountant.delta(mechanism, Infinity)).toBe(0);
  });

  it.each(examples)('ε and δ are inverse to each other for %s', (_, mechanism) => {
    const epsilon = accountant.epsilon(mechanism, delta);
    if (epsilon > 0) expect(accountant.delta(mechanism, epsilon) / delta).toBeCloseTo(1, 2);
  });

  it('grows with the number of steps', () => {
    const epsilons = [1, 2, 10, 100, 1000].map((count) => accountant.epsilon(selfComposition(step, count), delta));
    expect([...epsilons].sort((a, b) => a - b)).toEqual(epsilons);
    expect(new Set(epsilons).size).toBe(epsilons.length);
  });

  it('falls as δ grows', () => {
    const epsilons = [1e-9, 1e-7, 1e-5, 1e-3, 0.1].map((each) => accountant.epsilon(selfComposition(step, 300), each));
    expect([...epsilons].sort((a, b) => b - a)).toEqual(epsilons);
  });

  it('falls as the noise grows', () => {
    const epsilons = [0.5, 0.7, 1, 2, 5].map((noiseMultiplier) =>
      accountant.epsilon(selfComposition(poissonSampledGaussian({ noiseMultiplier, samplingRate: 0.02 }), 100), delta),
    );
    expect([...epsilons].sort((a, b) => b - a)).toEqual(epsilons);
  });

  it('takes a self-composition for the same composition repeated', () => {
    const repeated = composition(Array.from({ length: 40 }, () => step));
    expect(accountant.epsilon(selfComposition(step, 40), delta)).toBe(accountant.epsilon(repeated, delta));
  });

  it('composes different mechanisms in any order, for more than each and less than the sum', () => {
    const a = selfComposition(step, 200);
    const b = selfComposition(other, 30);
    const both = accountant.epsilon(composition([a, b]), delta);
    expect(accountant.epsilon(composition([b, a]), delta) / both).toBeCloseTo(1, 9);
    expect(both).toBeGreaterThan(Math.max(accountant.epsilon(a, delta), accountant.epsilon(b, delta)));
    expect(both).toBeLessThan(accountant.epsilon(a, delta) + accountant.epsilon(b, delta));
  });

  it('charges Gaussians on one sample more than on separate samples', () => {
    const joint = selfComposition(jointGaussians({ noiseMultipliers: [2, 2], samplingRate: 0.1 }), 100);
    const separate = selfComposition(poissonSampledGaussian({ noiseMultiplier: 2, samplingRate: 0.1 }), 200);
    expect(accountant.epsilon(joint, 1e-6)).toBeGreaterThan(1.1 * accountant.epsilon(separate, 1e-6));
  });

  it.each([0, 1, -1, NaN, 2])('refuses a δ of %d, naming it', (bad) => {
    expect(() => accountant.epsilon(step, bad)).toThrow(`delta must be between 0 and 1, both excluded, but is ${bad}`);
  });

  it.each([-0.1, NaN, -Infinity])('refuses an ε of %d, naming it', (bad) => {
    expect(() => accountant.delta(step, bad)).toThrow(`epsilon must be zero or more, but is ${bad}`);
  });
});

describe('PLD beside RDP', () => {
  it.each(examples)('is never above it for %s', (_, mechanism) => {
    for (const at of [1e-8, 1e-5, 1e-3]) {
      expect(pldAccountant.epsilon(mechanism, at)).toBeLessThanOrEqual(rdpAccountant.epsilon(mechanism, at) * (1 + 1e-9) + 1e-9);
    }
  });
});
