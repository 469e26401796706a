// One private training step: clip → sum → noise → update. The file that an auditor reads.
import type { RandomSource } from '../../core/random';
import { markSensitive, type DataDependent } from '../../core/sensitivity';
import type { Optimizer } from '../optim/optimizer';
import { addGaussianNoise, type GaussianSampler } from './noise';
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
   * adding or removing one record. (parameters)
   */
  clippedSum(parameters: Float32Array, drawn: Int32Array, clipNorm: number | null): Promise<{ sum: Float64Array; telemetry: BatchTelemetry }>;
}

/** One stream for each purpose, so that no bit serves twice. */
export interface StepRandomness {
  readonly sampling: RandomSource;
  readonly noise: RandomSource;
}

export interface StepContext {
  readonly mechanism: StepMechanism;
  readonly source: GradientSource;
  readonly gaussian: GaussianSampler;
  readonly random: StepRandomness;
  readonly optimizer: Optimizer;
}

export interface StepReport {
  /** Everything about the drawn batch: computed from the data without noise. */
  readonly batch: DataDependent<BatchTelemetry>;
  /** The un-noised clipped sum, for per-expert norms. (parameters) */
  readonly clippedSum: DataDependent<Float64Array>;
}

/**
 * Takes one step and updates `parameters` in place. Only the noisy mean reaches the parameters and the optimizer's state;
 * everything else that was computed from the data is marked sensitive in the report.
 *
 * Guarantees: the sampled Gaussian mechanism (Abadi et al. 2016) with the noise multiplier and sampling rate of `mechanism`
 * - noise on every parameter in every step, whatever was drawn, also for an empty batch;
 * - noise scale = noise multiplier × sensitivity of the sum; the divisor is public;
 * - sampling and noise come from `random` alone.
 */
export async function privateStep(context: StepContext, parameters: Float32Array, learningRate: number): Promise<StepReport> {
  const { mechanism, source, gaussian, random, optimizer } = context;
  const { protection, expectedBatchSize } = mechanism;
  const drawn = poissonSample(source.records, mechanism.samplingRate, random.sampling);
  const { sum, telemetry } = await source.clippedSum(parameters, drawn, protection === 'none' ? null : protection.clipNorm);
  const clippedSum = markSensitive(sum.slice());

  if (protection !== 'none') addGaussianNoise(sum, protection.noiseMultiplier * protection.clipNorm, gaussian, random.noise);
  for (let i = 0; i < sum.length; i++) sum[i] /= expectedBatchSize;
  optimizer.update(parameters, sum, learningRate);
  return { batch: markSensitive(telemetry), clippedSum };
}
