// Rows of the ledger that hold what nobody can have written: told as damage of the file, with what to do about it.
import { CloisterError } from '../../base/errors';

/**
 * What `read` makes of a row.
 * @param what names the row, at the start of a sentence
 * @throws CloisterError in place of whatever `read` throws: a row was checked when it was written, so its file was damaged or changed since
 */
export function readRow<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const message = `${what} cannot be read: the ledger was damaged, or changed from outside (${(cause as Error).message}). Restore it from a backup.`;
    throw new CloisterError('failed', message, { cause, remedy: { kind: 'verifyLedger' } });
  }
}
