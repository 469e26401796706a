// Opens a store: two databases and a few folders, shared by trainers, the command line and the editor.
import { Changes } from './changes';
import type { Database } from './driver';
import { prepareDirectory, storeDirectory, storePaths, type StorePaths } from './directory';
import { Chain } from './ledger/chain';
import { bringOverFormerLedger } from './formerLayout';
import { ClaimTable } from './ledger/claims';
import { DataSetTable } from './ledger/dataSets';
import { digestSecret, secretTrouble } from './ledger/digestSecret';
import { GrantTable } from './ledger/grants';
import { ledgerSchema } from './ledger/schema';
import { openDatabase } from './migrate';
import { CheckpointTable } from './runs/checkpoints';
import { GuaranteeTable } from './runs/guarantees';
import { RequestTable } from './runs/requests';
import { RunSearch } from './runs/runSearch';
import { RunTable } from './runs/runs';
import { ScalarTable } from './runs/scalars';
import { runsSchema } from './runs/schema';
import { VectorTable } from './runs/vectors';

/** An open store. Every process has its own; SQLite keeps them in agreement. */
export interface Store {
  readonly paths: StorePaths;
  readonly runs: RunTable;
  readonly runSearch: RunSearch;
  readonly scalars: ScalarTable;
  readonly vectors: VectorTable;
  readonly checkpoints: CheckpointTable;
  readonly requests: RequestTable;
  readonly guarantees: GuaranteeTable;
  readonly ledger: {
    readonly chain: Chain;
    readonly database: Database;
    readonly dataSets: DataSetTable;
    readonly claims: ClaimTable;
    readonly grants: GrantTable;
  };
  readonly changes: Changes;
  /** Keys the digests of data sets; 32 bytes, see {@link digestSecret}. */
  secret(): Promise<Uint8Array>;
  /** Why nothing can be charged, in words: the chain, or the secret, is not what it has been. Looks anew each time, and changes nothing. */
  ledgerTrouble(): Promise<string | undefined>;
  close(): Promise<void>;
}

/**
 * Opens a store, making it when it is new.
 * @param directory where it lies; by default CLOISTER_STORE or the user's data directory
 * @param ledgerDirectory where its ledger lies; by default CLOISTER_LEDGER or the user's data directory, whatever the store
 * @throws CloisterError for a network file system, and for files that are newer, damaged, of another kind or not writable, which
 *   are left untouched
 */
export async function openStore(directory?: string, ledgerDirectory?: string): Promise<Store> {
  const paths = storePaths(storeDirectory(directory), ledgerDirectory);
  await prepareDirectory(paths);
  await bringOverFormerLedger(paths);
  const ledger = await openDatabase(paths.ledger, ledgerSchema);
  const runs = await openRuns(paths, ledger);
  const chain = await openChain(paths, ledger, runs);
  return {
    paths,
    runs: new RunTable(runs),
    runSearch: new RunSearch(runs),
    scalars: new ScalarTable(runs),
    vectors: new VectorTable(runs),
    checkpoints: new CheckpointTable(runs),
    requests: new RequestTable(runs),
    guarantees: new GuaranteeTable(runs),
    ledger: { chain, database: ledger, dataSets: new DataSetTable(ledger, chain), claims: new ClaimTable(ledger, chain), grants: new GrantTable(ledger, chain) },
    changes: new Changes(runs, ledger),
    secret: () => digestSecret(ledger, paths),
    ledgerTrouble: async () => (await chain.trouble()) ?? secretTrouble(ledger, paths),
    close: async () => {
      await runs.close();
      await ledger.close();
    },
  };
}

async function openRuns(paths: StorePaths, ledger: Database): Promise<Database> {
  try {
    return await openDatabase(paths.runs, runsSchema);
  } catch (error) {
    await ledger.close();
    throw error;
  }
}

async function openChain(paths: StorePaths, ledger: Database, runs: Database): Promise<Chain> {
  try {
    return await Chain.open(ledger, paths);
  } catch (error) {
    await runs.close();
    await ledger.close();
    throw error;
  }
}
