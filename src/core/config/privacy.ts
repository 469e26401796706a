// The privacy section of a run file: everything that decides the guarantee, and nothing that does not.
import { z } from 'zod';

const positive = z.number().positive();

/** ε as people write it: a positive number, or "inf" for training without privacy. */
const epsilon = z.union([positive, z.literal('inf')]);

/**
 * What the guarantee depends on. No member has a default: a privacy parameter that nobody chose is a defect.
 * Speed options live in {@link ../config/compute} and cannot change what is released.
 */
export const privacySchema = z
  .strictObject({
    unit: z.literal('record').describe('Unit of privacy: one record of the data set.'),
    neighbouringRelation: z.literal('addOrRemoveOne').describe('Two data sets are neighbours when one has a single record more.'),
    epsilon: epsilon.optional().describe('Target ε at δ; the noise multiplier is calibrated to it. "inf" trains without privacy. Give this or noiseMultiplier.'),
    noiseMultiplier: positive.optional().describe('Noise standard deviation divided by the clip norm. Give this or epsilon.'),
    delta: z.number().gt(0).lt(1).describe('δ of the guarantee; well below one over the number of records.'),
    clipNorm: positive.describe('Largest L2 norm that one record\'s gradient can have in the sum.'),
    publicSize: z.int().positive().describe('Publicly known number of training records, N. The sampling rate is expectedBatchSize / N; the true count is not used.'),
    expectedBatchSize: positive.describe('Expected number of records in a Poisson-sampled batch; also the divisor of the noisy sum.'),
    steps: z.int().positive().optional().describe('Number of noisy steps. Give this or epochs.'),
    epochs: positive.optional().describe('Passes over N records in expectation; steps = round(epochs · N / expectedBatchSize). Give this or steps.'),
  })
  .refine((p) => (p.epsilon === undefined) !== (p.noiseMultiplier === undefined), {
    message: 'give exactly one of epsilon and noiseMultiplier',
    path: ['epsilon'],
  })
  .refine((p) => (p.steps === undefined) !== (p.epochs === undefined), { message: 'give exactly one of steps and epochs', path: ['steps'] })
  .refine((p) => p.expectedBatchSize <= p.publicSize, {
    message: 'expectedBatchSize is above publicSize, which makes the sampling rate larger than 1',
    path: ['expectedBatchSize'],
  });

export type PrivacyConfig = z.infer<typeof privacySchema>;
