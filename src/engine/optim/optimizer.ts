// Optimizers on flat vectors: post-processing of noisy means, so none of their options touches the guarantee.
import { assertNever } from '../../base/errors';
import type { OptimizerConfig } from '../../core/config/runFile';

export interface Optimizer {
  /** Moves `parameters` against `gradient`. Both (parameters); updates in place. */
  update(parameters: Float32Array, gradient: Float64Array, learningRate: number): void;
  /** Everything that must be stored to go on later, by name. The arrays are live. */
  readonly state: Readonly<Record<string, Float32Array>>;
  /** Number of updates done; set when a run is resumed. */
  steps: number;
}

/** @param size number of parameters */
export function createOptimizer(config: OptimizerConfig, size: number): Optimizer {
  switch (config.name) {
    case 'adam':
      return adam(config, 0, size);
    case 'adamw':
      return adam(config, config.weightDecay, size);
    case 'sgd':
      return sgd(config.momentum, size);
    default:
      return assertNever(config);
  }
}

interface AdamConfig {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** Adam (Kingma & Ba 2015) with bias correction; decoupled weight decay (Loshchilov & Hutter 2019) where it is not 0. */
function adam({ beta1, beta2, epsilon }: AdamConfig, weightDecay: number, size: number): Optimizer {
  const mean = new Float32Array(size);
  const variance = new Float32Array(size);
  return {
    state: { mean, variance },
    steps: 0,
    update(parameters, gradient, learningRate) {
      this.steps++;
      // m̂ / (√v̂ + ε) with the bias corrections taken out of the loop.
      const rootCorrection = Math.sqrt(1 - beta2 ** this.steps);
      const stepSize = (learningRate * rootCorrection) / (1 - beta1 ** this.steps);
      const correctedEpsilon = epsilon * rootCorrection;
      for (let i = 0; i < size; i++) {
        const g = gradient[i];
        const m = beta1 * mean[i] + (1 - beta1) * g;
        const v = beta2 * variance[i] + (1 - beta2) * g * g;
        mean[i] = m;
        variance[i] = v;
        parameters[i] -= (stepSize * m) / (Math.sqrt(v) + correctedEpsilon) + learningRate * weightDecay * parameters[i];
      }
    },
  };
}

/** v ← momentum · v + g; parameters ← parameters − learning rate · v. */
function sgd(momentum: number, size: number): Optimizer {
  const velocity = new Float32Array(size);
  return {
    state: { velocity },
    steps: 0,
    update(parameters, gradient, learningRate) {
      this.steps++;
      for (let i = 0; i < size; i++) {
        velocity[i] = momentum * velocity[i] + gradient[i];
        parameters[i] -= learningRate * velocity[i];
      }
    },
  };
}
