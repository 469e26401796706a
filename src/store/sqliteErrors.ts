// Turns SQLite's error codes into messages that say which file is in trouble and what to do about it.
import { CloisterError } from '../base/errors';

const advice: Readonly<Record<string, string>> = {
  SQLITE_NOTADB: 'is not a SQLite database, or is damaged. It was left as it is: restore it from a backup, or choose another store directory',
  SQLITE_CORRUPT: 'is damaged. It was left as it is: restore it from a backup, or choose another store directory',
  SQLITE_READONLY: 'cannot be written to. Make the file and its directory writable for this user, or choose another store directory',
  SQLITE_PERM: 'cannot be written to. Make the file and its directory writable for this user, or choose another store directory',
  SQLITE_CANTOPEN: 'cannot be opened. Check that its directory exists and that this user may write there',
  SQLITE_FULL: 'cannot grow, because the disk is full. Nothing of this change was kept: free some space and try again',
  SQLITE_BUSY: 'is locked by another process. Nothing of this change was kept: try again when that process is done. If there is none, its file system has no locks: choose a directory on a local disk',
  SQLITE_IOERR: 'could not be read or written by the operating system. Check that the disk is there and not full, then try again',
};

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** True for a broken uniqueness, foreign key or check constraint. */
export const isConstraintViolation = (error: unknown): boolean => codeOf(error) === 'SQLITE_CONSTRAINT';

export const isBusy = (error: unknown): boolean => codeOf(error) === 'SQLITE_BUSY';

/**
 * The error as people should read it. Codes that a person can do nothing about (a wrong statement, a broken constraint) are
 * defects of ours and are handed back unchanged.
 */
export function readable(error: unknown, file: string): unknown {
  const message = advice[codeOf(error)];
  return message === undefined ? error : new CloisterError('failed', `${file} ${message}.`, { cause: error });
}

/** A file whose content is not what it should be, found by a check of ours. @param finding a clause */
export const damaged = (file: string, finding: string): CloisterError =>
  new CloisterError('failed', `${file} ${advice.SQLITE_CORRUPT} (${finding}).`);
