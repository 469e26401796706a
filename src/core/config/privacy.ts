// The privacy section of a run file: everything that decides the guarantee, and nothing that does not.
import { z } from 'zod';
import type { Relation } from './problems';

const positive = z.number().positive();

/** ε as people write it: a positive number, or "inf" for training without privacy. */
const epsilon = z.union([positive, z.literal('inf')]);

/** Compare {@link PrivacyUnit}. */
const unitSchema = z
  .union([
    z.literal('record'),
    z.strictObject({
      column: z.string().min(1).describe('Column that tells whose record it is, such as a patient or an author. Every record needs a value there.'),
      maxRecords: z.int().positive().describe('Most records of one unit that are trained on, chosen from those of this unit alone. Public.'),
    }),
  ])
  .describe('Unit of privacy: whose presence in the data, and all that their records say, is protected. "record": each record for itself. A column: all records that have one value there, together.');

/**
 * What the guarantee depends on. No member has a default: a privacy parameter that nobody chose is a defect.
 * Speed options live in {@link ../config/compute} and cannot change what is released.
 */
export const privacySchema = z
  .strictObject({
    unit: unitSchema,
    neighbouringRelation: z.literal('addOrRemoveOne').describe('Two data sets are neighbours when one has a single unit more: a record, or all records of one value of the column.'),
    epsilon: epsilon
      .optional()
      .describe('Target ε at δ, without unit; smaller is more private. The noise multiplier is calibrated to it. "inf" trains without privacy and is refused on private data. Give this or noiseMultiplier.'),
    noiseMultiplier: positive
      .optional()
      .describe('Noise standard deviation divided by the clip norm; more noise makes ε smaller. Give this or epsilon.'),
    delta: z
      .number()
      .gt(0)
      .lt(1)
      .describe('δ of the guarantee, a probability; well below one over the number of units, since at 1/N publishing one unit outright would satisfy it.'),
    clipNorm: positive.describe('Largest L2 norm that one unit\'s gradient, summed over its records, can have in the sum of the batch. The noise grows with it; ε does not depend on it.'),
    publicSize: z
      .int()
      .positive()
      .describe('Publicly known number of training units, N: records, or values of the unit\'s column. The sampling rate is expectedBatchSize / N; the true count is not used, and N becomes public by standing here.'),
    expectedBatchSize: positive.describe('Expected number of units in a Poisson-sampled batch; also the divisor of the noisy sum. A smaller share of N makes ε smaller.'),
    steps: z.int().positive().optional().describe('Number of noisy steps; each one is charged. Give this or epochs.'),
    epochs: positive
      .optional()
      .describe('Passes over N units in expectation; steps = round(epochs · N / expectedBatchSize). Give this or steps.'),
    release: z
      .strictObject({
        routingLoad: positive
          .optional()
          .describe('Part ρ of the noise budget, the gradient having 1, under which the load of the experts is released in each step. ε stays; the gradient gets √(1 + Σρ) times the noise.'),
        clippedShare: positive.optional().describe('Part ρ of the noise budget under which the share of clipped records is released in each step; as for routingLoad.'),
      })
      .optional()
      .describe('Figures that each step releases with the gradient, under the same noise and at the same ε, so that they may be published. Absent: none.'),
    evaluation: z
      .strictObject({
        noiseMultiplier: positive.describe(
          'Noise standard deviation on the counts of right and wrong answers, divided by what one unit can change in them: 1 for a record, maxRecords for a column. More noise makes ε smaller and the interval of the accuracy wider.',
        ),
      })
      .optional()
      .describe('Releases the accuracy on the test records after the last step, under noise, so that it may be published. It has a charge of its own, which counts toward ε. Absent: accuracy on private records stays on this machine.'),
  })
  .refine((p) => (p.epsilon === undefined) !== (p.noiseMultiplier === undefined), {
    message: 'Give exactly one of epsilon and noiseMultiplier.',
    path: ['epsilon'],
    ...relation('noiseTarget'),
  })
  .refine((p) => (p.steps === undefined) !== (p.epochs === undefined), {
    message: 'Give exactly one of steps and epochs.',
    path: ['steps'],
    ...relation('lengthTarget'),
  })
  .refine((p) => !(p.expectedBatchSize > p.publicSize), {
    message: 'The expected batch size is above publicSize, which makes the sampling rate larger than 1.',
    path: ['expectedBatchSize'],
    ...relation('samplingRate'),
  });

/** A rule between members: named, and checked also when other members are wrong or missing, so that all is told at once. */
function relation(name: Relation) {
  return {
    params: { relation: name },
    when: ({ value }: { value: unknown }) => typeof value === 'object' && value !== null,
  };
}

export type PrivacyConfig = z.infer<typeof privacySchema>;
