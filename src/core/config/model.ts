// The model section of a run file: a Switch Transformers encoder with a classification head, or a linear model to compare with.
import { z } from 'zod';

const positive = z.number().positive();
const count = z.int().positive();

/** Relative position bias of T5: distances fall into buckets, exact when near and logarithmic when far. */
const positionBiasSchema = z.strictObject({
  buckets: z.int().min(2).multipleOf(2).describe('Number of buckets, half for each direction.'),
  maxDistance: count.describe('Distances from here on share the last bucket.'),
});

/**
 * Encoder of Switch Transformers (Fedus et al. 2021) as the public checkpoints have it; members that depart from it say so.
 * Names follow the checkpoints' configuration: dModel, dKv, dFf, numHeads, numLayers, numExperts.
 */
export const switchModelSchema = z.strictObject({
  architecture: z.literal('switch').describe('Encoder of Switch Transformers, every member given; or name a preset instead.'),
  dModel: count.describe('Width of the residual stream.'),
  dKv: count.describe('Width of one attention head.'),
  dFf: count.describe('Hidden width of a feed-forward layer and of each expert.'),
  numHeads: count.describe('Attention heads of a block.'),
  numLayers: count.describe('Number of blocks.'),
  numExperts: count.describe('Experts of a sparse block; 1 makes every block dense.'),
  sparseStep: count.describe('Block i is sparse when i mod sparseStep is 1, or when sparseStep is 1.'),
  expertCapacity: z.union([count, z.literal('dropless')]).describe('Tokens of one record that one expert takes; later tokens pass by. Counted in each record alone.'),
  attention: z.boolean().describe('False leaves the attention sublayer out (departs from Switch).'),
  attentionScale: z.boolean().describe('True divides scores by √dKv (departs from Switch, which does not).'),
  positionBias: z.union([positionBiasSchema, z.literal('off')]).describe('"off" departs from Switch.'),
  finalNorm: z.boolean().describe('RMS norm after the last block; false departs from Switch.'),
  layerNormEpsilon: positive.describe('Added to the mean square before the root of an RMS norm.'),
  embeddingMultiplier: positive.describe('Factor on the looked-up embedding, which lifts its share of a clipped gradient; 1 is Switch.'),
  balancing: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('perSample').describe('Balances inside each record alone, so that records stay independent of each other.'),
        coefficient: z.number().nonnegative().describe('Weight of the balancing loss in the loss of a record.'),
      }),
      z.strictObject({
        kind: z.literal('released').describe('Balances the batches, by the routing load that earlier steps have released under noise. Needs privacy.release.routingLoad.'),
        coefficient: z.number().nonnegative().describe('Weight of the balancing loss in the loss of a record.'),
      }),
      z.strictObject({ kind: z.literal('off').describe('No balancing loss.') }),
    ])
    .describe('Load balancing loss. perSample: coefficient · E · Σ f·P inside each record. released: the same with the released load of earlier steps as f. off: none, as for fine-tuning. Never over a batch: that would couple records.'),
  routerZLoss: z.number().nonnegative().describe('Coefficient of the mean squared log-sum-exp of the router logits, inside each record.'),
  init: z
    .strictObject({
      embeddingStd: positive.describe('Standard deviation of the word embedding.'),
      outputScale: positive.describe('Factor on the initial attention output and second expert matrices.'),
      headStd: positive.describe('Standard deviation of the classification head.'),
    })
    .describe('Standard deviations of the initial weights; the other matrices use 1/√(fan in).'),
});

/** Logistic regression on the set of words, through the same private step: the baseline that a small model has to beat. */
export const linearModelSchema = z.strictObject({
  architecture: z.literal('linear').describe('Logistic regression on the set of words.'),
});

export const modelSchema = z.discriminatedUnion('architecture', [switchModelSchema, linearModelSchema]);

export type SwitchModelConfig = z.infer<typeof switchModelSchema>;
export type LinearModelConfig = z.infer<typeof linearModelSchema>;
export type ModelConfig = z.infer<typeof modelSchema>;

/** Blocks that have experts, counted from 0. */
export function sparseBlocks(model: ModelConfig): number[] {
  if (model.architecture === 'linear' || model.numExperts === 1) return [];
  const { numLayers, sparseStep } = model;
  return Array.from({ length: numLayers }, (_, i) => i).filter((i) => sparseStep === 1 || i % sparseStep === 1);
}
