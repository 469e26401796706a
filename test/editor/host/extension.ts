// The extension under test, as a suite in the extension host sees it, and how it waits for something.
import { setTimeout as pause } from 'node:timers/promises';
import { extensions, type Extension } from 'vscode';
import type { Store } from '../../../src/services/openStore';
import type { Cloister } from '../../../src/ui/cloister';

export function installed(): Extension<Cloister> {
  const extension = extensions.getExtension<Cloister>('cloister.cloister');
  if (extension === undefined) throw new Error('The package is not installed.');
  return extension;
}

/** The store that the extension works with. */
export const openStore = async (): Promise<Store> => (await installed().activate()).store.open();

/**
 * Asks again and again until there is an answer.
 * @param look undefined: not yet
 * @throws Error naming what was waited for
 */
export async function eventually<T>(what: string, look: () => Promise<T | undefined> | T | undefined, seconds = 20): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    const answer = await look();
    if (answer !== undefined) return answer;
    await pause(100);
  }
  throw new Error(`Not within ${seconds} s: ${what}.`);
}
