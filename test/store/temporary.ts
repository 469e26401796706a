// A fresh directory for a test, removed when the test is over.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openStore, type Store } from '../../src/store/store';

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'cloister-test-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A new store, closed when the test is over. Hooks run in reverse order, so it is closed before its directory goes. */
export async function temporaryStore(): Promise<Store> {
  const store = await openStore(await temporaryDirectory());
  onTestFinished(() => store.close());
  return store;
}
