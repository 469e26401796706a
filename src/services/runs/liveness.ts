// Finds runs whose trainer died without a word, and settles them: what was granted stays spent, nothing more is granted.
import type { Run } from '../../protocol/run';
import { accepts } from '../../protocol/runState';
import { isAbandoned } from '../../store/runs/abandoned';
import type { Store } from '../../store/store';
import { removeUnfinishedFiles } from './unfinishedFiles';

/**
 * Looks after every run of the store that has not ended; its cost does not grow with those that have.
 * @returns those that this call marked lost: when several windows look at once, each lost run is told to one of them
 */
export async function markLostRuns(store: Store): Promise<Run[]> {
  const lost: Run[] = [];
  for (const run of await store.runSearch.unfinished()) {
    if ((await isAbandoned(run)) && (await markLost(store, run))) lost.push(await store.runs.get(run.id));
  }
  return lost;
}

/** Leaves a run alone that ended or whose trainer lives, and marks any other lost. */
export async function adoptOrMarkLost(store: Store, run: Run): Promise<Run> {
  if (!(await isAbandoned(run))) return run;
  await markLost(store, run);
  return store.runs.get(run.id);
}

/**
 * The claim is settled first: from then on a trainer that was taken for dead by mistake gets no further grant, and a crash before
 * the second write only repeats both.
 * @returns false when there is nothing to mark any more: the trainer ended properly while we looked for its process, or somebody
 *   else was first, marked it, resumed it or deleted it
 */
async function markLost(store: Store, seen: Run): Promise<boolean> {
  const claim = await store.ledger.claims.ofRun(seen.id);
  // Read again, after the claim, so that the claim is never closed of an attempt that we have not looked at.
  const current = await store.runs.find(seen.id);
  if (current === undefined || current.attempt !== seen.attempt || !accepts(current.state, 'lose')) return false;
  if (claim !== undefined) await store.ledger.claims.close(claim, current.state.status === 'stopping' ? 'killed' : 'lost');
  const marked = await store.runs.end(seen.id, seen.attempt, { type: 'lose' });
  if (marked) await removeUnfinishedFiles(store.paths, seen.id);
  return marked;
}
