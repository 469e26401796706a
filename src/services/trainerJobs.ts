// Short jobs of the trainer bundle, each in a child process that answers with one line of JSON: tensors stay out of this process.
import { execFile } from 'node:child_process';
import { z } from 'zod';
import { CloisterError } from '../base/errors';
import type { RunConfig } from '../core/config/runFile';
import type { Store } from '../store/store';
import { loadRunFile } from './runFile';

const probeSchema = z.object({
  backends: z.array(z.object({ name: z.string(), usable: z.boolean(), simd: z.boolean().optional(), detail: z.string().optional() })),
  tfjs: z.string(),
});

const exactnessSchema = z.object({
  units: z.number(),
  records: z.number(),
  worstRelativeError: z.number(),
  worstParameter: z.string(),
  backend: z.string(),
  tolerance: z.number(),
});

const twoWorldsSchema = z.object({
  backend: z.string(),
  leftOut: z.array(z.enum(['longest', 'shortest', 'evenlySpaced'])),
  tolerance: z.number(),
  violations: z.array(
    z.object({
      step: z.number(),
      leftOut: z.enum(['longest', 'shortest', 'evenlySpaced']),
      what: z.enum(['bound', 'sum', 'gradient', 'experts']),
      amount: z.number(),
    }),
  ),
});

const stepTimesSchema = z.object({ start: z.number(), step: z.number(), testRecord: z.number() });

/** Which backends can train here. */
export type Probe = z.infer<typeof probeSchema>;

/** How far the clipped sum is from that of the one-record-at-a-time loop, on the user's own model and data. */
export type Exactness = z.infer<typeof exactnessSchema>;

/** What else than the own term of one unit of privacy changed when it was left out, on the user's own model and data; see the trainer's twoWorlds. */
export type TwoWorlds = z.infer<typeof twoWorldsSchema>;

/** What a run's duration is made of, in seconds: the start of its trainer, one step, and one record of the test split. */
export type StepTimes = z.infer<typeof stepTimesSchema>;

/** @throws CloisterError when the trainer bundle cannot be run */
export const probeBackends = (trainer: string): Promise<Probe> => job(trainer, ['probe'], probeSchema);

/** @throws CloisterError with the trainer's message when it cannot compare */
export const measureExactness = async (store: Store, runFile: string, trainer: string): Promise<Exactness> =>
  job(trainer, ['exactness', ...storeArguments(store)], exactnessSchema, JSON.stringify(await loadRunFile(runFile)));

/** @throws CloisterError with the trainer's message when it cannot compare */
export const replayTwoWorlds = async (store: Store, runFile: string, trainer: string): Promise<TwoWorlds> =>
  job(trainer, ['two-worlds', ...storeArguments(store)], twoWorldsSchema, JSON.stringify(await loadRunFile(runFile)));

/** Times steps on made-up records; takes one or two seconds. @throws CloisterError with the trainer's message when it cannot */
export const measureStepTimes = (config: RunConfig, trainer: string): Promise<StepTimes> => job(trainer, ['forecast'], stepTimesSchema, JSON.stringify(config));

/** A trainer opens the store and the ledger that are open here, whatever its environment says. */
export const storeArguments = ({ paths }: Store): string[] => ['--store', paths.directory, '--ledger', paths.ledgerDirectory];

/** @param input for the job's standard input */
async function job<T>(trainer: string, command: readonly string[], schema: z.ZodType<T>, input = ''): Promise<T> {
  const { error, stdout, stderr } = await run(trainer, command, input);
  const name = `trainer ${command[0]}`;
  if (error !== null) throw new CloisterError('failed', `${name} failed: ${stderr.trim() || error.message}`, { cause: error });
  const answer = schema.safeParse(parsed(stdout.trim().split('\n').at(-1) ?? ''));
  // Without the answer itself, which was made from records.
  if (!answer.success) throw new Error(`${name} answered something else than was asked.`, { cause: answer.error });
  return answer.data;
}

function run(trainer: string, command: readonly string[], input: string): Promise<{ error: Error | null; stdout: string; stderr: string }> {
  // Inside an editor, execPath is the editor; the variable makes it behave as Node.
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [trainer, ...command], { env, windowsHide: true }, (error, stdout, stderr) => resolve({ error, stdout, stderr }));
    child.stdin?.end(input);
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // The schema says what was wrong with it.
  }
}
