// A copy of the ledger's database as it is at one moment, whoever writes to it meanwhile.
import { chmod, open } from 'node:fs/promises';
import { Database } from '../driver';
import { verifyChain, type ChainCheck } from './verify';

/**
 * Copies the database into a new file, on disk when this resolves. Trainers go on taking grants while it works.
 * @param file must not exist
 * @returns what going through the chain of the copy found, and its head
 */
export async function copyLedger(database: Database, file: string, chainKey: Uint8Array): Promise<ChainCheck> {
  await database.run('VACUUM INTO ?', [file]);
  await chmod(file, 0o600);
  const handle = await open(file, 'r');
  await handle.sync().finally(() => handle.close());
  const copy = await Database.open(file, { create: false });
  try {
    return await verifyChain(copy, chainKey, () => undefined);
  } finally {
    await copy.close();
  }
}
