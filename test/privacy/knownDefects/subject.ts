// What the tests of known defects look at: a model that uses parameters several times, a few records, and its private step.
import { presets } from '../../../src/core/config/presets';
import type { SwitchModelConfig } from '../../../src/core/config/model';
import type { EncodedRecords } from '../../../src/core/records';
import { createModel } from '../../../src/engine/model/createModel';
import type { Model } from '../../../src/engine/model/model';
import { testNumbers } from '../../engine/backends';

const vocabulary = 23;

/** One position bias for both blocks, experts, and both losses of the router; words occur several times in a record. */
export const config: SwitchModelConfig = {
  ...presets.tiny,
  numLayers: 2,
  positionBias: { buckets: 8, maxDistance: 6 },
  finalNorm: true,
  embeddingMultiplier: 3,
  routerZLoss: 0.02,
  balancing: { kind: 'perSample', coefficient: 0.3 },
  init: { embeddingStd: 0.4, outputScale: 1, headStd: 1 },
};

/** Those with biases too. */
export const models: Readonly<Record<string, Model>> = {
  'tied position bias, experts and norms': createModel(config, vocabulary, 2),
  'sums of words with a bias': createModel(presets.linear, vocabulary, 2),
};

/** Records of these lengths. */
export function recordsOf(lengths: readonly number[]): EncodedRecords {
  const starts = new Int32Array(lengths.length + 1);
  lengths.forEach((length, b) => (starts[b + 1] = starts[b] + length));
  return {
    ids: Int32Array.from({ length: starts[lengths.length] }, (_, i) => (i * i * 7 + 3 * i) % vocabulary),
    starts,
    labels: Int32Array.from(lengths, (_, b) => b % 2),
  };
}

/** Weights at which no gradient vanishes by symmetry. */
export const weightsOf = (model: Model): Float32Array => {
  const moved = testNumbers(model.layout.size, 5);
  return model.initialise(1).map((weight, i) => weight + 0.1 * moved[i]);
};

export const norm = (vector: ArrayLike<number>): number => Math.hypot(...Array.from(vector));
