// Tells whether the ledger would judge a run otherwise than it did a while ago.
import { CloisterError } from '../../base/errors';
import { countedSteps } from '../../protocol/ledger';
import type { Store } from '../../store/store';
import { readSettings } from '../settings';

/**
 * A text that is the same as long as the ledger of a content takes and refuses the same runs. It changes with the cap, with what runs
 * reserve and give back, and with the settings of the store; not with the steps that a run takes of what it has reserved.
 */
export async function budgetState(store: Store, digest: string): Promise<string> {
  const dataSet = await store.ledger.dataSets.ledgerOf(digest);
  const claims = dataSet === undefined ? [] : await store.ledger.claims.list(dataSet.digest);
  const settings = await readSettings(store.paths.settings).catch(messageForPeople);
  return JSON.stringify([dataSet?.declared, dataSet?.rule, dataSet?.enforcement, dataSet?.retiredAt, claims.map((claim) => [claim.id, countedSteps(claim)]), settings]);
}

/** Settings that cannot be read refuse every run, until they can. */
function messageForPeople(error: unknown): string {
  if (CloisterError.is(error)) return error.message;
  throw error;
}
