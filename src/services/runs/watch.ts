// Follows a run through the store, whichever process trains it.
import { setTimeout as sleep } from 'node:timers/promises';
import { revealed } from '../../protocol/labelled';
import type { Run, RunId } from '../../protocol/run';
import { isActive } from '../../protocol/runState';
import type { ScalarColumn } from '../../protocol/series';
import { advanceCursor, type ScalarCursor } from '../../store/runs/scalars';
import type { Store } from '../../store/store';
import { adoptOrMarkLost } from './liveness';

export interface RunUpdate {
  readonly run: Run;
  /** Points that are new since the last update; after a resume, the steps that were taken again come again. */
  readonly scalars: readonly ScalarColumn[];
}

export interface WatchOptions {
  /** Time between two looks at the store, in milliseconds. */
  readonly interval?: number;
  /** Ends the watching, not the run. */
  readonly signal?: AbortSignal;
}

/** Whether the trainer still lives is asked every so many looks: it takes a look at the process table. */
const looksPerLivenessCheck = 10;

/**
 * Yields the run now, and again whenever it changed or has new points. Ends after the update that shows the run's end, which
 * holds every remaining point, or when the signal aborts.
 */
export async function* watchRun(store: Store, runId: RunId, { interval = 200, signal }: WatchOptions = {}): AsyncGenerator<RunUpdate, void> {
  let cursor: ScalarCursor = new Map();
  let last: Run | undefined;
  for (let look = 0; !signal?.aborted; look++) {
    let run = await store.runs.get(runId);
    if (look % looksPerLivenessCheck === 0) run = await adoptOrMarkLost(store, run);
    if (last !== undefined && run.attempt !== last.attempt) cursor = rewound(cursor, run.step);
    // The run is read before its points: when it has ended, all of its points are there.
    const scalars = (await store.scalars.tail(runId, cursor)).filter((column) => revealed(column.points).steps.length > 0);
    if (last === undefined || scalars.length > 0 || !isSame(run, last)) yield { run, scalars };
    if (!isActive(run.state) && run.state.status !== 'created') return;
    cursor = advanceCursor(cursor, scalars.map((column) => [column.id, revealed(column.points).steps.at(-1)]));
    last = run;
    await sleep(interval, undefined, signal && { signal }).catch(() => undefined); // Aborted: the loop ends.
  }
}

/** A resumed run takes the steps from its checkpoint on again, and its series were cut there. */
const rewound = (cursor: ScalarCursor, firstStep: number): ScalarCursor =>
  new Map([...cursor].map(([series, step]) => [series, Math.min(step, firstStep - 1)]));

const isSame = (one: Run, other: Run): boolean => JSON.stringify([one.state, one.step, one.attempt]) === JSON.stringify([other.state, other.step, other.attempt]);
