// Finds runs whose trainer died without a word, and settles them: what was granted stays spent, nothing more is granted.
import type { Run } from '../../protocol/run';
import { accepts, isActive } from '../../protocol/runState';
import { isAlive } from '../../store/processIdentity';
import type { Store } from '../../store/store';

/** A launcher gets from creating a run to naming its process within this time, in milliseconds; after it, the launcher died. */
const launchTime = 60_000;

/** Where start times of processes cannot be compared, a trainer that has not reported for this long is taken for dead. */
const silence = 120_000;

/** Looks after every run of the store that has not ended; returns those that were marked lost. */
export async function markLostRuns(store: Store): Promise<Run[]> {
  const lost: Run[] = [];
  for (const run of await store.runSearch.unfinished()) {
    const after = await adoptOrMarkLost(store, run);
    if (after.state.status === 'lost' && run.state.status !== 'lost') lost.push(after);
  }
  return lost;
}

/**
 * Leaves a run alone that ended or whose trainer lives, and marks any other lost. The claim is settled first: from then on a
 * trainer that was taken for dead by mistake gets no further grant, and a crash before the second write only repeats both.
 */
export async function adoptOrMarkLost(store: Store, run: Run): Promise<Run> {
  if (!(await isAbandoned(run))) return run;
  const claim = await store.ledger.claims.ofRun(run.id);
  // Read again, after the claim: the trainer may have ended properly while we looked for its process, and others look after runs too.
  const current = await store.runs.get(run.id);
  if (current.attempt !== run.attempt || !accepts(current.state, 'lose')) return current;
  if (claim !== undefined) await store.ledger.claims.close(claim);
  await store.runs.end(run.id, run.attempt, { type: 'lose' });
  return store.runs.get(run.id);
}

async function isAbandoned(run: Run): Promise<boolean> {
  if (run.state.status === 'created') return Date.now() - run.createdAt > launchTime;
  if (!isActive(run.state)) return false;
  const silentFor = Date.now() - (run.heartbeatAt ?? run.createdAt);
  if (run.process === undefined) return silentFor > launchTime;
  if (!(await isAlive(run.process))) return true;
  return run.process.startTime === undefined && silentFor > silence;
}
