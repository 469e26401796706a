// Times private steps on made-up records, so that the duration of a run can be told before anything is computed from anybody's data.
import { join } from 'node:path';
import type { RunConfig } from '../core/config/runFile';
import type { PrivacyUnit } from '../core/privacy/unit';
import type { EncodedRecords } from '../core/records';
import { vocabularySize } from '../data/vocabulary';
import { privateStep, type GradientSource, type StepMechanism } from '../engine/dp/step';
import { createModel } from '../engine/model/createModel';
import { chooseCompute, prepareProcess } from './backends';
import { createSecureRandom } from './secureRandom';
import { openWorkerPool, type WorkerPool } from './workers/pool';

/** Nobody may look how long the records are: they are taken to have from one word to this share of `maxTokens`, a quarter on average. */
const LONGEST_SHARE = 1 / 2;

/** Batches grow until this time is over, in milliseconds. */
const TIME_LIMIT = 1200;

/** Records that are made up at most. */
const MOST_RECORDS = 1024;
const TEST_RECORDS = 64;

/** In seconds. */
export interface StepTimes {
  /** From the start of a trainer process until its worker threads are ready; without the data. */
  readonly start: number;
  /** One step of the expected batch size. */
  readonly step: number;
  /** One record of the test split. */
  readonly testRecord: number;
}

/** Takes one or two seconds, longer for models of which a single record takes that long. */
export async function timeSteps({ model, data, privacy, training, compute }: RunConfig): Promise<StepTimes> {
  const classes = 'labels' in data ? data.labels.length : 2;
  const chosen = await chooseCompute(compute, model, process.cwd());
  prepareProcess(chosen);
  const made = createModel(model, vocabularySize, classes);
  const pool = await openWorkerPool({
    entry: join(__dirname, 'worker.js'),
    workers: chosen.workers,
    microBatch: compute.microBatch,
    backend: chosen.backend,
    model,
    vocabulary: vocabularySize,
    classes,
    train: madeUpRecords(Math.min(privacy.expectedBatchSize, MOST_RECORDS), data.maxTokens, classes),
    test: madeUpRecords(TEST_RECORDS, data.maxTokens, classes),
    layout: made.layout,
    optimizer: training.optimizer,
  });
  try {
    const start = performance.now() / 1000; // This clock began with the process.
    pool.parameters.set(made.initialise(training.initSeed));
    const takeStep = stepTaker(pool, privacy.epsilon !== 'inf');
    const { fixed, record } = await fitTimes(takeStep, Math.min(pool.units, 4 * chosen.workers), pool.units);
    const testRecord = (await seconds(() => pool.evaluate())) / TEST_RECORDS;
    return { start, step: fixed + record * privacy.expectedBatchSize * recordsOfUnit(privacy.unit), testRecord };
  } finally {
    await pool.close();
  }
}

/** Nobody may look how many records units have either: from one to the bound, the mean of these. */
const recordsOfUnit = (unit: PrivacyUnit): number => (unit === 'record' ? 1 : (1 + unit.maxRecords) / 2);

/** Takes a whole private step with so many records in its batch. */
type TakeStep = (records: number) => Promise<unknown>;

function stepTaker(pool: WorkerPool, isPrivate: boolean): TakeStep {
  const sampling = createSecureRandom();
  const protection = isPrivate ? { clipNorm: 1, noiseMultiplier: 1 } : 'none';
  return (records) => {
    const source: GradientSource = { units: records, clippedSum: (parameters, drawn, task) => pool.clippedSum(parameters, drawn, task) };
    const mechanism: StepMechanism = { samplingRate: 1, expectedBatchSize: records, protection };
    return privateStep({ mechanism, source, sampling, updater: pool }, pool.parameters, 1e-6);
  };
}

/**
 * Times batches of rising size until the time is over. What does not depend on the batch, such as the noise, is found by a batch of
 * one record; the rest grows with the number of records.
 * @returns seconds of a step, apart from its records, and of one record
 */
async function fitTimes(takeStep: TakeStep, few: number, most: number): Promise<{ fixed: number; record: number }> {
  const end = performance.now() + TIME_LIMIT;
  await takeStep(few); // Compiles what runs for the first time.
  const fixed = await seconds(() => takeStep(1));
  let records = few;
  let taken = await seconds(() => takeStep(records));
  while (performance.now() < end) {
    const next = Math.min(most, 2 * records);
    const again = await seconds(() => takeStep(next));
    taken = next === records ? Math.min(taken, again) : again;
    records = next;
  }
  return { fixed, record: Math.max(0, taken - fixed) / records };
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}

/** Records whose lengths are mixed in every part of the pack, with words from all over the vocabulary. */
function madeUpRecords(count: number, maxTokens: number, classes: number): EncodedRecords {
  const longest = Math.max(1, Math.round(maxTokens * LONGEST_SHARE));
  const starts = new Int32Array(count + 1);
  for (let b = 0; b < count; b++) starts[b + 1] = starts[b] + 1 + ((b * 7919) % longest);
  return {
    starts,
    ids: Int32Array.from({ length: starts[count] }, (_, i) => (i * 2903) % vocabularySize),
    labels: Int32Array.from({ length: count }, (_, b) => b % classes),
  };
}
