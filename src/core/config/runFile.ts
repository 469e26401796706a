// The run file: one JSON document that says what is trained, on what, and under which guarantee.
import { z } from 'zod';
import { badInput } from '../../base/errors';
import type { AuditDesign } from '../privacy/audit/design';
import { pathText } from './documentPath';
import { linearModelSchema, modelSchema, switchModelSchema, type ModelConfig } from './model';
import { presetNames, presets } from './presets';
import { privacySchema } from './privacy';
import { releaseProblems } from './release';
import { problemsOf, type Problem, type Relation } from './problems';

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
    .refine((labels) => new Set(labels).size === labels.length, 'The labels must differ from each other.')
    .describe('Every label, in the order of the classes. Public: never read from the data.'),
  declared: z.enum(['private', 'publicDemonstration']).describe('What the owner declares this data to be. Private data has a capped ledger.'),
  testShare: share.describe('Share of the units of privacy kept for the test split, decided by a keyed hash of each unit alone.'),
  maxTokens,
});

/** Members of Adam and its kin. */
const moments = {
  beta1: share.default(0.9).describe('Decay of the running mean of gradients.'),
  beta2: share.default(0.999).describe('Decay of the running mean of squared gradients.'),
  epsilon: positive.default(1e-8).describe('Added to the root of the second moment. No privacy parameter.'),
};

const optimizerSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('adam').describe('Adam (Kingma & Ba 2015) on the noisy gradient.'), ...moments }),
  z.strictObject({
    name: z.literal('adamw').describe('Adam with decoupled weight decay (Loshchilov & Hutter 2019).'),
    ...moments,
    weightDecay: z.number().nonnegative().describe('Share of each weight that is taken off in a step, times the learning rate.'),
  }),
  z.strictObject({
    name: z.literal('sgd').describe('Gradient descent.'),
    momentum: z.number().min(0).lt(1).describe('Share of the last update that goes on; 0 for none.'),
  }),
]);

/** Post-processing of the released noisy sums: free to choose, no effect on the guarantee. */
const trainingSchema = z.strictObject({
  optimizer: optimizerSchema.describe('Works on released noisy sums, so any choice keeps the guarantee.'),
  learningRate: positive.describe('Highest learning rate, after warming up.'),
  warmupShare: z.number().min(0).lt(1).default(0.05).describe('Share of the steps over which the learning rate rises from 0.'),
  decay: z.enum(['linear', 'cosine', 'constant']).default('linear').describe('How the learning rate falls after warming up.'),
  initSeed: z.int().nonnegative().default(0).describe('Seed of the initial weights. Noise and sampling are never seeded.'),
  checkpointEverySteps: count.optional().describe('Rounded up to whole grants. Absent: only at the end.'),
});

/** How fast, never what: no member changes what is released. */
export const computeSchema = z.strictObject({
  backend: z
    .enum(['auto', 'gpu', 'native', 'wasm', 'cpu'])
    .default('auto')
    .describe('What computes: "gpu" and "native" are TensorFlow\'s library, "wasm" our own kernels, "cpu" plain JavaScript; "auto" takes the fastest for the model that runs here.'),
  workers: z.union([z.literal('auto'), count]).default('auto').describe('Threads; "auto" takes one for each core.'),
  microBatch: z.union([z.literal('auto'), count]).default('auto').describe('Records that are processed at once.'),
});

/** A model by preset name, with single members replaced; or spelled out in full. */
const presetModelSchema = switchModelSchema
  .partial()
  .omit({ architecture: true })
  .extend({ preset: z.enum(presetNames as [string, ...string[]]).describe('A complete model by name; other members beside it replace single ones of its own.') });

const modelSectionSchema = z.union([presetModelSchema, switchModelSchema, linearModelSchema]);

export const runFileSchema = z
  .strictObject({
    $schema: z.string().optional().describe('Where editors find the schema; Cloister does not read it.'),
    name: z.string().min(1).max(80).describe('Shown in lists.'),
    data: z.union([builtInData, fileData]).describe('What is trained on: the built-in demonstration, or a file of your own.'),
    model: modelSectionSchema.describe('What is trained.'),
    privacy: privacySchema.describe('Everything that the guarantee depends on. No member has a default.'),
    training: trainingSchema.describe('Post-processing of the released noisy sums: no effect on the guarantee.'),
    compute: computeSchema.prefault({}).describe('How fast, never what: no effect on what is released.'),
  })
  .refine(({ data, privacy }) => !('builtIn' in data) || privacy.unit === 'record', {
    message: 'The built-in data has no columns that tell whose records they are: its unit of privacy is "record".',
    path: ['privacy', 'unit'],
    params: { relation: 'unitColumn' satisfies Relation },
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
  /** The run is an audit: canaries are trained on too, and its model is for nothing else. No member of a run file. */
  readonly audit?: AuditDesign;
}

/** A run file that can run, or all that keeps it from it. */
export type ReadRunFile = { readonly config: RunConfig } | { readonly problems: readonly Problem[] };

/**
 * Checks a parsed run file and resolves its model preset. Unknown members are problems.
 * @param value the parsed JSON document
 */
export function readRunFile(value: unknown): ReadRunFile {
  const result = runFileSchema.safeParse(value);
  if (!result.success) return { problems: problemsOf(runFileSchema, value, result.error.issues) };
  const { $schema: _, model, ...rest } = result.data;
  const resolved = resolveModel(model);
  if ('problems' in resolved) return resolved;
  const config = { ...rest, model: resolved.model };
  const unfit = releaseProblems(config);
  return unfit.length > 0 ? { problems: unfit } : { config };
}

/**
 * {@link readRunFile} for callers that can do nothing with a file that does not run.
 * @param source name of the file, for messages
 * @throws badInput listing every problem with its path
 */
export function parseRunFile(value: unknown, source: string): RunConfig {
  const read = readRunFile(value);
  if ('config' in read) return read.config;
  const lines = read.problems.map(({ path, message }) => `  ${pathText(path)}: ${message}`);
  throw badInput(`${source} is not a valid run file:\n${lines.join('\n')}`);
}

/** A preset and its overrides may be right each alone and still not fit together: a dense or linear model has no experts to set. */
function resolveModel(section: z.infer<typeof modelSectionSchema>): { model: ModelConfig } | { problems: Problem[] } {
  if (!('preset' in section)) return { model: section };
  const { preset, ...overrides } = section;
  const model = { ...presets[preset as keyof typeof presets], ...overrides };
  const result = modelSchema.safeParse(model);
  if (result.success) return { model: result.data };
  const problems = problemsOf(modelSchema, model, result.error.issues);
  return { problems: problems.map((problem) => ({ ...problem, path: ['model', ...problem.path], message: `${problem.message} (It stands beside the preset "${preset}".)` })) };
}

/** One line a problem: `  privacy.delta: expected number`. */
export function problems(error: z.ZodError): string {
  return error.issues.map((issue) => `  ${issue.path.join('.') || '(top level)'}: ${issue.message}`).join('\n');
}
