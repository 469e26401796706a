// Whether a view has to look again.
import type { Store } from '../../store/store';

/**
 * A text that differs from an earlier one when any process has committed to the store in between, this one included. Asking takes
 * some tens of microseconds and reads no table.
 */
export async function changeToken(store: Store): Promise<string> {
  const { runs, ledger } = await store.changes.tokens();
  return `${runs}/${ledger}`;
}
