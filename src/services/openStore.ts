// Opens a store: for the length of one piece of work, or until the caller closes it.
import { storeDirectory, storePaths } from '../store/directory';
import { exists } from '../store/exists';
import { openStore, type Store } from '../store/store';

export { openStore, type Store };

/**
 * Opens the store, does the work, and closes it again whatever happens.
 * @param directory where it lies; by default CLOISTER_STORE or the user's data directory
 */
export async function withStore<T>(directory: string | undefined, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(directory);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Says whether there is a store, without making or opening one. */
export const storeExists = (directory: string | undefined): Promise<boolean> =>
  exists(storePaths(storeDirectory(directory)).runs);
