// Waits until a run in a real trainer process has got somewhere.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Run, RunId } from '../../src/protocol/run';
import { isActive } from '../../src/protocol/runState';
import { getRun } from '../../src/services/runs/runs';
import type { Store } from '../../src/store/store';

/** @throws Error when it is not there after half a minute */
export async function until(store: Store, id: RunId, holds: (run: Run) => boolean): Promise<Run> {
  for (let look = 0; look < 600; look++) {
    const run = await getRun(store, id);
    if (holds(run)) return run;
    await sleep(50);
  }
  throw new Error(`Run ${id} never got there: ${JSON.stringify(await getRun(store, id))}`);
}

export const ended = (store: Store, id: RunId): Promise<Run> => until(store, id, (run) => !isActive(run.state));
export const underWay = (store: Store, id: RunId): Promise<Run> => until(store, id, (run) => run.state.status === 'running' && run.step > 0);
