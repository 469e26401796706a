// What an optimizer does to each element of the parameters in one step: the same for all, so that any thread can do it to any slice.
import { assertNever } from '../../base/errors';
import type { OptimizerConfig } from '../../core/config/runFile';

/** The numbers of one step that are the same for every element. */
export type UpdateRule = AdamRule | SgdRule;

export interface AdamRule {
  readonly type: 'adam';
  readonly beta1: number;
  readonly beta2: number;
  /** Learning rate with the bias corrections of both moments. */
  readonly stepSize: number;
  /** ε with the bias correction of the second moment. */
  readonly epsilon: number;
  /** Learning rate times weight decay. */
  readonly decay: number;
}

export interface SgdRule {
  readonly type: 'sgd';
  readonly momentum: number;
  readonly learningRate: number;
}

/** @param step counted from 1 */
export function ruleOf(config: OptimizerConfig, step: number, learningRate: number): UpdateRule {
  switch (config.name) {
    case 'adam':
      return adamRule(config, 0, step, learningRate);
    case 'adamw':
      return adamRule(config, config.weightDecay, step, learningRate);
    case 'sgd':
      return { type: 'sgd', momentum: config.momentum, learningRate };
    default:
      return assertNever(config);
  }
}

interface AdamConfig {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** m̂ / (√v̂ + ε) with the bias corrections of m̂ and v̂ taken out of the loop over the elements. */
function adamRule({ beta1, beta2, epsilon }: AdamConfig, weightDecay: number, step: number, learningRate: number): AdamRule {
  const rootCorrection = Math.sqrt(1 - beta2 ** step);
  const stepSize = (learningRate * rootCorrection) / (1 - beta1 ** step);
  return { type: 'adam', beta1, beta2, stepSize, epsilon: epsilon * rootCorrection, decay: learningRate * weightDecay };
}

/** Moves `parameters` against `gradient` in place. All (n); state: a vector for each of the optimizer's, in its order. */
export function applyRule(rule: UpdateRule, parameters: Float32Array, gradient: Float64Array, state: readonly Float32Array[]): void {
  switch (rule.type) {
    case 'adam':
      return applyAdam(rule, parameters, gradient, state[0], state[1]);
    case 'sgd':
      return applySgd(rule, parameters, gradient, state[0]);
    default:
      return assertNever(rule);
  }
}

/** Adam (Kingma & Ba 2015); decoupled weight decay (Loshchilov & Hutter 2019) where it is not 0. */
function applyAdam({ beta1, beta2, stepSize, epsilon, decay }: AdamRule, parameters: Float32Array, gradient: Float64Array, mean: Float32Array, variance: Float32Array): void {
  for (let i = 0; i < parameters.length; i++) {
    const g = gradient[i];
    const m = beta1 * mean[i] + (1 - beta1) * g;
    const v = beta2 * variance[i] + (1 - beta2) * g * g;
    mean[i] = m;
    variance[i] = v;
    parameters[i] -= (stepSize * m) / (Math.sqrt(v) + epsilon) + decay * parameters[i];
  }
}

/** v ← momentum · v + g; parameters ← parameters − learning rate · v. */
function applySgd({ momentum, learningRate }: SgdRule, parameters: Float32Array, gradient: Float64Array, velocity: Float32Array): void {
  for (let i = 0; i < parameters.length; i++) {
    velocity[i] = momentum * velocity[i] + gradient[i];
    parameters[i] -= learningRate * velocity[i];
  }
}
