// Keeps the cleaned corpus in a file, because cleaning takes seconds: checked when read, replaced as a whole when written.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { badInput } from '../../base/errors';
import { cleaningVersion, type CleanedCorpus } from './clean';

/** The cached file's path; another version of the package or of the cleaning has another name. */
export function cachePath(directory: string, corpusVersion: string): string {
  return join(directory, `spam-assassin-${corpusVersion}-cleaning-${cleaningVersion}.json`);
}

/** The cleaned corpus, or null when the file is missing or damaged. */
export async function readCache(path: string): Promise<CleanedCorpus | null> {
  const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw badInput(`Cannot read the cached data set ${path} (${error.message}). Delete it, or mend its permissions.`, error);
  });
  return decodeCorpus(content);
}

/**
 * Writes a new file and renames it over the old one: a reader sees either the old content or the new, never a part.
 * @throws badInput when the directory cannot be written
 */
export async function writeCache(path: string, corpus: CleanedCorpus): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await replaceFile(path, encodeCorpus(corpus));
  } catch (error) {
    throw badInput(`Cannot write the cached data set ${path} (${(error as Error).message}). Choose a cache directory that can be written.`, error);
  }
}

/** The corpus as JSON, below a line with the SHA-256 of it. */
export function encodeCorpus(corpus: CleanedCorpus): string {
  const body = JSON.stringify(corpus);
  return `${sha256(body)}\n${body}`;
}

/** The opposite of {@link encodeCorpus}, or null when the content is damaged. */
export function decodeCorpus(content: string): CleanedCorpus | null {
  const end = content.indexOf('\n');
  const body = content.slice(end + 1);
  return end > 0 && content.slice(0, end) === sha256(body) ? (JSON.parse(body) as CleanedCorpus) : null;
}

async function replaceFile(path: string, content: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
