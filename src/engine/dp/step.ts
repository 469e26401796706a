// One private training step: clip → sum → noise → update. The file that an auditor reads.
import type { RandomSource } from '../../core/random';
import { markSensitive, type DataDependent } from '../../core/sensitivity';
import type { Optimizer } from '../optim/optimizer';
import type { NoiseSource } from './noise';
import { poissonSample } from './poisson';
import type { BatchTelemetry } from './telemetry';

/** The sensitivity of the sum, and the noise that covers it. */
export interface Protection {
  /** Largest L2 norm of one record's term in the sum. */
  readonly clipNorm: number;
  /** Noise standard deviation divided by the clip norm, above 0. */
  readonly noiseMultiplier: number;
}

/** What decides the mechanism of a step; made by the plan from the privacy section of the run file, and by nothing else. */
export interface StepMechanism {
  /** Probability that one record is in the batch. */
  readonly samplingRate: number;
  /** 'none' trains without privacy, for comparison: nothing is clipped and no noise is added. */
  readonly protection: Protection | 'none';
  /** Public divisor of the noisy sum: N times the sampling rate, never the number of records drawn. */
  readonly expectedBatchSize: number;
}

/** Who computes Σ_b clip(g_b) over drawn records: this thread, or several. */
export interface GradientSource {
  /** Number of records that can be drawn. */
  readonly records: number;
  /**
   * Sum of the clipped gradients of the drawn records; zero for an empty batch. The sum has L2 sensitivity `clipNorm` under
   * adding or removing one record, and may be overwritten by the caller; the next call may reuse its memory. (parameters)
   */
  clippedSum(parameters: Float32Array, drawn: Int32Array, clipNorm: number | null): Promise<{ sum: Float64Array; telemetry: BatchTelemetry }>;
}

export interface StepContext {
  readonly mechanism: StepMechanism;
  readonly source: GradientSource;
  /** Decides which records are drawn; shares no key with the noise. */
  readonly sampling: RandomSource;
  readonly noise: NoiseSource;
  readonly optimizer: Optimizer;
}

/**
 * Takes one step and updates `parameters` in place. Only the noisy mean reaches the parameters and the optimizer's state;
 * everything else that was computed from the data is returned as sensitive.
 *
 * Guarantees: the sampled Gaussian mechanism (Abadi et al. 2016) with the noise multiplier and sampling rate of `mechanism`
 * - noise on every parameter in every step, whatever was drawn, also for an empty batch;
 * - noise scale = noise multiplier × sensitivity of the sum; the divisor is public;
 * - sampling and noise come from `sampling` and `noise` alone.
 */
export async function privateStep(context: StepContext, parameters: Float32Array, learningRate: number): Promise<DataDependent<BatchTelemetry>> {
  const { mechanism, source, sampling, noise, optimizer } = context;
  const { protection, expectedBatchSize } = mechanism;
  const drawn = poissonSample(source.records, mechanism.samplingRate, sampling);
  const { sum, telemetry } = await source.clippedSum(parameters, drawn, protection === 'none' ? null : protection.clipNorm);

  if (protection !== 'none') await noise.add(sum, protection.noiseMultiplier * protection.clipNorm);
  divide(sum, expectedBatchSize);
  optimizer.update(parameters, sum, learningRate);
  return markSensitive(telemetry);
}

/** A function of its own, because V8 is slow to compile a long loop inside an async function. */
function divide(sum: Float64Array, divisor: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] /= divisor;
}
