// The list of runs as the sidebar and the status bar show it: a page of it, each run with what it was charged.
import type { Guarantee } from '../../core/privacy/guarantee';
import type { Run } from '../../protocol/run';
import type { RunQuery } from '../../store/runs/runSearch';
import type { Store } from '../../store/store';
import type { Accounting } from '../accounting/accounting';
import { resumableAmong } from '../runs/resumable';
import { spentByAll } from '../spent';

export type { RunQuery };

export interface ListedRun {
  readonly run: Run;
  /** Guarantee of everything that was charged so far, in all attempts together. */
  readonly spent: Guarantee;
  /** Whether taking it up again may be offered, see {@link resumableAmong}. */
  readonly resumable: boolean;
}

export interface RunList {
  /** The newest first. */
  readonly runs: readonly ListedRun[];
  /** How many match the query in all. */
  readonly matching: number;
}

/** The newest runs that match. */
export async function runList(store: Store, accounting: Accounting, query: RunQuery): Promise<RunList> {
  const { runs, matching } = await store.runSearch.page(query);
  return { runs: await withSpend(store, accounting, runs), matching };
}

/** Runs that have not ended, the newest first. */
export const unfinishedRuns = async (store: Store, accounting: Accounting): Promise<ListedRun[]> =>
  withSpend(store, accounting, await store.runSearch.unfinished());

async function withSpend(store: Store, accounting: Accounting, runs: readonly Run[]): Promise<ListedRun[]> {
  const claims = await store.ledger.claims.ofRuns(runs.map(({ id }) => id));
  const claimOf = new Map(claims.map((claim) => [claim.runId, claim]));
  const claimed = runs.map((run) => ({ run, claim: claimOf.get(run.id) }));
  const spent = await spentByAll(store, accounting, claimed);
  const resumable = await resumableAmong(store, claimed);
  return runs.map((run, i) => ({ run, spent: spent[i], resumable: resumable.has(run.id) }));
}
