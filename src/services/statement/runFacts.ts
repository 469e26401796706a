// What the privacy statement of a run says, before it is put into words.
import { countedSteps, type Claim } from '../../protocol/ledger';
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
   * What holds: the planned guarantee, because the number of steps may have been decided on what the run showed. That of the charged
   * steps where it was not (a crash, a cap that was reached), or where a resumed run was charged for more than planned.
   */
  readonly headline: Guarantee;
  /** Of the charged steps. Below the headline it only holds when the run was stopped without looking at the data. */
  readonly charged: Guarantee;
  /** Why the run ended, and whether nobody looked first; undefined before its end. */
  readonly ended: Claim['ended'];
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
    headline: chargedSteps > run.plan.steps || claim?.ended?.unseen === true ? spent : run.plan.guarantee,
    charged: spent,
    ended: claim?.ended,
    ledger,
    otherRuns: (ledger?.claims ?? []).filter(({ claim }) => claim.runId !== run.id && countedSteps(claim) > 0).length,
  };
}
