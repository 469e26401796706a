// The learning rate over a run: a linear rise, then a decay.
import { assertNever } from '../../base/errors';
import type { TrainingConfig } from '../../core/config/runFile';

/**
 * @param step from 0
 * @param steps planned steps of the run
 * @returns the learning rate of that step: the configured one times the decay, and at most the rise allows. The first step
 * of a rise has rate > 0, the last step of a decay too.
 */
export function learningRateAt(config: Pick<TrainingConfig, 'learningRate' | 'warmupShare' | 'decay'>, step: number, steps: number): number {
  const rise = Math.min(1, (step + 1) / Math.max(1, config.warmupShare * steps));
  return config.learningRate * rise * decayAt(config.decay, step / steps);
}

/** @param progress share of the steps that are done, in [0, 1) */
function decayAt(decay: TrainingConfig['decay'], progress: number): number {
  switch (decay) {
    case 'linear':
      return 1 - progress;
    case 'cosine':
      return (1 + Math.cos(Math.PI * progress)) / 2;
    case 'constant':
      return 1;
    default:
      return assertNever(decay);
  }
}
