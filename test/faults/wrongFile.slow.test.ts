// Ledgers whose file is not what it should be: each is told in words with what to do, left as it is, and never replaced by an empty one.
import { cp, mkdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CloisterError } from '../../src/base/errors';
import { packageRoot } from '../../src/data/packageRoot';
import { Database } from '../../src/store/driver';
import { openStore, type Store } from '../../src/store/store';
import { temporaryDirectory } from '../store/temporary';
import { Campaign } from './campaign';
import { laboratory } from './laboratory';
import { outcomeOf } from './sabotage';

const lab = laboratory();
/** A store with one run on its ledger; each test spoils a copy. */
let sound: string;

beforeAll(async () => {
  sound = join(lab.directory, 'sound');
  expect((await new Campaign(lab.bundles, sound).attempt()).outcome).toEqual({ end: 0, output: '' });
});

/** A copy of the sound store with a ledger that something was done to. */
async function spoilt(spoil: (ledger: string) => Promise<unknown>): Promise<{ store: string; ledger: string }> {
  const store = await temporaryDirectory();
  await cp(join(sound, 'store'), store, { recursive: true });
  const ledger = join(store, 'ledger', 'ledger.db');
  await spoil(ledger);
  return { store, ledger };
}

/** Statements that no program of ours runs. */
const changed =
  (sql: string) =>
  async (ledger: string): Promise<void> => {
    const database = await Database.open(ledger, { create: false });
    await database.exec(`PRAGMA foreign_keys = OFF; ${sql}`);
    await database.close();
  };

const restore = /It was left as it is: restore it from a backup/;

describe('a ledger', () => {
  it.each<[what: string, spoil: (ledger: string) => Promise<unknown>, message: RegExp]>([
    ['without one of its tables', changed('DROP TABLE cap_events'), /ledger\.db is damaged\. .* \(its table cap_events is missing\)/],
    ['without its events', changed('DROP TABLE events'), /ledger\.db is damaged\. .* \(its table events is missing\)/],
    ['without a column', changed('ALTER TABLE claims DROP COLUMN end_seen'), /ledger\.db is damaged\. .* \(its table claims is not as it was made\)/],
    ['without an index', changed('DROP INDEX grants_by_claim'), /ledger\.db is damaged\. .* \(its index grants_by_claim is missing\)/],
    ['without what keeps its rows', changed('DROP TRIGGER grants_stay'), /ledger\.db is damaged\. .* \(its trigger grants_stay is missing\)/],
    ['with a trigger of somebody else', changed('CREATE TRIGGER free AFTER INSERT ON grants BEGIN UPDATE grants SET untaken = steps; END'), /ledger\.db is damaged\. .* \(it has a trigger free/],
    ['that says it is of no version', changed('PRAGMA user_version = 0'), /ledger\.db is damaged\. .* \(it has a table data_sets, which its version does not have\)/],
    ['that says it is of an earlier version', changed('PRAGMA user_version = 1'), /ledger\.db is damaged\. .* \(its table data_sets is not as it was made\)/],
    ['that is no database', (ledger) => writeFile(ledger, 'Not a database, but longer than its header would be. '.repeat(20)), /ledger\.db is not a SQLite database, or is damaged/],
    ['that lost its second half', async (ledger) => truncate(ledger, Math.floor((await stat(ledger)).size / 2)), /ledger\.db is (not a SQLite database, or is )?damaged/],
  ])('%s is told with what to do, and left as it is', async (_what, spoil, message) => {
    const { store, ledger } = await spoilt(spoil);
    const before = await readFile(ledger);
    const opened = openStore(store);
    await expect(opened).rejects.toThrow(message);
    await expect(opened).rejects.toThrow(restore);
    await expect(opened).rejects.toBeInstanceOf(CloisterError);
    expect(await readFile(ledger)).toEqual(before);
  });

  it('of a later version is left as it is, with the advice to update', async () => {
    const { store } = await spoilt(changed('PRAGMA user_version = 99'));
    await expect(openStore(store)).rejects.toThrow(/ledger\.db was made by a newer version of Cloister \(schema 99; .* left as it is: update Cloister/);
  });

  it('that is the database of something else is left as it is', async () => {
    const { store } = await spoilt(changed('PRAGMA application_id = 7'));
    await expect(openStore(store)).rejects.toThrow(/ledger\.db is a database, but not a privacy ledger of Cloister\. It was left as it is/);
  });

  it('in whose place there is a directory is said to be one', async () => {
    const { store } = await spoilt(async (ledger) => {
      await rm(ledger);
      await mkdir(ledger);
    });
    await expect(openStore(store)).rejects.toThrow(/ledger\.db is a directory, but should be a file\. Move it away and restore the file from a backup/);
  });

  it('is told in these words by the command line', async () => {
    const { store } = await spoilt(changed('DROP TABLE grants'));
    const { end, output } = await outcomeOf(process.execPath, [join(packageRoot(), 'dist', 'cli.js'), 'budget', 'list', '--store', store]);
    expect({ end, output }).toEqual({ end: 1, output: expect.stringMatching(/^\S+ledger\.db is damaged\. .* \(its table grants is missing\)\.\n$/) as string });
  });
});

describe('an empty ledger where there was another', () => {
  it.each<[what: string, spoil: (ledger: string) => Promise<unknown>]>([
    ['was emptied', (ledger) => truncate(ledger, 0)],
    ['is gone', (ledger) => rm(ledger)],
  ])('because its file %s charges nothing, and says what was there', async (_what, spoil) => {
    const { store } = await spoilt(spoil);
    await withStore(store, async ({ ledger }) => {
      expect(await ledger.chain.trouble()).toMatch(/The ledger is empty, but has had \d+ events: .*Restore ledger\.db from a backup/);
      const charging = ledger.dataSets.register({ digest: 'd', name: 'notes', declared: 'private' });
      await expect(charging).rejects.toThrow(/Restore ledger\.db from a backup\. Nothing is charged/);
      expect(await ledger.dataSets.list()).toEqual([]);
    });
  });

  it('is what it was once its file is restored', async () => {
    const { store, ledger } = await spoilt((file) => truncate(file, 0));
    await withStore(store, () => Promise.resolve());
    await cp(join(sound, 'store', 'ledger', 'ledger.db'), ledger);
    await withStore(store, async ({ ledger: restored }) => {
      expect(await restored.chain.trouble()).toBeUndefined();
      expect(await restored.claims.all()).toMatchObject([{ chargedSteps: 12 }]);
    });
  });
});

async function withStore(directory: string, use: (store: Store) => Promise<void>): Promise<void> {
  const store = await openStore(directory);
  await use(store).finally(() => store.close());
}
