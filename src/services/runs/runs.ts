// Looking at runs, stopping them and deleting them.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { badInput, CloisterError } from '../../base/errors';
import type { Run, RunId } from '../../protocol/run';
import { isActive } from '../../protocol/runState';
import type { Store } from '../../store/store';
import { createLedger } from '../ledger/ledger';
import { adoptOrMarkLost, markLostRuns } from './liveness';
import { logFile } from './trainerProcess';

/** All runs, the newest first; those whose trainer died are marked lost on the way. */
export async function listRuns(store: Store): Promise<Run[]> {
  await markLostRuns(store);
  return store.runs.list();
}

/** @throws badInput when there is no such run */
export const getRun = async (store: Store, runId: RunId): Promise<Run> => adoptOrMarkLost(store, await store.runs.get(runId));

/**
 * Asks the trainer to stop at the next step boundary; it stores a checkpoint first. Asking again does no harm.
 * @throws badInput when the run has ended
 */
export async function requestStop(store: Store, runId: RunId): Promise<void> {
  await getRun(store, runId); // Marks it lost when its trainer has died.
  if (await store.requests.requestStop(runId)) return;
  const { state } = await store.runs.get(runId);
  throw badInput(`Run ${runId} is ${state.status}, so there is nothing to stop.`);
}

/**
 * Deletes a run with its series, checkpoints and log. Its claim stays on the ledger, settled to what was granted: deleting gives
 * no budget back.
 * @throws badInput while the run is active
 */
export async function deleteRun(store: Store, runId: RunId): Promise<void> {
  const run = await getRun(store, runId);
  if (isActive(run.state)) {
    throw new CloisterError('badInput', `Run ${runId} is ${run.state.status}. Stop it first, then delete it.`, { remedy: { kind: 'stopRun', runId } });
  }
  await createLedger(store).close(runId, 'settled');
  await rm(join(store.paths.checkpoints, runId), { recursive: true, force: true });
  await rm(logFile(store, runId), { force: true });
  await store.runs.delete(runId);
}
