// Trains one run from its first step or its latest checkpoint to its end or a stop.
import { join } from 'node:path';
import { badInput } from '../base/errors';
import { jointRelease } from '../core/privacy/jointRelease';
import { revealSensitive } from '../core/sensitivity';
import { loadDataSet, type LoadedDataSet } from '../data/loadDataSet';
import { ReleasedAverages } from '../engine/dp/releasedAverages';
import { createModel } from '../engine/model/createModel';
import { labelled } from '../protocol/labelled';
import type { Claim } from '../protocol/ledger';
import type { AuditResult, Run } from '../protocol/run';
import { artefactInRun } from '../protocol/artefactLabels';
import type { Store } from '../store/store';
import { beginAudit } from './audit';
import { chooseCompute, openKernels, prepareProcess } from './backends';
import { readCheckpoint, type TrainingState } from './checkpointFiles';
import { chargeEvaluation, metricsOf, noisyAccuracy } from './evaluation';
import { note } from './journal';
import { runSteps, type LoopEnd } from './loop';
import { RunObserver } from './runObserver';
import { createSecureRandom } from './secureRandom';
import type { StopWatch } from './stopWatch';
import { openWorkerPool, type WorkerPool } from './workers/pool';

/** Trains from the first step or the latest checkpoint, and measures the result on the test split. */
export async function train(store: Store, run: Run, claim: Claim, stop: StopWatch): Promise<LoopEnd> {
  const { compute } = run.config;
  const chosen = await chooseCompute(compute, run.config.model, run.data.baseDirectory);
  prepareProcess(chosen);
  chosen.remarks.forEach(note);
  const facts = { backend: chosen.description, workers: chosen.workers, microBatch: compute.microBatch };
  await store.runs.noteTrainer(run.id, facts);
  note(`Backend ${facts.backend}, worker threads: ${facts.workers}. Loads "${run.data.name}".`);
  const data = await loadRunData(store, run);
  const model = createModel(run.config.model, data.vocabularySize, data.labels.length);
  const audit = run.config.audit && beginAudit(run.config.audit, run.config, data.labels.length, data.train);
  const release = jointRelease(run.plan.release ?? {}, model.sparse);
  const pool = await openWorkerPool({
    entry: join(__dirname, 'worker.js'),
    backend: chosen.backend,
    workers: chosen.workers,
    microBatch: compute.microBatch,
    model: run.config.model,
    vocabulary: data.vocabularySize,
    classes: data.labels.length,
    train: audit?.train ?? data.train,
    test: data.test,
    layout: model.layout,
    optimizer: run.config.training.optimizer,
    release,
  });
  try {
    const released = release && new ReleasedAverages(release);
    const state: TrainingState = { layout: model.layout, parameters: pool.parameters, optimizer: pool.optimizer, released };
    const initial = model.initialise(run.config.training.initSeed);
    const firstStep = await restore(store, run, state, initial);
    const observer = new RunObserver(store, run, state, stop, firstStep);
    const grants = {
      take: (step: number) => store.ledger.grants.take(claim, step),
      giveBack: store.ledger.grants.giveBack.bind(store.ledger.grants),
    };
    const { plan, config } = run;
    note(`${firstStep === 0 ? 'Begins' : `Goes on after step ${firstStep}`}, ${plan.steps} steps planned.`);
    const context = { plan, training: config.training, source: pool, updater: pool, released, grants, observer };
    const end = await runSteps(context, pool.parameters, firstStep);
    await observer.end();
    const mayRelease = end.type === 'finished' && (await chargeEvaluation(store, run, claim));
    if (mayRelease) await observer.evaluationCharged();
    const audited = end.type === 'finished' ? audit?.conclude(model, await openKernels(chosen.backend), initial, pool.parameters) : undefined;
    await noteResult(store, run, { data, pool }, mayRelease, audited);
    return end;
  } finally {
    await pool.close();
  }
}

/** @throws badInput when the data are no longer those that the claim was reserved for */
async function loadRunData(store: Store, run: Run): Promise<LoadedDataSet> {
  const data = await loadDataSet(run.config.data, run.config.privacy.unit, run.data.baseDirectory, await store.secret(), { cacheDirectory: store.paths.cache });
  if (data.digest !== run.data.digest) throw badInput(`The data set "${data.name}" has changed since run ${run.id} was made; its budget is another one. Launch a new run.`);
  return data;
}

/** Fills the state from the latest checkpoint, or from the initial parameters. Returns the number of steps that lie behind. */
async function restore(store: Store, run: Run, state: TrainingState, initial: Float32Array): Promise<number> {
  state.parameters.set(initial);
  const checkpoint = run.attempt > 1 ? await store.checkpoints.latest(run.id) : undefined;
  if (checkpoint === undefined) return 0;
  await readCheckpoint(store.paths.checkpoints, checkpoint, state);
  return checkpoint.step;
}

/** Measures the model on the test split. What is released of it is charged first, and by a run that took all of its steps only. */
async function noteResult(store: Store, run: Run, { data, pool }: { data: LoadedDataSet; pool: WorkerPool }, mayRelease: boolean, audited: AuditResult | undefined): Promise<void> {
  note('Measures the model on the test split.');
  const evaluation = revealSensitive(await pool.evaluate());
  const recordsOverBound = run.plan.guarantee.unit === 'record' ? undefined : data.summary.overBound;
  await store.runs.setResult(run.id, {
    metrics: labelled(artefactInRun('metrics', run), metricsOf(evaluation, recordsOverBound)),
    ...(mayRelease && { releasedAccuracy: labelled(artefactInRun('releasedAccuracy', run), noisyAccuracy(run, evaluation, createSecureRandom())) }),
    ...(audited && { audit: labelled(artefactInRun('audit', run), audited) }),
  });
}
