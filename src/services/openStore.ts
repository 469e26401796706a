// Opens a store: for the length of one piece of work, or until the caller closes it.
import { storeDirectory, storePaths, type StorePlace } from '../store/directory';
import { exists } from '../store/exists';
import { openStore, type Store } from '../store/store';

export { openStore, type Store, type StorePlace };

/** Opens the store, does the work, and closes it again whatever happens. */
export async function withStore<T>({ store: directory, ledger }: StorePlace, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(directory, ledger);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Says whether there is a store, without making or opening one. */
export const storeExists = (directory: string | undefined): Promise<boolean> =>
  exists(storePaths(storeDirectory(directory)).runs);
