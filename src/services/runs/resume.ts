// Takes an ended run up again from its last checkpoint; steps that are taken again are charged again.
import { isDeepStrictEqual } from 'node:util';
import { assertNever, badInput, CloisterError, refused } from '../../base/errors';
import type { Run, RunId } from '../../protocol/run';
import type { Store } from '../../store/store';
import { createLedger, type Exceptions } from '../ledger/ledger';
import { loadData } from '../dataOfRun';
import { loadRunFile } from '../runFile';
import { startTrainer, type LaunchOptions } from './launch';
import { adoptOrMarkLost } from './liveness';
import { resumeObstacle } from './resumable';

/** Its data has a ledger already, so that a fresh one is no question. */
export interface ResumeOptions extends Omit<LaunchOptions, 'accounting' | 'exceptions'>, Pick<Exceptions, 'override'> {
  /** The run file as it is now, to make sure that nothing in it has changed. Absent: the stored configuration counts. */
  readonly runFile?: string;
}

/**
 * Resumes a run that was stopped, failed or got lost: same configuration, same data, same mechanism, fresh noise.
 * @returns the run in state `starting` or `queued`, in its next attempt
 * @throws badInput when it still runs or has finished, is an audit, or when configuration or data have changed; refused when the
 *   steps to be taken do not fit the budget or the mechanism is not the claimed one. Then the run and its claim stay as they were.
 */
export async function resumeRun(store: Store, runId: RunId, options: ResumeOptions): Promise<Run> {
  const run = await adoptOrMarkLost(store, await store.runs.get(runId));
  await requireNoObstacle(store, run);
  if (options.runFile !== undefined) await requireSameConfig(run, options.runFile);
  await requireSameData(store, run, options);
  await requireSameMechanism(store, run);

  const firstStep = (await store.checkpoints.latest(runId))?.step ?? 0;
  const steps = run.plan.steps - firstStep;
  if (steps <= 0) throw badInput(`Run ${runId} has taken all of its ${run.plan.steps} steps; there is nothing to resume.`);
  await store.runs.resume(runId, firstStep, options.whenBusy, () => createLedger(store).extend(runId, steps, options.override));
  return startTrainer(store, runId, options.trainer);
}

/** What every front end knows too. A ledger that was retired refuses by itself, in its own words. */
async function requireNoObstacle(store: Store, run: Run): Promise<void> {
  const obstacle = resumeObstacle({ run, claim: await store.ledger.claims.ofRun(run.id) }, new Set());
  switch (obstacle) {
    case 'state':
      throw badInput(`Run ${run.id} is ${run.state.status}; only a run that was stopped, failed or got lost can be resumed.`);
    case 'audit':
      throw badInput(`Run ${run.id} is an audit, and which canaries it was trained on has gone with its trainer. Launch a new audit; what was spent stays spent.`);
    case 'noClaim':
      throw refused(`Run ${run.id} has no claim on the ledger that is open. Open the ledger that it was launched on, or launch a new run.`, { kind: 'launchAnew' });
    case 'retired':
    case undefined:
      return;
    default:
      assertNever(obstacle);
  }
}

async function requireSameConfig(run: Run, runFile: string): Promise<void> {
  const { config } = await loadRunFile(runFile);
  const changed = Object.keys(run.config).filter((key) => !isDeepStrictEqual(config[key as keyof typeof config], run.config[key as keyof typeof config]));
  if (changed.length === 0) return;
  const message = `${runFile} differs from what run ${run.id} was started with, in: ${changed.join(', ')}. Undo the change, or launch a new run.`;
  throw new CloisterError('badInput', message, { remedy: { kind: 'launchAnew', runFile } });
}

async function requireSameData(store: Store, run: Run, { onProgress }: ResumeOptions): Promise<void> {
  const { digest, name } = await loadData(store, { config: run.config, baseDirectory: run.data.baseDirectory }, onProgress);
  if (digest === run.data.digest) return;
  const message = `The content of "${name}" has changed since run ${run.id} was started. Restore it, or launch a new run.`;
  throw new CloisterError('badInput', message, { remedy: { kind: 'launchAnew' } });
}

async function requireSameMechanism(store: Store, run: Run): Promise<void> {
  const claim = await store.ledger.claims.ofRun(run.id);
  if (isDeepStrictEqual(claim?.stepMechanism, run.plan.stepMechanism)) return;
  throw refused(`Run ${run.id} has no claim for the mechanism that it would continue with. Launch a new run.`, { kind: 'launchAnew' });
}
