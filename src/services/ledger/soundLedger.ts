// Copies leave a ledger only when it is what was written to it.
import { CloisterError } from '../../base/errors';
import type { ChainCheck } from '../../store/ledger/verify';
import type { Store } from '../../store/store';
import { differenceText } from './verify';

/** @throws CloisterError when the ledger is not what it has been */
export async function requireSoundHead(store: Store, what: string): Promise<void> {
  const trouble = await store.ledgerTrouble();
  if (trouble !== undefined) throw unsound(what, trouble);
}

/** @throws CloisterError that names the first difference */
export function requireSoundChain({ differences }: ChainCheck, what: string): void {
  const [first] = differences;
  if (first !== undefined) throw unsound(what, `The ledger is not what was written to it: ${differenceText(first)}.`);
}

const unsound = (what: string, why: string): CloisterError => new CloisterError('failed', `${why} No ${what} was made.`, { remedy: { kind: 'verifyLedger' } });
