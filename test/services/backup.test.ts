// Backups of a real ledger: made while another process writes, put back, and refused where they would be no good.
import { cp, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { accountingInThread } from '../../src/services/accounting/inThread';
import { backupLedger } from '../../src/services/ledger/backup';
import { createLedger } from '../../src/services/ledger/ledger';
import { verifyLedger } from '../../src/services/ledger/verify';
import { Database } from '../../src/store/driver';
import { openStore, type Store } from '../../src/store/store';
import { exampleRun } from '../store/examples';
import { temporaryDirectory, temporaryStore } from '../store/temporary';

const { data, plan } = exampleRun;

async function ledgerWithClaim(): Promise<Store> {
  const store = await temporaryStore();
  await store.secret();
  await store.ledger.dataSets.register(data);
  await createLedger(store).setCap(data.digest, { epsilon: 20, delta: 1e-5 }, 'for the test');
  await createLedger(store).reserve('one', data, plan);
  return store;
}

/** A store whose ledger is what the folder holds. */
async function restored(folder: string): Promise<Store> {
  const directory = await temporaryDirectory();
  await cp(folder, join(directory, 'ledger'), { recursive: true });
  const store = await openStore(directory);
  onTestFinished(() => store.close());
  return store;
}

const newFolder = async (): Promise<string> => join(await temporaryDirectory(), 'backup');

describe('a backup', () => {
  it('put back is the same ledger, which takes further charges and knows its data again', async () => {
    const store = await ledgerWithClaim();
    await writeFile(store.paths.settings, '{ "defaultCap": { "epsilon": 3, "delta": 1e-5 } }');
    const { folder, head } = await backupLedger(store, await newFolder());
    const other = await restored(folder);
    expect(await other.ledger.claims.all()).toEqual(await store.ledger.claims.all());
    expect(await other.secret()).toEqual(await store.secret());
    expect(await verifyLedger(other, accountingInThread)).toMatchObject({ events: head.count, differences: [] });
    await createLedger(other).reserve('two', data, plan);
    expect((await verifyLedger(other, accountingInThread)).differences).toEqual([]);
    expect((await readdir(folder)).sort()).toEqual(['chain.head', 'chain.key', 'ledger.db', 'secret.check', 'secret.key', 'settings.json']);
  });

  it('is of one moment, also while grants are taken on another connection', async () => {
    const store = await ledgerWithClaim();
    const trainer = await openStore(store.paths.directory);
    onTestFinished(() => trainer.close());
    const claim = (await trainer.ledger.claims.ofRun('one'))!;
    const training = (async () => {
      for (let step = 0; await trainer.ledger.grants.take(claim, step); step += claim.grantSteps);
    })();
    const folders = [];
    for (let i = 0; i < 5; i++) folders.push((await backupLedger(store, await newFolder())).folder);
    await training;
    for (const folder of folders) expect((await verifyLedger(await restored(folder), accountingInThread)).differences).toEqual([]);
  });

  it('can be read by its owner only', async () => {
    const { folder } = await backupLedger(await ledgerWithClaim(), await newFolder());
    expect((await stat(folder)).mode & 0o077).toBe(0);
    for (const name of ['ledger.db', 'secret.key', 'chain.key', 'chain.head']) expect((await stat(join(folder, name))).mode & 0o077, name).toBe(0);
  });

  it('never overwrites what exists, not even an empty folder', async () => {
    const [store, folder] = [await ledgerWithClaim(), await newFolder()];
    await mkdir(folder);
    await expect(backupLedger(store, folder)).rejects.toThrow(/exists, and a backup is never overwritten/);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is refused, and leaves nothing behind, when a row was changed', async () => {
    const [store, folder] = [await ledgerWithClaim(), await newFolder()];
    const database = await Database.open(store.paths.ledger, { create: false });
    await database.exec('UPDATE claims SET reserved_steps = 5');
    await database.close();
    await expect(backupLedger(store, folder)).rejects.toThrow(/claims 1: reserved_steps is 5.*No backup was made/s);
    expect(await readdir(join(folder, '..'))).toEqual([]);
  });

  it('is refused for a ledger whose head is gone', async () => {
    const store = await ledgerWithClaim();
    await rm(store.paths.chainHead);
    const other = await openStore(store.paths.directory);
    onTestFinished(() => other.close());
    await expect(backupLedger(other, await newFolder())).rejects.toThrow(/is gone.*No backup was made/s);
  });

  it('into a folder that cannot be made is bad input', async () => {
    const store = await ledgerWithClaim();
    await expect(backupLedger(store, join(store.paths.directory, 'missing', 'backup'))).rejects.toMatchObject({ kind: 'badInput' });
  });
});
