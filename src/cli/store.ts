// Opens the store for a command, and says at once when the ledger is not what it has been, whatever the command is about.
import { withStore as open, type Store } from '../services/openStore';
import type { Context } from './context';
import { remedyText } from './remedyText';

export type { Store };

/** For one piece of work; the store is closed again whatever happens. The remark goes where remarks go, so JSON on stdout stays one document. */
export function withStore<T>(context: Context, work: (store: Store) => Promise<T>): Promise<T> {
  const { err, commandLine } = context;
  return open(context, async (store) => {
    const trouble = await store.ledgerTrouble();
    if (trouble !== undefined) err.print(err.colours.red(`${trouble} ${remedyText({ kind: 'verifyLedger' }, commandLine)}`));
    return work(store);
  });
}
