// Calibration against golden values, and from both sides of the target.
import { describe, expect, it } from 'vitest';
import { calibrateNoiseMultiplier, calibrateSteps } from '../../../src/core/privacy/calibrate';
import { poissonSampledGaussian, selfComposition } from '../../../src/core/privacy/mechanism';
import { pldAccountant } from '../../../src/core/privacy/pld/pldAccountant';
import { rdpAccountant } from '../../../src/core/privacy/rdp/rdpAccountant';
import { allowance, goldenCases } from './golden';

interface CalibrationCase {
  readonly parameters: { readonly epsilon: number; readonly sampling_probability: number; readonly steps: number };
  readonly delta: number;
  readonly expected: number;
  readonly rdp_opacus: number | string;
}

describe('calibrateNoiseMultiplier', () => {
  it.each(goldenCases<CalibrationCase>('d_calibration'))('$id', ({ parameters, delta, expected, tolerance, rdp_opacus }) => {
    const { epsilon, sampling_probability: samplingRate, steps } = parameters;
    const target = { epsilon, delta, samplingRate, steps };
    const noiseMultiplier = calibrateNoiseMultiplier(pldAccountant, target);
    expect(Math.abs(noiseMultiplier - expected)).toBeLessThanOrEqual(allowance(expected, tolerance));
    // Opacus tries other orders, and gives up on small targets.
    if (typeof rdp_opacus === 'number') expect(calibrateNoiseMultiplier(rdpAccountant, target) / rdp_opacus).toBeCloseTo(1, 2);
  });

  const target = { epsilon: 8, delta: 1e-5, samplingRate: 0.015, steps: 1315 };
  const epsilonAt = (noiseMultiplier: number): number =>
    pldAccountant.epsilon(selfComposition(poissonSampledGaussian({ noiseMultiplier, samplingRate: target.samplingRate }), target.steps), target.delta);

  it('rounds up: ε is at most the target, and barely less noise is too little', () => {
    const noiseMultiplier = calibrateNoiseMultiplier(pldAccountant, target);
    expect(epsilonAt(noiseMultiplier)).toBeLessThanOrEqual(target.epsilon);
    expect(epsilonAt(noiseMultiplier * (1 - 2e-5))).toBeGreaterThan(target.epsilon);
  });

  it('asks the accountant few questions', () => {
    let asked = 0;
    const counting = {
      ...pldAccountant,
      epsilon: (...question: Parameters<typeof pldAccountant.epsilon>) => {
        asked++;
        return pldAccountant.epsilon(...question);
      },
    };
    calibrateNoiseMultiplier(counting, target);
    expect(asked).toBeLessThanOrEqual(8);
  });

  it('says when no noise is enough', () => {
    expect(() => calibrateNoiseMultiplier(pldAccountant, { epsilon: 1e-9, delta: 1e-12, samplingRate: 1, steps: 1000 })).toThrow(
      'No noise multiplier up to 100000 keeps 1000 steps at sampling rate 1 within epsilon 1e-9 at delta 1e-12',
    );
  });

  it('refuses parameters out of range, naming them', () => {
    const bad = { epsilon: -1, delta: 2, samplingRate: 1.5, steps: 0 };
    const messages = {
      epsilon: 'epsilon must be a positive number, but is -1',
      delta: 'delta must be between 0 and 1, both excluded, but is 2',
      samplingRate: 'samplingRate must be above 0 and at most 1, but is 1.5',
      steps: 'steps must be a whole number of at least 1, but is 0',
    };
    for (const name of ['epsilon', 'delta', 'samplingRate', 'steps'] as const) {
      expect(() => calibrateNoiseMultiplier(pldAccountant, { ...target, [name]: bad[name] })).toThrow(messages[name]);
    }
  });
});

describe('calibrateSteps', () => {
  const target = { epsilon: 2, delta: 1e-5, samplingRate: 0.01, noiseMultiplier: 1 };
  const epsilonOf = (steps: number): number =>
    pldAccountant.epsilon(selfComposition(poissonSampledGaussian(target), steps), target.delta);

  it('is the largest number that meets the target', () => {
    const steps = calibrateSteps(pldAccountant, target);
    expect(epsilonOf(steps)).toBeLessThanOrEqual(2);
    expect(epsilonOf(steps + 1)).toBeGreaterThan(2);
  });

  it('can be a single step', () => {
    expect(calibrateSteps(pldAccountant, { ...target, epsilon: epsilonOf(1) * 1.0001 })).toBe(1);
  });

  it('says when not even one step fits', () => {
    expect(() => calibrateSteps(pldAccountant, { ...target, samplingRate: 1 })).toThrow(
      'Not even one step with noise multiplier 1 at sampling rate 1 stays within epsilon 2 at delta 0.00001',
    );
  });

  it('stops at a billion steps where the target is never reached', () => {
    expect(calibrateSteps(rdpAccountant, { epsilon: 10, delta: 0.5, samplingRate: 1e-9, noiseMultiplier: 100 })).toBe(1e9);
  });
});
