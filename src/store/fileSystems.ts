// Recognises network file systems, on which SQLite's locks and write-ahead log cannot be trusted.
import { statfs } from 'node:fs/promises';
import { CloisterError } from '../base/errors';

/** Magic numbers of Linux statfs(2), by name. */
const networkTypes: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x19830326, 'BeeGFS'],
  [0x00c36400, 'Ceph'],
  [0x01021997, '9P'],
  [0x65735546, 'FUSE'],
]);

/**
 * The name of a network file system, or undefined for a local one.
 * @param type the `type` of statfs; some platforms hand it out as a signed 32-bit number
 */
export const networkFileSystem = (type: number): string | undefined => networkTypes.get(type >>> 0);

/**
 * Refuses a directory on a network file system.
 * @param typeOf reads the file system type of a directory
 * @throws CloisterError naming the directory and the file system
 */
export async function requireLocalFileSystem(directory: string, what: 'store' | 'ledger', typeOf: (path: string) => Promise<number> = fileSystemType): Promise<void> {
  const name = networkFileSystem(await typeOf(directory));
  if (name === undefined) return;
  throw new CloisterError(
    'failed',
    `The ${what} directory ${directory} lies on a network file system (${name}), where SQLite can lose or damage data. ` +
      'Choose a directory on a local disk.',
    { remedy: { kind: 'chooseStore' } },
  );
}

async function fileSystemType(path: string): Promise<number> {
  const { type } = await statfs(path);
  return type;
}
