// How long a run will take, told before it starts and from public quantities alone.
import { isDeepStrictEqual } from 'node:util';
import type { RunConfig } from '../core/config/runFile';
import type { Run } from '../protocol/run';
import type { Store } from '../store/store';
import type { Accounting } from './accounting/accounting';
import { hardware } from './environment';
import { planOrThrow } from './planning';
import type { LoadedRunFile } from './runFile';
import { timeSensitivity } from './runs/progress';
import { measureStepTimes } from './trainerJobs';

export interface Forecast {
  /** From the start of the trainer to the end of the run. */
  readonly seconds: number;
  /** What it is based on: a run of the same configuration on this machine, or a measurement of one or two seconds. */
  readonly basis: 'earlierRun' | 'probe';
}

/** Earlier runs that are looked at, the latest first. */
const lookBack = 50;

/** Reading, naming and encoding a record, in seconds, on a common processor. */
const loadingOneRecord = 0.0002;

/**
 * Expects the duration of a run. Public: an earlier run counts only where its times are public, which they are on public
 * demonstration data; elsewhere made-up records are timed, and the number of records is the one that the run file states.
 * Other work on this machine makes a run slower than that.
 * @param trainer path of the trainer bundle
 * @throws badInput when no noise meets the target; failed when the trainer bundle cannot measure
 */
export async function forecast(store: Store, accounting: Accounting, file: LoadedRunFile, trainer: string): Promise<Forecast> {
  const plan = await planOrThrow(accounting, file.config.privacy);
  const earlier = (await store.runSearch.lastFinished(lookBack)).find((run) => tellsAbout(run, file));
  if (earlier !== undefined) return { seconds: (durationOf(earlier) * plan.steps) / earlier.plan.steps, basis: 'earlierRun' };
  const { start, step, testRecord } = await measureStepTimes(file.config, trainer);
  const testRecords = testRecordsOf(file.config);
  const loading = (plan.publicSize + testRecords) * loadingOneRecord;
  return { seconds: start + loading + plan.steps * step + testRecords * testRecord, basis: 'probe' };
}

/** Whether the times of that run hold for this file. The name, the seeds, the clip norm and the noise change no time. */
function tellsAbout(run: Run, { config, baseDirectory }: LoadedRunFile): boolean {
  return (
    timeSensitivity(run) === 'public' &&
    run.attempt === 1 &&
    run.data.baseDirectory === baseDirectory &&
    isDeepStrictEqual(timed(run.config), timed(config)) &&
    isDeepStrictEqual({ ...run.environment, ...hardware() }, run.environment)
  );
}

const timed = ({ data, model, compute, privacy, training }: RunConfig): object => ({
  data,
  model,
  compute,
  batch: privacy.expectedBatchSize,
  size: privacy.publicSize,
  isPrivate: privacy.epsilon !== 'inf',
  optimizer: training.optimizer.name,
});

/** Of a finished run, in seconds. */
const durationOf = ({ startedAt, endedAt }: Run): number => (endedAt! - startedAt!) / 1000;

/** The test split holds a known share of all records, the training split the number that the run file states. */
function testRecordsOf({ data, privacy }: RunConfig): number {
  const share = 'testShare' in data ? data.testShare : builtInTestShare;
  return (privacy.publicSize * share) / (1 - share);
}

const builtInTestShare = 0.2;
