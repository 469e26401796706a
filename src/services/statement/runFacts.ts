// What the privacy statement of a run says, before it is put into words.
import { countedSteps } from '../../protocol/ledger';
import type { Run, RunId } from '../../protocol/run';
import type { Store } from '../../store/store';
import type { Guarantee } from '../../core/privacy/guarantee';
import type { Accounting } from '../accounting/accounting';
import { createLedger } from '../ledger/ledger';
import type { LedgerReport } from '../ledger/report';
import { overviews } from '../runs/report';

export interface RunFacts {
  readonly run: Run;
  readonly chargedSteps: number;
  /**
   * What holds whatever the number of steps was decided on: the planned guarantee, or that of the charged steps where a resumed
   * run was charged for more than planned.
   */
  readonly headline: Guarantee;
  /** Of the charged steps. Below the headline it only holds when the run was stopped without looking at the data. */
  readonly charged: Guarantee;
  /** The ledger of the data set; undefined for a run without a claim. */
  readonly ledger: LedgerReport | undefined;
  /** Further runs on the same data that were charged, or still may be. */
  readonly otherRuns: number;
}

/** @throws badInput when there is no such run */
export async function runFacts(store: Store, accounting: Accounting, runId: RunId): Promise<RunFacts> {
  const run = await store.runs.get(runId);
  const [{ chargedSteps, spent }] = await overviews(store, accounting, [run]);
  const claim = await store.ledger.claims.ofRun(run.id);
  const ledger = claim && (await createLedger(store).report(accounting, claim.digest));
  return {
    run,
    chargedSteps,
    headline: chargedSteps > run.plan.steps ? spent : run.plan.guarantee,
    charged: spent,
    ledger,
    otherRuns: (ledger?.claims ?? []).filter(({ claim }) => claim.runId !== run.id && countedSteps(claim) > 0).length,
  };
}
