// Optimizers on flat vectors: post-processing of noisy means, so none of their options touches the guarantee.
import { assertNever } from '../../base/errors';
import type { OptimizerConfig } from '../../core/config/runFile';
import { applyRule, ruleOf, type UpdateRule } from './rule';

export interface Optimizer {
  /** Counts one more step and returns what it does to each element. */
  next(learningRate: number): UpdateRule;
  /** Takes a step in this thread: moves `parameters` against `gradient` in place. Both (parameters) */
  update(parameters: Float32Array, gradient: Float64Array, learningRate: number): void;
  /** Everything that must be stored to go on later, by name. The arrays are live. */
  readonly state: Readonly<Record<string, Float32Array>>;
  /** Number of steps begun; set when a run is resumed. */
  steps: number;
}

/**
 * @param size number of parameters
 * @param memory all-zero vectors for the state, one for each of {@link stateNames}, where it must lie in a certain memory (size) each
 */
export function createOptimizer(config: OptimizerConfig, size: number, memory?: readonly Float32Array[]): Optimizer {
  return {
    state: Object.fromEntries(stateNames(config).map((name, i) => [name, memory?.[i] ?? new Float32Array(size)])),
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

/** The vectors of an optimizer's state, in the order in which rules take them. */
export function stateNames(config: OptimizerConfig): readonly string[] {
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
