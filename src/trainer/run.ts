// The life of a trainer process: waits for its turn if need be, trains, and ends the run in the store whatever happened.
import { CloisterError } from '../base/errors';
import type { Claim, ClaimEnd } from '../protocol/ledger';
import type { Run, RunId } from '../protocol/run';
import type { RunEvent } from '../protocol/runState';
import { processIdentity } from '../store/processIdentity';
import type { Store } from '../store/store';
import { note } from './journal';
import type { LoopEnd } from './loop';
import { framesOf } from './printable';
import { waitForTurn } from './queue';
import { StopWatch } from './stopWatch';

/**
 * The whole life of a trainer process. Ends the run in the store in every case that the process survives; where it does not,
 * whoever looks next finds pid and start time gone and marks the run lost.
 *
 * @throws CloisterError without the message of what went wrong: that may quote a record, so it is kept with the run and not in the log
 */
export async function trainRun(store: Store, runId: RunId): Promise<void> {
  const claim = await store.ledger.claims.ofRun(runId);
  if (claim === undefined) throw new Error(`Run ${runId} has no claim on the ledger.`);
  const identity = (await processIdentity()) ?? { pid: process.pid, startTime: undefined };
  const { state } = await store.runs.get(runId);
  const run = await (state.status === 'queued' ? store.runs.attach(runId, identity) : store.runs.started(runId, identity));
  const stop = new StopWatch(store, run);
  note(`Trainer of run ${run.id}, attempt ${run.attempt}: process ${process.pid}, Node ${process.versions.node}.`);
  try {
    const end = await trainInTurn(store, run, claim, stop);
    const event = await endEvent(store, claim, end);
    note(event.type === 'finish' ? 'Finished.' : `Stopped: ${event.reason}.`);
    await settle(store, run, claim, event.type === 'finish' ? 'finished' : event.reason, event);
  } catch (error) {
    await settle(store, run, claim, stop.asked ?? 'failed', { type: 'fail', message: error instanceof Error ? error.message : String(error) });
    throw new CloisterError('failed', ['Failed. Why is kept with the run.', ...framesOf(error)].join('\n'));
  } finally {
    stop.dispose();
  }
}

/**
 * A stop that comes before the first step ends the run without looking at its data. What trains is loaded only when the turn has
 * come: many runs may wait, and each does so in a process of its own.
 */
async function trainInTurn(store: Store, run: Run, claim: Claim, stop: StopWatch): Promise<LoopEnd> {
  const queued = run.state.status === 'queued';
  if (queued) note('Waits until the runs before it have ended.');
  const reason = queued ? await waitForTurn(store, run, stop) : await stop.reason();
  if (reason !== undefined) return { type: 'stopped', reason };
  const begun = queued ? await store.runs.started(run.id, run.process!) : run;
  const { train } = await import('./train');
  return train(store, begun, claim, stop);
}

/** The loop only hears that no step is granted; the ledger knows why. */
async function endEvent(store: Store, claim: Claim, end: LoopEnd): Promise<Extract<RunEvent, { type: 'finish' | 'stop' }>> {
  if (end.type === 'finished') return { type: 'finish' };
  return { type: 'stop', reason: end.reason === 'revoked' ? await store.ledger.grants.refusal(claim) : end.reason };
}

/** The ledger first: after a crash in between, the run is found lost and its claim is settled already. */
async function settle(store: Store, run: Run, claim: Claim, end: ClaimEnd, event: RunEvent): Promise<void> {
  await store.ledger.claims.close(claim, end);
  await store.runs.end(run.id, run.attempt, event);
}
