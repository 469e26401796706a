// Mechanisms as data: checked, frozen, and reduced to one normal form.
import { describe, expect, it } from 'vitest';
import {
  composition,
  gaussian,
  isNonPrivate,
  jointGaussians,
  jointNoiseMultiplier,
  nonPrivate,
  poissonSampledGaussian,
  selfComposition,
} from '../../../src/core/privacy/mechanism';
import { normalForm } from '../../../src/core/privacy/normalForm';
import { goldenCases } from './golden';

const step = poissonSampledGaussian({ noiseMultiplier: 1, samplingRate: 0.01 });

describe('constructors', () => {
  it.each([0, -1, NaN, Infinity])('refuse a noise multiplier of %d, naming it', (noiseMultiplier) => {
    const message = `noiseMultiplier must be a positive number, but is ${noiseMultiplier}`;
    expect(() => gaussian({ noiseMultiplier })).toThrow(message);
    expect(() => poissonSampledGaussian({ noiseMultiplier, samplingRate: 0.1 })).toThrow(message);
    expect(() => jointGaussians({ noiseMultipliers: [1, noiseMultiplier], samplingRate: 0.1 })).toThrow(
      `noiseMultipliers[1] must be a positive number, but is ${noiseMultiplier}`,
    );
  });

  it.each([0, -0.1, 1.01, NaN])('refuse a sampling rate of %d, naming it', (samplingRate) => {
    const message = `samplingRate must be above 0 and at most 1, but is ${samplingRate}`;
    expect(() => poissonSampledGaussian({ noiseMultiplier: 1, samplingRate })).toThrow(message);
    expect(() => jointGaussians({ noiseMultipliers: [1], samplingRate })).toThrow(message);
  });

  it.each([-1, 1.5, NaN, Infinity])('refuse a count of %d, naming it', (count) => {
    expect(() => selfComposition(step, count)).toThrow(`count must be a whole number of at least 0, but is ${count}`);
  });

  it('freeze what they return, and take copies of lists', () => {
    const parts = [step];
    const noiseMultipliers = [1, 2];
    const composed = composition(parts);
    const joint = jointGaussians({ noiseMultipliers, samplingRate: 0.5 });
    parts.push(step);
    noiseMultipliers.push(3);
    expect(composed.mechanisms).toHaveLength(1);
    expect(joint.noiseMultipliers).toEqual([1, 2]);
    for (const value of [step, composed, composed.mechanisms, joint, joint.noiseMultipliers, selfComposition(step, 2), nonPrivate]) {
      expect(Object.isFrozen(value)).toBe(true);
    }
  });
});

describe('isNonPrivate', () => {
  it('finds a part without a guarantee however deep', () => {
    expect(isNonPrivate(composition([step, selfComposition(composition([nonPrivate]), 3)]))).toBe(true);
  });

  it('ignores a part that happens 0 times', () => {
    expect(isNonPrivate(selfComposition(nonPrivate, 0))).toBe(false);
  });
});

describe('jointNoiseMultiplier', () => {
  interface JointCase {
    readonly parameters: { readonly noise_multipliers: readonly number[] };
    readonly expected: { readonly z_eff: number };
  }

  it.each(goldenCases<JointCase>('e_joint_gaussians'))('$id', ({ parameters, expected }) => {
    expect(jointNoiseMultiplier(parameters.noise_multipliers)).toBeCloseTo(expected.z_eff, 14);
  });
});

describe('normalForm', () => {
  it('multiplies nested counts and merges equal steps', () => {
    const nested = composition([selfComposition(selfComposition(step, 3), 5), step, composition([step])]);
    expect(normalForm(nested)).toEqual([{ noiseMultiplier: 1, samplingRate: 0.01, count: 17 }]);
  });

  it('joins all plain Gaussians to one, also those of sampling rate 1', () => {
    const plain = composition([selfComposition(gaussian({ noiseMultiplier: 4 }), 3), poissonSampledGaussian({ noiseMultiplier: 4, samplingRate: 1 })]);
    expect(normalForm(plain)).toEqual([{ noiseMultiplier: 2, samplingRate: 1, count: 1 }]);
  });

  it('joins Gaussians on the same sample, and keeps their number of steps', () => {
    const joint = selfComposition(jointGaussians({ noiseMultipliers: [2, 2, 2, 2], samplingRate: 0.1 }), 7);
    expect(normalForm(joint)).toEqual([{ noiseMultiplier: 1, samplingRate: 0.1, count: 7 }]);
  });

  it('is empty when nothing is released', () => {
    expect(normalForm(composition([selfComposition(step, 0), jointGaussians({ noiseMultipliers: [], samplingRate: 0.1 })]))).toEqual([]);
  });

  it("is 'nonPrivate' when some part has no guarantee", () => {
    expect(normalForm(composition([step, nonPrivate]))).toBe('nonPrivate');
  });

  it('refuses a number of steps that cannot be counted exactly', () => {
    expect(() => normalForm(selfComposition(selfComposition(step, 2 ** 40), 2 ** 40))).toThrow('more than can be counted exactly');
  });
});
