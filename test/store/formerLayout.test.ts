// Ledgers that lay inside of their store, before there was one place for all.
import { access, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openStore } from '../../src/store/store';
import { temporaryDirectory } from './temporary';

/** A store with a data set on its ledger, laid out as it was before. */
async function formerStore(): Promise<string> {
  const directory = await temporaryDirectory();
  const store = await openStore(directory);
  await store.ledger.dataSets.register({ digest: 'd1', name: 'mails', declared: 'private' });
  await store.close();
  for (const name of await readdir(join(directory, 'ledger'))) await rename(join(directory, 'ledger', name), join(directory, name));
  return directory;
}

it('are moved to the one place, with their keys', async () => {
  const directory = await formerStore();
  const store = await openStore(directory);
  expect((await store.ledger.dataSets.list()).map(({ name }) => name)).toEqual(['mails']);
  expect(await store.ledger.chain.trouble()).toBeUndefined();
  await store.close();
  expect(await readdir(directory)).not.toContain('ledger.db');
});

it('are refused beside another ledger, because each would be unknown to the other', async () => {
  const directory = await formerStore();
  await mkdir(join(directory, 'ledger'), { recursive: true });
  await rename(join(directory, 'ledger.db'), join(directory, 'ledger', 'ledger.db'));
  const other = await formerStore();
  await rename(join(other, 'ledger.db'), join(directory, 'ledger.db'));
  await expect(openStore(directory)).rejects.toThrow(/has a ledger of its own from an earlier version, and .* holds another/);
});

it('are left as they are on another disk, with a word on what to do', async ({ skip }) => {
  const otherDisk = await mkdtemp('/dev/shm/cloister-test-').catch(() => skip('needs /dev/shm as another disk'));
  onTestFinished(() => rm(otherDisk, { recursive: true }));
  const directory = await formerStore();
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv('CLOISTER_LEDGER', otherDisk);
  const before = await readdir(directory);
  await expect(openStore(directory)).rejects.toThrow(/lies on another disk: move it there while no run is on, or set CLOISTER_LEDGER to /);
  expect(await readdir(directory)).toEqual(before);
  vi.stubEnv('CLOISTER_LEDGER', directory);
  const store = await openStore(directory);
  onTestFinished(() => store.close());
  expect((await store.ledger.dataSets.list()).map(({ name }) => name)).toEqual(['mails']);
});

it('are moved by one of several that open the store at once, and found by all', async () => {
  const directory = await formerStore();
  const stores = await Promise.all([1, 2, 3].map(() => openStore(directory)));
  onTestFinished(async () => void (await Promise.all(stores.map((store) => store.close()))));
  for (const store of stores) expect((await store.ledger.dataSets.list()).map(({ name }) => name)).toEqual(['mails']);
  await expect(access(join(directory, 'ledger.db'))).rejects.toThrow('ENOENT');
});
