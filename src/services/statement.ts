// The privacy statement of a run: what was trained on which data, what is guaranteed, on which assumptions, and what is not covered.
import { countedSteps } from '../protocol/ledger';
import type { Run, RunId } from '../protocol/run';
import type { Store } from '../store/store';
import type { Guarantee } from '../core/privacy/guarantee';
import type { Accounting } from './accounting/accounting';
import { createLedger } from './ledger/ledger';
import type { LedgerReport } from './ledger/report';
import { overviews } from './runs/report';
import { statementJson } from './statementJson';
import { statementMarkdown } from './statementMarkdown';

/** What a statement says, before it is put into words. */
export interface StatementFacts {
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

export interface PrivacyStatement {
  readonly markdown: string;
  /** The same as plain JSON, in which an infinite ε is "inf". */
  readonly json: object;
}

/**
 * Says what Ponomareva et al. 2023 ("How to DP-fy ML") ask a report to say, as TensorFlow Privacy's statements do, and what other
 * runs on the same data add.
 * @throws badInput when there is no such run
 */
export async function privacyStatement(store: Store, accounting: Accounting, runId: RunId): Promise<PrivacyStatement> {
  const facts = await statementFacts(store, accounting, await store.runs.get(runId));
  return { markdown: statementMarkdown(facts), json: statementJson(facts) };
}

async function statementFacts(store: Store, accounting: Accounting, run: Run): Promise<StatementFacts> {
  const [{ chargedSteps, spent }] = await overviews(store, accounting, [run]);
  const claimed = (await store.ledger.claims.ofRun(run.id)) !== undefined;
  const ledger = claimed ? await createLedger(store).report(accounting, run.data.digest) : undefined;
  return {
    run,
    chargedSteps,
    headline: chargedSteps > run.plan.steps ? spent : run.plan.guarantee,
    charged: spent,
    ledger,
    otherRuns: (ledger?.claims ?? []).filter(({ claim }) => claim.runId !== run.id && countedSteps(claim) > 0).length,
  };
}
