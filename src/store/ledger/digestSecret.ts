// The secret under which a ledger knows its data: made for the first data set, and never made anew for a ledger that has some.
import { CloisterError } from '../../base/errors';
import type { Connection } from '../driver';
import { existingSecret, storeSecret } from '../secret';

/**
 * @param file holds the secret, and is made with a new one while nothing is on the ledger
 * @throws CloisterError when it is gone although data sets are known: under another one all of them would look new, with nothing spent
 */
export async function digestSecret(connection: Connection, file: string): Promise<Uint8Array> {
  const known = await existingSecret(file);
  if (known !== undefined) return known;
  const { count } = (await connection.get<{ count: number }>('SELECT count(*) AS count FROM contents'))!;
  if (count === 0) return storeSecret(file);
  // Another process may have made it, and registered data, since the first look.
  const made = await existingSecret(file);
  if (made !== undefined) return made;
  throw new CloisterError('failed', `${file} is gone, by which the ledger knows its data (${count} on it). Restore it from a backup; with a new one, that data would look new, with nothing spent.`);
}
