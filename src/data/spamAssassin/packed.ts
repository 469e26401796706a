// The cleaned corpus as one compressed file, for installations without the package of the raw e-mails, which takes 93 MB.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import { badInput } from '../../base/errors';
import { decodeCorpus, encodeCorpus } from './cache';
import type { CleanedCorpus } from './clean';

/** Where the build of the editor's package puts the file, and where it is looked for. */
export const packedPath = (root: string): string => join(root, 'dist', 'spam-assassin.json.br');

/** Higher levels take ten times as long for a tenth of the size. */
const quality = 9;

/** The content of the file: 2.2 MB for the whole corpus. */
export function packCorpus(corpus: CleanedCorpus): Promise<Buffer> {
  return promisify(brotliCompress)(encodeCorpus(corpus), { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });
}

/** @throws badInput when the file is missing or damaged: then the installation is not whole */
export async function readPacked(path: string): Promise<CleanedCorpus> {
  const corpus = await unpack(path).catch((error: Error) => {
    throw badInput(`The built-in data set cannot be read from ${path} (${error.message}). Install Cloister again.`, error);
  });
  if (corpus) return corpus;
  throw badInput(`The built-in data set in ${path} is damaged: its checksum differs. Install Cloister again.`);
}

async function unpack(path: string): Promise<CleanedCorpus | null> {
  const content = await promisify(brotliDecompress)(await readFile(path));
  return decodeCorpus(content.toString('utf8'));
}
