// Writes what a command was asked to put into a file.
import { writeFile } from 'node:fs/promises';
import { badInput } from '../base/errors';

/** Readable by this user only. @throws badInput when the file exists or cannot be written */
export async function writeNewFile(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: 'wx', mode: 0o600, flush: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw badInput(`${path} exists. Remove it, or choose another name.`);
    throw badInput(`${path} cannot be written: ${error.message}.`, error);
  });
}
