// How a queued run waits for its turn: in its own process, so that no window and no command line has to stay open for it.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Run, RunId } from '../protocol/run';
import type { StopReason } from '../protocol/runState';
import { isAbandoned } from '../store/runs/abandoned';
import type { Store } from '../store/store';
import type { StopWatch } from './stopWatch';

/** Time between two looks at the store, in milliseconds. */
const LOOK_INTERVAL = 500;

/**
 * Waits until every run that was started, queued or resumed before this one has ended, or its trainer is dead. Turns are numbered
 * in the store, so two waiting runs never take the same for free, and none waits for a later one.
 * @returns why the run is not to begin, when a stop came first
 * @throws CloisterError when the run no longer belongs to this process
 */
export async function waitForTurn(store: Store, run: Run, stop: StopWatch): Promise<StopReason | undefined> {
  for (;;) {
    const reason = await stop.reason();
    if (reason !== undefined) return reason;
    if (await isNext(store, run.id)) {
      await stop.beat(); // Makes sure that the run is still ours: this machine may have slept meanwhile.
      return undefined;
    }
    await sleep(LOOK_INTERVAL);
  }
}

async function isNext(store: Store, id: RunId): Promise<boolean> {
  for (const run of await store.runSearch.ahead(id)) {
    if (!(await isAbandoned(run))) return false;
  }
  return true;
}
