// Tells runs whose trainer is gone from those that somebody still works on.
import type { Run } from '../../protocol/run';
import { isActive } from '../../protocol/runState';
import { isAlive } from '../processIdentity';

/** A launcher gets from creating a run to naming its process within this time, in milliseconds; after it, the launcher died. */
const launchTime = 60_000;

/** Where start times of processes cannot be compared, a trainer that has not reported for this long is taken for dead. */
const silence = 120_000;

/** True for a run that has not ended and that no living process trains, waits for or launches. */
export async function isAbandoned(run: Run): Promise<boolean> {
  if (run.state.status === 'created') return Date.now() - run.createdAt > launchTime;
  if (!isActive(run.state)) return false;
  const silentFor = Date.now() - (run.heartbeatAt ?? run.createdAt);
  if (run.process === undefined) return silentFor > launchTime;
  if (!(await isAlive(run.process))) return true;
  return run.process.startTime === undefined && silentFor > silence;
}
