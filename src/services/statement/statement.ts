// Privacy statements of a run, and of everything that was trained on a data set.
import type { RunId } from '../../protocol/run';
import type { Store } from '../../store/store';
import type { Accounting } from '../accounting/accounting';
import { createLedger } from '../ledger/ledger';
import { dataSetJson } from './dataSetJson';
import { dataSetMarkdown } from './dataSetMarkdown';
import { runFacts } from './runFacts';
import { runJson } from './runJson';
import { runMarkdown } from './runMarkdown';
import { sharedLedgers } from './sharedLedgers';

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
export async function runStatement(store: Store, accounting: Accounting, runId: RunId): Promise<PrivacyStatement> {
  const facts = await runFacts(store, accounting, runId);
  return { markdown: runMarkdown(facts), json: runJson(facts) };
}

/**
 * The same for everything that was ever charged on the ledger of a data set, deleted runs included, and the other ledgers that some of its
 * texts are on too.
 * @param digest of the ledger
 * @throws badInput when there is no such ledger
 */
export async function dataSetStatement(store: Store, accounting: Accounting, digest: string): Promise<PrivacyStatement> {
  const report = await createLedger(store).report(accounting, digest);
  const shared = await sharedLedgers(store, digest);
  return { markdown: dataSetMarkdown(report, shared), json: dataSetJson(report, shared) };
}
