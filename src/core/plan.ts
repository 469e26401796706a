// The plan of a run: one privacy configuration derives the sampler, the noise and the mechanism that is accounted for.
import { badInput } from '../base/errors';
import type { PrivacyConfig } from './config/privacy';
import { calibrateNoiseMultiplier } from './privacy/calibrate';
import type { ReleaseShares } from './privacy/jointRelease';
import { guaranteeOf, type Guarantee } from './privacy/guarantee';
import { composition, gaussian, nonPrivate, poissonSampledGaussian, selfComposition, type Gaussian, type Mechanism } from './privacy/mechanism';
import { pldAccountant } from './privacy/pld/pldAccountant';

/** Everything that the trainer needs to take private steps, and the ledger to charge them. Frozen. */
export interface TrainingPlan {
  /** Probability with which each unit of privacy joins a step's batch, independently of the others. */
  readonly samplingRate: number;
  readonly steps: number;
  /** Noise standard deviation divided by the clip norm; 0 for training without privacy. */
  readonly noiseMultiplier: number;
  readonly clipNorm: number;
  /** Divisor of the noisy sum; in units. */
  readonly expectedBatchSize: number;
  /** In units. */
  readonly publicSize: number;
  /** Figures that a step releases with the gradient, by parts of the same noise; absent: none. They leave the mechanism as it is. */
  readonly release?: ReleaseShares;
  /** What one step releases. */
  readonly stepMechanism: Mechanism;
  /**
   * Release of the accuracy on test records after the last step; absent: none. It is charged on the ledger of the same data, as if the
   * test records were training records too. The splits are disjoint, so sequential composition counts more than is spent on any record.
   */
  readonly evaluation?: Gaussian;
  /** What the whole run releases: all steps, then the evaluation. */
  readonly mechanism: Mechanism;
  readonly guarantee: Guarantee;
}

/**
 * Derives the plan. No other place may work out a sampling rate, a noise multiplier or a mechanism from a configuration.
 * @param config a checked privacy section
 * @throws badInput when the target ε cannot be met
 */
export function planRun(config: PrivacyConfig): TrainingPlan {
  const { expectedBatchSize, publicSize, clipNorm, delta, release } = config;
  const samplingRate = expectedBatchSize / publicSize;
  const steps = stepsOf(config);
  const evaluation = config.evaluation && gaussian(config.evaluation);
  const noiseMultiplier = noiseMultiplierOf(config, { samplingRate, steps, besides: evaluation });
  const stepMechanism = noiseMultiplier === 0 ? nonPrivate : poissonSampledGaussian({ noiseMultiplier, samplingRate });
  const training = selfComposition(stepMechanism, steps);
  const mechanism = evaluation === undefined ? training : composition([training, evaluation]);
  return Object.freeze({
    samplingRate,
    steps,
    noiseMultiplier,
    clipNorm,
    expectedBatchSize,
    publicSize,
    ...(release && { release: Object.freeze({ ...release }) }),
    stepMechanism,
    ...(evaluation && { evaluation }),
    mechanism,
    guarantee: guaranteeOf(mechanism, delta, config.unit),
  });
}

/** The given steps, or the given epochs of N units in expectation, rounded and at least one step. */
function stepsOf({ steps, epochs, publicSize, expectedBatchSize }: PrivacyConfig): number {
  if (steps !== undefined) return steps;
  if (epochs === undefined) throw badInput('privacy: give exactly one of steps and epochs.');
  return Math.max(1, Math.round((epochs * publicSize) / expectedBatchSize));
}

/** What noise is calibrated for, besides the target itself. */
type Calibrated = Omit<Parameters<typeof calibrateNoiseMultiplier>[1], 'epsilon' | 'delta'>;

function noiseMultiplierOf(config: PrivacyConfig, calibrated: Calibrated): number {
  const { noiseMultiplier, epsilon, delta } = config;
  if (noiseMultiplier !== undefined) return noiseMultiplier;
  if (epsilon === undefined) throw badInput('privacy: give exactly one of epsilon and noiseMultiplier.');
  if (epsilon === 'inf') return 0;
  return calibrateNoiseMultiplier(pldAccountant, { ...calibrated, epsilon, delta });
}
