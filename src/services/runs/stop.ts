// Stops a run for certain: asks its trainer, and ends the process where it no longer shows a sign of life.
import { setTimeout as sleep } from 'node:timers/promises';
import { badInput, CloisterError } from '../../base/errors';
import type { Run, RunId } from '../../protocol/run';
import { isActive } from '../../protocol/runState';
import { isAlive } from '../../store/processIdentity';
import type { Store } from '../../store/store';
import { getRun } from './runs';

/**
 * How far the ladder is climbed.
 * - `requested`: the trainer was asked through the store; it ends at the next step, with a checkpoint and a final evaluation.
 * - `terminating`: it was sent SIGTERM, which asks for the same; other programs end at once.
 * - `killing`: it was sent SIGKILL, which nothing survives; the run is lost, with what it was granted spent.
 */
export type StopStage = 'requested' | 'terminating' | 'killing';

export interface StopOptions {
  /** Called as each stage begins. */
  readonly onStage?: (stage: StopStage) => void;
  /** How long a trainer may be silent before the next stage, in milliseconds; 10 s by default. It reports every second. */
  readonly graceMs?: number;
  /** Go on to the next stage after `graceMs` even when the trainer reports: for one that lives and still does not end. */
  readonly force?: boolean;
  /** Ends the waiting and the climbing; what was asked stays asked. */
  readonly signal?: AbortSignal;
}

const lookInterval = 100;

/**
 * Stops a run, and waits until it has ended. A trainer that reports is left alone however long its last step, its checkpoint and
 * its final evaluation take: killing it would waste budget that is spent already. One that is silent is sent SIGTERM, then SIGKILL.
 *
 * Guarantees: no signal to a process whose start time is not the trainer's; a run that has ended is returned as it is.
 *
 * @returns the run at its end; as it is then, when the signal aborts
 * @throws badInput when there is no such run, or it is still being made; failed when its process cannot be ended
 */
export async function stopRun(store: Store, runId: RunId, options: StopOptions = {}): Promise<Run> {
  const { onStage, signal } = options;
  await getRun(store, runId); // Marks it lost when its trainer has died.
  if (!(await store.requests.requestStop(runId))) return endedBefore(await store.runs.get(runId));
  onStage?.('requested');
  let run = await waitForEnd(store, runId, options);
  for (const [stage, kind] of [['terminating', 'SIGTERM'], ['killing', 'SIGKILL']] as const) {
    if (!isActive(run.state) || signal?.aborted) return run;
    onStage?.(stage);
    await sendTo(run, kind);
    run = await waitForEnd(store, runId, options);
  }
  if (isActive(run.state) && !signal?.aborted) throw notEnded(run, 'it does not end, even when killed');
  return run;
}

function endedBefore(run: Run): Run {
  if (run.state.status === 'created') throw badInput(`Run ${run.id} is still being made. Stop it once it has started.`);
  return run;
}

/** Returns when the run has ended, when its trainer was silent for too long, or when the signal aborts. */
async function waitForEnd(store: Store, runId: RunId, { graceMs = 10_000, force = false, signal }: StopOptions): Promise<Run> {
  let run = await getRun(store, runId);
  let lastSign = performance.now();
  while (isActive(run.state) && performance.now() - lastSign < graceMs && !signal?.aborted) {
    await sleep(lookInterval, undefined, signal && { signal }).catch(() => undefined); // Aborted: the loop ends.
    const now = await getRun(store, runId);
    if (!force && now.heartbeatAt !== run.heartbeatAt) lastSign = performance.now();
    run = now;
  }
  return run;
}

/** @throws failed when the process may not be signalled, or may be somebody else's */
async function sendTo(run: Run, kind: NodeJS.Signals): Promise<void> {
  const trainer = run.process;
  if (trainer === undefined) throw notEnded(run, 'it has not reported yet which process it is');
  if (trainer.startTime === undefined) throw notEnded(run, `on this system nobody can tell whether process ${trainer.pid} is still its trainer`);
  if (!(await isAlive(trainer))) return; // Gone meanwhile: the next look finds out how the run ended.
  try {
    process.kill(trainer.pid, kind);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw notEnded(run, `process ${trainer.pid} cannot be signalled: ${(cause as Error).message}`, cause);
  }
}

const notEnded = (run: Run, why: string, cause?: unknown): CloisterError =>
  new CloisterError('failed', `Run ${run.id} was asked to stop, but ${why}. Look again in a minute, or end its process by hand.`, { cause });
