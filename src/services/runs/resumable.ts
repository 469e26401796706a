// What stands against taking an ended run up again, as far as that is known without reading its data.
import type { Claim } from '../../protocol/ledger';
import type { Run, RunId } from '../../protocol/run';
import { isResumable } from '../../protocol/runState';
import type { Store } from '../../store/store';

/**
 * - `state`: the run goes on, or has taken its last step.
 * - `audit`: which canaries it was trained on has gone with its trainer.
 * - `noClaim`: nothing on the open ledger says what it may spend.
 * - `retired`: nothing more is trained on its data.
 */
export type ResumeObstacle = 'state' | 'audit' | 'noClaim' | 'retired';

/** A run, and its claim on the open ledger if it has one. */
export interface RunWithClaim {
  readonly run: Pick<Run, 'id' | 'state' | 'config'>;
  readonly claim: Claim | undefined;
}

/**
 * The first thing that stands against a resume; undefined: nothing is known. Budget, data and run file are asked when it is tried.
 * @param retired digests of the ledgers on which nothing more is trained
 */
export function resumeObstacle({ run, claim }: RunWithClaim, retired: ReadonlySet<string>): ResumeObstacle | undefined {
  if (!isResumable(run.state)) return 'state';
  if (run.config.audit !== undefined) return 'audit';
  if (claim === undefined) return 'noClaim';
  return retired.has(claim.digest) ? 'retired' : undefined;
}

/** Those of the runs that every front end offers to resume. */
export async function resumableAmong(store: Store, runs: readonly RunWithClaim[]): Promise<ReadonlySet<RunId>> {
  // Most lists hold no run that ended early, and then nothing needs to be read.
  const retired = runs.some(({ run }) => isResumable(run.state)) ? await store.ledger.dataSets.retired() : new Set<string>();
  return new Set(runs.filter((run) => resumeObstacle(run, retired) === undefined).map(({ run }) => run.id));
}
