// Finds the Python package index to ask: as told, else as pip is set up, else the one that pip knows.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { badInput, CloisterError } from '../base/errors';
import { indexUrlOfPip, type Setting } from './pipConfig';

export interface IndexAddress {
  /** Without user and password. */
  readonly url: string;
  /** Value of the header that carries user and password, where the address has them. */
  readonly authorization?: string;
  /** Who named it, for messages. */
  readonly from: string;
}

/**
 * @param given by the user
 * @throws badInput when nothing names an index, or it is no address of the web
 */
export async function findIndexAddress(given: string | undefined): Promise<IndexAddress> {
  if (given) return parseIndexAddress(given, 'the address that was given');
  const setting = (await indexUrlOfPip()) ?? (await askPip());
  if (setting !== undefined) return parseIndexAddress(setting.value, setting.from);
  const message = 'No Python package index is known: none was named, pip names none in its variables and files, and there is no Python that could be asked.';
  throw new CloisterError('badInput', message, { remedy: { kind: 'nameIndex' } });
}

/** Moves user and password from the address to a header, so that no message shows them. */
export function parseIndexAddress(text: string, from: string): IndexAddress {
  if (!URL.canParse(text) || !/^https?:/.test(text)) throw badInput(`"${text}", from ${from}, is no http address of a package index.`);
  const url = new URL(text);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  const plain = { url: url.href.replace(/\/*$/, '/'), from };
  if (username === '') return plain;
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { ...plain, authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/** pip has a default of its own, which it tells to who imports it. */
async function askPip(): Promise<Setting | undefined> {
  for (const python of ['python3', 'python']) {
    try {
      const { stdout } = await promisify(execFile)(python, ['-c', 'from pip._internal.models.index import PyPI; print(PyPI.simple_url)']);
      return { value: stdout.trim(), from: `pip of ${python}` };
    } catch {
      continue; // Not there, or without pip.
    }
  }
  return undefined;
}
