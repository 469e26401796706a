// Arithmetic of a step's second half on one block of elements, which stays in the cache from the sum to the new parameter.
import type { RandomSource } from '../../core/random';
import { applyRule, type UpdateRule } from '../optim/rule';
import { addGaussianNoise } from './noise';

/** Elements of a block: even, a multiple of four, and few enough for the cache. */
export const BLOCK = 4096;

/** Vectors of state that an optimizer has at most. */
const MOST_STATE = 2;

/** Room for a block of every vector of a step, and what is done to its first `count` elements. */
export interface StepBlock {
  readonly sum: Float64Array; // (BLOCK)
  readonly parameters: Float32Array; // (BLOCK)
  /** Room for as many vectors of state as any optimizer has. */
  readonly state: readonly Float32Array[]; // (BLOCK) each
  /** sum += standardDeviation · independent standard normal numbers, with tails to 8.57 σ. */
  addNoise(count: number, standardDeviation: number, random: RandomSource): void;
  /** sum /= divisor, up to a unit in the last place. */
  divide(count: number, divisor: number): void;
  /** Moves parameters and state by the rule, against the sum. */
  update(count: number, rule: UpdateRule): void;
  /** Leaves no number behind. */
  wipe(): void;
}

/** In plain JavaScript: what faster blocks are compared with. */
export function createPlainBlock(): StepBlock {
  const sum = new Float64Array(BLOCK);
  const parameters = new Float32Array(BLOCK);
  const state = Array.from({ length: MOST_STATE }, () => new Float32Array(BLOCK));
  return {
    sum,
    parameters,
    state,
    addNoise: (count, standardDeviation, random) => addGaussianNoise(sum.subarray(0, count), standardDeviation, random),
    divide(count, divisor) {
      for (let i = 0; i < count; i++) sum[i] /= divisor;
    },
    update: (count, rule) => applyRule(rule, parameters.subarray(0, count), sum, state),
    wipe: () => [sum, parameters, ...state].forEach((values) => values.fill(0)),
  };
}
