// Optimizers on flat vectors: post-processing of noisy means, so none of their options touches the guarantee.
import { assertNever } from '../../base/errors';
import type { OptimizerConfig } from '../../core/config/runFile';
import { applyRule, ruleOf, type UpdateRule } from './rule';

export interface Optimizer {
  /** Counts one more step and returns what it does to each element. */
  next(learningRate: number): UpdateRule;
  /** Takes a step in this thread: moves `parameters` against `gradient` in place. Both (parameters) */
  update(parameters: Float32Array, gradient: Float64Array, learningRate: number): void;
  /** Everything that must be stored to go on later, by name. The arrays are live, and in memory that threads can share. */
  readonly state: Readonly<Record<string, Float32Array>>;
  /** Number of steps begun; set when a run is resumed. */
  steps: number;
}

/** @param size number of parameters */
export function createOptimizer(config: OptimizerConfig, size: number): Optimizer {
  return {
    state: Object.fromEntries(stateNames(config).map((name) => [name, new Float32Array(new SharedArrayBuffer(4 * size))])),
    steps: 0,
    next(learningRate) {
      this.steps++;
      return ruleOf(config, this.steps, learningRate);
    },
    update(parameters, gradient, learningRate) {
      applyRule(this.next(learningRate), parameters, gradient, Object.values(this.state));
    },
  };
}

/** In the order in which rules take them. */
function stateNames(config: OptimizerConfig): readonly string[] {
  switch (config.name) {
    case 'adam':
    case 'adamw':
      return ['mean', 'variance'];
    case 'sgd':
      return ['velocity'];
    default:
      return assertNever(config);
  }
}
