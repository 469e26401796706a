// The run file: one JSON document that says what is trained, on what, and under which guarantee.
import { z } from 'zod';
import { badInput } from '../../base/errors';
import { linearModelSchema, modelSchema, switchModelSchema, type ModelConfig } from './model';
import { presetNames, presets } from './presets';
import { privacySchema } from './privacy';

const positive = z.number().positive();
const count = z.int().positive();
const share = z.number().gt(0).lt(1);

const maxTokens = count.describe('Most distinct words of a record that are read. Only its first 1,000 words are looked at.');

/** Data shipped with Cloister: public, so its ledger has no cap and its series are not sensitive. */
const builtInData = z.strictObject({
  builtIn: z.literal('spam-assassin').describe('Real e-mails of the SpamAssassin public corpus: ham or spam.'),
  maxTokens,
});

/** A file of the user's own. */
const fileData = z.strictObject({
  path: z.string().min(1).describe('JSON Lines, CSV or Parquet file, relative to the run file.'),
  format: z.enum(['jsonl', 'csv', 'parquet']).optional().describe('Taken from the file name when absent.'),
  text: z.string().min(1).describe('Column with the text.'),
  label: z.string().min(1).describe('Column with the label.'),
  labels: z
    .array(z.string())
    .min(2)
    .refine((labels) => new Set(labels).size === labels.length, 'labels must differ from each other')
    .describe('Every label, in the order of the classes. Public: never read from the data.'),
  declared: z.enum(['private', 'publicDemonstration']).describe('What the owner declares this data to be. Private data has a capped ledger.'),
  testShare: share.describe('Share of the records kept for the test split, decided by a keyed hash of each record alone.'),
  maxTokens,
});

const optimizerSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('adam'), beta1: share.default(0.9), beta2: share.default(0.999), epsilon: positive.default(1e-8) }),
  z.strictObject({
    name: z.literal('adamw'),
    beta1: share.default(0.9),
    beta2: share.default(0.999),
    epsilon: positive.default(1e-8),
    weightDecay: z.number().nonnegative(),
  }),
  z.strictObject({ name: z.literal('sgd'), momentum: z.number().min(0).lt(1) }),
]);

/** Post-processing of the released noisy sums: free to choose, no effect on the guarantee. */
const trainingSchema = z.strictObject({
  optimizer: optimizerSchema,
  learningRate: positive,
  warmupShare: z.number().min(0).lt(1).default(0.05).describe('Share of the steps over which the learning rate rises from 0.'),
  decay: z.enum(['linear', 'cosine', 'constant']).default('linear'),
  initSeed: z.int().nonnegative().default(0).describe('Seed of the initial weights. Noise and sampling are never seeded.'),
  checkpointEverySteps: count.optional().describe('Rounded up to whole grants. Absent: only at the end.'),
});

/** How fast, never what: no member changes what is released. */
export const computeSchema = z.strictObject({
  backend: z.enum(['auto', 'wasm', 'cpu']).default('auto'),
  workers: z.union([z.literal('auto'), count]).default('auto'),
  microBatch: z.union([z.literal('auto'), count]).default('auto').describe('Records that are processed at once.'),
});

/** A model by preset name, with single members replaced; or spelled out in full. */
const presetModelSchema = switchModelSchema
  .partial()
  .omit({ architecture: true })
  .extend({ preset: z.enum(presetNames as [string, ...string[]]) });

const modelSectionSchema = z.union([presetModelSchema, switchModelSchema, linearModelSchema]);

export const runFileSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().min(1).max(80).describe('Shown in lists.'),
  data: z.union([builtInData, fileData]),
  model: modelSectionSchema,
  privacy: privacySchema,
  training: trainingSchema,
  compute: computeSchema.prefault({}),
});

/** A run file as written. */
export type RunFile = z.input<typeof runFileSchema>;
export type DataConfig = z.infer<typeof builtInData> | z.infer<typeof fileData>;
export type FileDataConfig = z.infer<typeof fileData>;
export type OptimizerConfig = z.infer<typeof optimizerSchema>;
export type TrainingConfig = z.infer<typeof trainingSchema>;
export type ComputeConfig = z.infer<typeof computeSchema>;

/** A run file with presets resolved and defaults filled in: what a run stores and the trainer reads. */
export interface RunConfig extends Omit<z.infer<typeof runFileSchema>, 'model' | '$schema'> {
  readonly model: ModelConfig;
}

/**
 * Checks a parsed run file and resolves its model preset.
 * @param value the parsed JSON document
 * @param source name of the file, for messages
 * @throws badInput listing every problem with its path; unknown keys are problems
 */
export function parseRunFile(value: unknown, source: string): RunConfig {
  const result = runFileSchema.safeParse(value);
  if (!result.success) throw badInput(`${source} is not a valid run file:\n${problems(result.error)}`);
  const { $schema: _, model, ...rest } = result.data;
  return { ...rest, model: resolveModel(model, source) };
}

function resolveModel(section: z.infer<typeof modelSectionSchema>, source: string): ModelConfig {
  if (!('preset' in section)) return section;
  const { preset, ...overrides } = section;
  const resolved = modelSchema.safeParse({ ...presets[preset as keyof typeof presets], ...overrides });
  if (!resolved.success) throw badInput(`${source}: the overrides do not fit preset "${preset}":\n${problems(resolved.error)}`);
  return resolved.data;
}

/** One line a problem: `  privacy.delta: expected number`. */
export function problems(error: z.ZodError): string {
  return error.issues.map((issue) => `  ${issue.path.join('.') || '(top level)'}: ${issue.message}`).join('\n');
}
