// Power losses: what is on the disk at one moment is opened elsewhere, as it is or with the end of its log torn off.
import { cp, readdir, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../src/store/store';
import { randomFrom } from '../store/random';
import { temporaryDirectory } from '../store/temporary';
import { Campaign, taskOf } from './campaign';
import { may, writesOf } from './confined';
import { laboratory } from './laboratory';
import { reckon, type Complaint } from './reckoning';
import { plainEnvironment } from './sabotage';
import { testimony } from './witness';

const seed = Date.now() % 1e6;
const random = randomFrom(seed);

/** Holds the images of one run, of whose ledger an earlier run has made a part. */
const lab = laboratory();
let images: readonly string[];

beforeAll(async () => {
  const campaign = new Campaign(lab.bundles, join(lab.directory, 'campaign'));
  await campaign.attempt();
  const into = join(lab.directory, 'images');
  const { outcome } = await campaign.attempt([{ type: 'images', folder: campaign.folder, into, of: ['COMMIT', 'rename'] }]);
  expect(outcome).toEqual({ end: 0, output: '' });
  images = (await readdir(into)).sort().map((name) => join(into, name));
});

const logOf = (image: string): string => join(image, 'store', 'ledger', 'ledger.db-wal');
const lengthOf = (file: string): Promise<number> => stat(file).then(({ size }) => size, () => 0);

/** Opens a copy of an image, with its log torn off at a length. */
async function reopened<T>(image: string, { withIndex = false, log }: { readonly withIndex?: boolean; readonly log?: number }, use: (store: Store) => Promise<T>): Promise<T> {
  const folder = await temporaryDirectory();
  await cp(image, folder, { recursive: true });
  if (!withIndex) for (const index of ['runs.db-shm', join('ledger', 'ledger.db-shm')]) await rm(join(folder, 'store', index), { force: true });
  if (log !== undefined) await truncate(logOf(folder), log);
  const store = await openStore(join(folder, 'store'));
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

const reckoned = (image: string) => (store: Store): Promise<Complaint[]> => reckon(store, testimony(join(image, 'witness.log')));

/** Images in which the ledger's log is longer than in the one before: a commit has just ended, and nobody was told yet. */
async function commits(): Promise<{ image: string; before: number; after: number }[]> {
  const lengths = await Promise.all(images.map((image) => lengthOf(logOf(image))));
  return images.map((image, i) => ({ image, before: lengths[i - 1] ?? 0, after: lengths[i] })).filter(({ before, after }) => after > before);
}

describe('a power loss', { timeout: 120_000 }, () => {
  it('before or after any commit leaves a disk that has all that was acknowledged, with the shared index of its log or without', async () => {
    expect(images.length).toBeGreaterThan(40);
    for (const [i, image] of images.entries()) expect(await reopened(image, { withIndex: i % 2 === 0 }, reckoned(image)), image).toEqual([]);
    console.log(`faults: ${images.length} power losses, 0 under-counts`);
  });

  it('in the middle of a commit, wherever it tears its log, takes nothing but that commit', async () => {
    const all = await commits();
    expect(all.length, 'reservation, grants, return and settlement at least').toBeGreaterThan(6);
    for (const { image, before, after } of all) {
      for (const log of [before, after - 1, before + Math.floor(random() * (after - before))]) {
        expect(await reopened(image, { log }, reckoned(image)), `${image} torn at ${log} (seed ${seed})`).toEqual([]);
      }
    }
  });

  it.skipIf(!may.trace)('finds every acknowledged change of the ledger synced to the disk (needs strace)', async () => {
    const folder = await temporaryDirectory();
    const command = [process.execPath, lab.bundles.trainee, folder, JSON.stringify(taskOf({ cap: 60 }))];
    const lines = await writesOf(command, plainEnvironment(), join(lab.directory, 'trace.txt'));
    let synced = true;
    const acknowledged: boolean[] = [];
    for (const line of lines) {
      if (line.startsWith('write') && line.includes('/ledger.db-wal')) synced = false;
      if (line.startsWith('sync') && line.endsWith('/ledger.db-wal')) synced = true;
      if (/^write \S+witness\.log .*(reserved|granted|givenBack|settled)/.test(line)) acknowledged.push(synced);
    }
    expect(acknowledged, 'reservation, three grants, return and settlement').toEqual(new Array(6).fill(true));
    expect(lines.filter((line) => line.startsWith('write') && line.includes('/ledger.db-wal')).length).toBeGreaterThan(6);
  });

  it('on a disk that forgets what it had confirmed leaves an older copy, on which nothing more is charged', async () => {
    const last = (await commits()).at(-1)!;
    const forgetful = images.at(-1)!;
    await reopened(forgetful, { log: last.before }, async ({ ledger }) => {
      expect(await ledger.chain.trouble()).toMatch(/^The ledger has \d+ events, but has had \d+: it is an older copy/);
      await expect(ledger.dataSets.register({ digest: 'new', name: 'new', declared: 'private' })).rejects.toThrow('Nothing is charged until it has been looked at');
    });
  });
});
