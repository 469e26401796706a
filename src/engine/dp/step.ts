// One private training step: clip → sum → noise → update. The file that an auditor reads.
import type { RandomSource } from '../../core/random';
import { jointSensitivity, type JointRelease } from '../../core/privacy/jointRelease';
import { markSensitive, type DataDependent } from '../../core/sensitivity';
import type { ExpertLoad } from '../model/model';
import type { Updater } from './noisyUpdate';
import { poissonSample } from './poisson';
import { readReleased, releasedSize, type ReleasedFigures } from './release';
import type { BatchTelemetry } from './telemetry';

/** The sensitivity of the sum, and the noise that covers it. */
export interface Protection {
  /** Largest L2 norm of the term of one unit of privacy, such as a record, in the sum. */
  readonly clipNorm: number;
  /** Noise standard deviation divided by the clip norm, above 0. */
  readonly noiseMultiplier: number;
}

/** What decides the mechanism of a step; made by the plan from the privacy section of the run file, and by nothing else. */
export interface StepMechanism {
  /** Probability that one unit is in the batch. */
  readonly samplingRate: number;
  /** 'none' trains without privacy, for comparison: nothing is clipped and no noise is added. */
  readonly protection: Protection | 'none';
  /** Public divisor of the noisy sum: N times the sampling rate, never the number of units drawn. */
  readonly expectedBatchSize: number;
  /** Figures that are released with the gradient, under a part of the same noise; absent: the gradient alone. */
  readonly release?: JointRelease | undefined;
}

/** What is summed over the drawn units. */
export interface SumTask {
  /** Largest norm of one unit's gradient, the sum of those of its records; null sums unclipped gradients, for training without privacy. */
  readonly clipNorm: number | null;
  /** Figures whose terms stand behind the gradient in the sum; absent: none. */
  readonly release?: JointRelease | undefined;
  /** What a balancing loss of kind `released` goes by; absent: an even load. */
  readonly balancingLoad?: ExpertLoad | undefined;
}

/** Who computes Σ_u clip(Σ_r g_r) over drawn units u and the records r of each: this thread, or several. */
export interface GradientSource {
  /** Number of units that can be drawn. */
  readonly units: number;
  /**
   * Sum of the clipped gradients of the drawn units, and behind it of the terms that are released with them; zero for an empty
   * batch. The sum has L2 sensitivity `jointSensitivity(clipNorm, release)` under adding or removing one unit, and may be
   * overwritten by the caller; the next call may reuse its memory. (parameters + releasedSize)
   */
  clippedSum(parameters: Float32Array, drawn: Int32Array, task: SumTask): Promise<{ sum: Float64Array; telemetry: BatchTelemetry }>;
}

export interface StepContext {
  readonly mechanism: StepMechanism;
  readonly source: GradientSource;
  /** Decides which units are drawn; shares no key with the noise. */
  readonly sampling: RandomSource;
  /** Draws the noise, and moves the parameters. */
  readonly updater: Updater;
  /** Load that earlier steps have released, for a balancing loss that goes by it. */
  readonly balancingLoad?: ExpertLoad | undefined;
}

export interface StepReport {
  /** What the batch did, computed without noise. */
  readonly batch: DataDependent<BatchTelemetry>;
  /** What the mechanism released beside the gradient; without protection these are computed without noise too. */
  readonly released: ReleasedFigures | undefined;
}

/**
 * Takes one step and updates `parameters` in place. Only the noisy mean reaches the parameters, the optimizer's state and the
 * released figures; everything else that was computed from the data is returned as sensitive.
 *
 * Guarantees: the sampled Gaussian mechanism (Abadi et al. 2016) with the noise multiplier and sampling rate of `mechanism`
 * - noise on every parameter and every released figure in every step, whatever was drawn, also for an empty batch;
 * - noise scale = noise multiplier × sensitivity of the sum; the divisor is public;
 * - sampling and noise come from `sampling` and `updater` alone.
 */
export async function privateStep(context: StepContext, parameters: Float32Array, learningRate: number): Promise<StepReport> {
  const { mechanism, source, sampling, updater, balancingLoad } = context;
  const { protection, expectedBatchSize, release } = mechanism;
  const clipNorm = protection === 'none' ? null : protection.clipNorm;
  const drawn = poissonSample(source.units, mechanism.samplingRate, sampling);
  const { sum, telemetry } = await source.clippedSum(parameters, drawn, { clipNorm, release, balancingLoad });
  if (sum.length !== parameters.length + releasedSize(release)) throw new Error(`The sum has ${sum.length} elements, which is not what the mechanism releases.`);

  const standardDeviation = protection === 'none' ? null : protection.noiseMultiplier * jointSensitivity(protection.clipNorm, release);
  await updater.apply(sum, parameters, { standardDeviation, divisor: expectedBatchSize }, learningRate);
  return {
    batch: markSensitive(telemetry),
    released: release && readReleased(release, clipNorm, sum.subarray(parameters.length)),
  };
}
