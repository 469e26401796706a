// Arithmetic of a step's second half on parts of its vectors, and the plain form of it that faster ones are compared with.
import type { RandomSource } from '../../core/random';
import { applyRule, type UpdateRule } from '../optim/rule';
import { addGaussianNoise } from './noise';

export interface StepKernels {
  /** Adds independent normal numbers of the given standard deviation, with tails to 8.57 σ, to every element. */
  addNoise(sum: Float64Array, standardDeviation: number, random: RandomSource): void;
  /** Divides every element, up to a unit in the last place. */
  divide(sum: Float64Array, divisor: number): void;
  /** Moves parameters and state in place, against the gradient. All (n); state: as the optimizer orders it. */
  update(rule: UpdateRule, parameters: Float32Array, gradient: Float64Array, state: readonly Float32Array[]): void;
}

/** In plain JavaScript, on any memory. */
export const plainStepKernels: StepKernels = {
  addNoise: addGaussianNoise,
  divide(sum, divisor) {
    for (let i = 0; i < sum.length; i++) sum[i] /= divisor;
  },
  update: applyRule,
};
