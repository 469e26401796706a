// The bounds on ε from below and above, on every golden case: they enclose what other libraries found, and are close.
import { describe, expect, it } from 'vitest';
import { epsilonBounds } from '../../../src/core/privacy/pld/pldAccountant';
import { goldenCases, sampledSteps, type SampledParameters } from './golden';

interface EpsilonCase {
  readonly parameters: SampledParameters;
  readonly delta: number;
  readonly expected: number;
  readonly expected_is: string;
}

describe('epsilonBounds', () => {
  it.each(goldenCases<EpsilonCase>('a_pld_epsilon'))('encloses $id', ({ parameters, delta, expected, expected_is }) => {
    const { lower, upper } = epsilonBounds(sampledSteps(parameters), delta);
    // Single steps and plain Gaussians are exact up to rounding; so is `expected` there. Elsewhere it is pessimistic.
    expect(lower).toBeLessThanOrEqual(expected * (1 + 1e-11));
    if (expected_is === 'exact') expect(upper).toBeGreaterThanOrEqual(expected * (1 - 1e-11));
    expect(upper).toBeGreaterThanOrEqual(lower);
    expect(upper - lower).toBeLessThanOrEqual(1e-3 * upper);
  });
});
