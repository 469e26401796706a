// ε by privacy loss distribution against closed forms and against other libraries.
import { describe, expect, it } from 'vitest';
import { jointGaussians, selfComposition } from '../../../src/core/privacy/mechanism';
import { epsilonBounds, pldEpsilon } from '../../../src/core/privacy/pld/pldAccountant';
import { composedRuns, goldenCases, sampledSteps, type GoldenRun, type SampledParameters } from './golden';

interface Bounds {
  readonly sound_min: number;
  readonly expected: number;
}

/** Never under the proven bound, and at most 1e-3 relative above the tightest known one, or the tolerance of the case. */
function expectTight(got: number, { sound_min, expected }: Bounds, tolerance: { readonly abs?: number }): void {
  expect(got).toBeGreaterThanOrEqual(sound_min * (1 - 1e-12));
  expect(got - expected).toBeLessThanOrEqual(Math.max(1e-3 * expected, tolerance.abs ?? 0));
}

describe('ε of the Poisson-sampled Gaussian', () => {
  interface EpsilonCase extends Bounds {
    readonly parameters: SampledParameters;
    readonly delta: number;
    readonly expected_is: string;
  }

  it.each(goldenCases<EpsilonCase>('a_pld_epsilon'))('$id', ({ parameters, delta, tolerance, expected_is, ...bounds }) => {
    const got = pldEpsilon(sampledSteps(parameters), delta);
    expectTight(got, bounds, tolerance);
    if (expected_is === 'exact') expect(Math.abs(got - bounds.expected)).toBeLessThanOrEqual(1e-10 * bounds.expected);
  });

  interface PrvCase {
    readonly parameters: SampledParameters;
    readonly delta: number;
    readonly lower: number;
    readonly upper: number;
  }

  it.each(goldenCases<PrvCase>('c_prv'))('$id lies within the bounds of the PRV accountant', ({ parameters, delta, lower, upper }) => {
    const got = pldEpsilon(sampledSteps(parameters), delta);
    expect(got).toBeGreaterThanOrEqual(lower);
    expect(got).toBeLessThanOrEqual(upper);
  });
});

describe('ε of compositions', () => {
  interface CompositionCase {
    readonly runs: readonly GoldenRun[];
    readonly delta: number;
    readonly expected: number;
    readonly prv?: unknown;
  }

  it.each(goldenCases<CompositionCase>('e_composition'))('$id', ({ runs, delta, expected, tolerance, prv }) => {
    const { lower, upper } = epsilonBounds(composedRuns(runs), delta);
    // The PRV accountant's lower bound, where it gave one.
    const proven = Array.isArray(prv) ? Number(prv[0]) : 0;
    expectTight(upper, { sound_min: Math.max(proven, lower), expected }, tolerance);
    expect(lower).toBeLessThanOrEqual(expected * (1 + 1e-12));
    expect(lower).toBeGreaterThan(expected * (1 - 3e-4));
  });

  interface JointCase {
    readonly parameters: { readonly noise_multipliers: readonly number[]; readonly sampling_probability: number; readonly steps: number };
    readonly delta: number;
    readonly expected: { readonly epsilon: number };
    readonly epsilon_if_wrongly_separate_coins: number;
  }

  it.each(goldenCases<JointCase>('e_joint_gaussians'))('$id', ({ parameters, delta, expected, tolerance, ...rest }) => {
    const step = jointGaussians({ noiseMultipliers: parameters.noise_multipliers, samplingRate: parameters.sampling_probability });
    const got = pldEpsilon(selfComposition(step, parameters.steps), delta);
    expectTight(got, { sound_min: rest.epsilon_if_wrongly_separate_coins, expected: expected.epsilon }, tolerance);
  });
});
