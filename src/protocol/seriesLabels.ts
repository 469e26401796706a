// How far each series of a run may travel: the complete list, so that a series without a label is one that cannot be written.
import type { Sensitivity } from '../core/sensitivity';
import type { Run } from './run';

/** What a series is before anybody asks whose data it comes from. A new series gets its line here first. */
export const scalarLabels = {
  learningRate: 'public',
  epsilon: 'public',
  loss: 'sensitive',
  batchSize: 'sensitive',
  clippedShare: 'sensitive',
  nonFiniteRecords: 'sensitive',
  'gradientNorm/p10': 'sensitive',
  'gradientNorm/p50': 'sensitive',
  'gradientNorm/p90': 'sensitive',
  'gradientNorm/max': 'sensitive',
  // How long a step takes depends on the records in its batch.
  tokensPerSecond: 'sensitive',
  elapsedSeconds: 'sensitive',
  releasedClippedShare: 'released',
  releasedClippedShareRaw: 'released',
} as const satisfies Readonly<Record<string, Sensitivity>>;

/** The same for vectors, by their kind. */
export const vectorLabels = {
  expertLoad: 'sensitive',
  expertGradientNorm: 'sensitive',
  expertSignalToNoise: 'sensitive',
  releasedExpertLoad: 'released',
  releasedExpertLoadRaw: 'released',
} as const satisfies Readonly<Record<string, Sensitivity>>;

export type ScalarName = keyof typeof scalarLabels;
export type VectorName = keyof typeof vectorLabels;

/**
 * The label that a figure of a run has in the end.
 *
 * - Of public demonstration data everything un-noised is public.
 * - Without noise, what comes with the gradient, the model itself and the state of its optimizer included, is as un-noised as the rest.
 *
 * @param label of the figure on private data with noise; that of a model and its checkpoints is `released`
 */
export function labelInRun(label: Sensitivity, { data, plan }: { readonly data: Pick<Run['data'], 'declared'>; readonly plan: Pick<Run['plan'], 'noiseMultiplier'> }): Sensitivity {
  if (label === 'public') return label;
  if (label === 'released' && plan.noiseMultiplier > 0) return label;
  return data.declared === 'private' ? 'sensitive' : 'public';
}
