// Verifying a ledger that somebody really changed: with SQLite itself, behind the back of the program.
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { accountingInThread } from '../../src/services/accounting/inThread';
import { exportLedger } from '../../src/services/ledger/exportLedger';
import { createLedger } from '../../src/services/ledger/ledger';
import { differenceText, verifyLedger } from '../../src/services/ledger/verify';
import { Database } from '../../src/store/driver';
import { checkChain } from '../../src/store/ledger/verify';
import { openStore, type Store } from '../../src/store/store';
import { exampleRun } from '../store/examples';
import { temporaryDirectory, temporaryStore } from '../store/temporary';

const { data, plan } = exampleRun;

/** A ledger with a cap and two claims, one of them with some grants. */
async function ledgerWithHistory(): Promise<Store> {
  const store = await temporaryStore();
  const ledger = createLedger(store);
  await store.secret();
  await store.ledger.dataSets.register(data);
  await ledger.setCap(data.digest, { epsilon: 20, delta: 1e-5 }, 'for the test');
  const claim = await ledger.reserve('one', data, plan);
  for (let step = 0; step < 50; step += claim.grantSteps) await store.ledger.grants.take(claim, step);
  await ledger.close('one', 'settled');
  await ledger.reserve('two', data, plan);
  return store;
}

/** Changes the file as anybody can who may write it, and leaves its triggers as they were: one that is missing is told otherwise. */
async function tamper(store: Store, sql: string): Promise<void> {
  const database = await Database.open(store.paths.ledger, { create: false });
  const triggers = await database.all<{ name: string; sql: string }>(`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'`);
  for (const { name } of triggers) await database.exec(`DROP TRIGGER ${name}`);
  await database.exec(sql);
  for (const { sql: made } of triggers) await database.exec(made);
  await database.close();
}

/** What lies beside the database. */
async function readEverything({ paths }: Store): Promise<{ head: string; key: string | undefined }> {
  const [head, key] = await Promise.all([paths.chainHead, paths.chainKey].map((path) => readFile(path, 'hex').catch(() => undefined)));
  return { head: head!, key };
}

const found = async (store: Store): Promise<string[]> => (await verifyLedger(store, accountingInThread)).differences.map(differenceText);

async function reopened(store: Store): Promise<Store> {
  const other = await openStore(store.paths.directory);
  onTestFinished(() => other.close());
  return other;
}

describe('verifying', () => {
  it('finds nothing in a ledger that nobody touched, and reports how far it is', async () => {
    const store = await ledgerWithHistory();
    const stages = new Set<string>();
    const { events, claims, differences } = await verifyLedger(store, accountingInThread, (stage, done, total) => stages.add(`${stage} ${done === total ? 'done' : ''}`));
    expect({ claims, differences }).toEqual({ claims: 2, differences: [] });
    expect(events).toBeGreaterThan(10);
    expect(stages).toContain('events done');
    expect(stages).toContain('claims done');
  });

  it.each([
    ['a claim that reserves less', 'UPDATE claims SET reserved_steps = 5 WHERE id = 2', /^claims 2: reserved_steps is 5, but was recorded as 1000$/],
    ['a grant that charges less', 'UPDATE grants SET untaken = steps WHERE id = 1', /^grants 1: untaken is \d+, but was recorded as 0$/],
    ['a cap that was raised', 'UPDATE data_sets SET cap_epsilon = 99', /^data_sets .*: cap_epsilon is 99, but was recorded as 20$/],
    ['a claim that was taken away', 'PRAGMA foreign_keys = OFF; DELETE FROM claims WHERE id = 2', /^claims 2 is gone, but was recorded$/],
    ['a claim that was slipped in', 'CREATE TEMP TABLE copy AS SELECT * FROM claims WHERE id = 2; UPDATE copy SET id = 9, run = 9; INSERT INTO claims SELECT * FROM copy', /^claims 9 is there, but no event speaks of it$/],
  ])('names %s', async (_, sql, message) => {
    const store = await ledgerWithHistory();
    await tamper(store, sql);
    expect(await found(store)).toEqual([expect.stringMatching(message)]);
  });

  it('expects the default in a column that is younger than the row, and names one that holds something else', async () => {
    const store = await ledgerWithHistory();
    await tamper(store, `ALTER TABLE claims ADD COLUMN later TEXT NOT NULL DEFAULT '"none"'; ALTER TABLE grants ADD COLUMN latest INTEGER`);
    expect(await found(store)).toEqual([]);
    await tamper(store, `UPDATE claims SET later = 'lowered' WHERE id = 2`);
    expect(await found(store)).toEqual(['claims 2: later is "lowered", but was recorded as "\\"none\\""']);
  });

  it('keeps no trainer waiting for its grants, and finds nothing in what is granted meanwhile', async () => {
    const store = await ledgerWithHistory();
    const trainer = await reopened(store);
    const claim = (await trainer.ledger.claims.ofRun('two'))!;
    const granted: unknown[] = [];
    const key = await readFile(store.paths.chainKey);
    const { differences } = await store.ledger.database.snapshot(async (connection) => {
      const before = await checkChain(connection, key);
      granted.push(await trainer.ledger.grants.take(claim, 0));
      const after = await checkChain(connection, key);
      expect(after.head).toEqual(before.head);
      return after;
    });
    expect(granted).toEqual([expect.objectContaining({ firstStep: 0 })]);
    expect(differences).toEqual([]);
    expect(await found(store)).toEqual([]);
  });

  it('finds an event that was changed together with its row', async () => {
    const store = await ledgerWithHistory();
    await tamper(store, `UPDATE claims SET reserved_steps = 5 WHERE id = 2; UPDATE events SET image = replace(image, '"reserved_steps":1000', '"reserved_steps":5') WHERE tabled = 'claims' AND key = 2`);
    expect(await found(store)).toEqual([expect.stringMatching(/^event \d+ \(of claims 2\) is not what was written/)]);
  });

  it('finds an event that was taken out of the middle', async () => {
    const store = await ledgerWithHistory();
    await tamper(store, 'DELETE FROM events WHERE seq = 4');
    expect(await found(store)).toEqual(expect.arrayContaining(['event 5 follows where event 4 should stand: events are missing', expect.stringMatching(/^event 5 .*is not what was written/)]));
  });

  it('finds events that were exchanged', async () => {
    const store = await ledgerWithHistory();
    await tamper(store, 'UPDATE events SET seq = -1 WHERE seq = 4; UPDATE events SET seq = 4 WHERE seq = 5; UPDATE events SET seq = 5 WHERE seq = -1');
    expect(await found(store)).toEqual(expect.arrayContaining([expect.stringMatching(/^event 4 /), expect.stringMatching(/^event 5 /)]));
  });

  it('finds a chain that was hashed anew under another key', async () => {
    const store = await ledgerWithHistory();
    await writeFile(store.paths.chainKey, Buffer.alloc(32, 7));
    expect((await found(store)).length).toBeGreaterThan(10);
  });

  it('names a row that makes no sense, and goes on with the others', async () => {
    const store = await ledgerWithHistory();
    await tamper(store, `UPDATE claims SET step_mechanism = '{"type"' WHERE run = 'two'`);
    const texts = (await verifyLedger(store, accountingInThread)).differences.map(differenceText);
    expect(texts).toEqual([expect.stringMatching(/^claims 2: step_mechanism is /), expect.stringMatching(/^The claim of run two cannot be read: the ledger was damaged, or changed from outside/)]);
  });

  it('names a claim whose ε cannot be worked out', async () => {
    const store = await ledgerWithHistory();
    await tamper(store, `UPDATE claims SET delta = 7 WHERE run = 'two'`);
    const texts = (await verifyLedger(store, accountingInThread)).differences.map(differenceText);
    expect(texts).toEqual([expect.stringMatching(/^claims 2: delta is 7/), expect.stringMatching(/^run two: its ε cannot be worked out: delta must be/)]);
  });

  it('finds an ε that is not what was promised', async () => {
    const store = await ledgerWithHistory();
    await tamper(store, `UPDATE claims SET planned_epsilon = '{"steps":1000,"pld":0.5,"rdp":0.6}' WHERE id = 2`);
    const differences = await found(store);
    expect(differences).toEqual(expect.arrayContaining([expect.stringMatching(/^run two: ε by PLD was promised as 0.5, but is 1\.828/), expect.stringMatching(/^run two: ε by RDP was promised as 0.6, but is 2\.101/)]));
  });
});

describe('a ledger that is not what it has been', () => {
  it('as an older copy is told of, and takes no charge until somebody accepts it with a reason', async () => {
    const store = await openStore(await temporaryDirectory());
    const ledger = createLedger(store);
    await store.ledger.dataSets.register(data);
    await ledger.setCap(data.digest, { epsilon: 20, delta: 1e-5 }, 'for the test');
    await store.ledger.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    const copy = `${store.paths.ledger}.copy`;
    await copyFile(store.paths.ledger, copy);
    await ledger.reserve('one', data, plan);
    await store.close();
    await copyFile(copy, store.paths.ledger);
    for (const suffix of ['-wal', '-shm']) await rm(store.paths.ledger + suffix, { force: true });

    const other = await reopened(store);
    expect(await found(other)).toEqual([expect.stringMatching(/has had \d+: it is an older copy/)]);
    await expect(createLedger(other).reserve('two', data, plan)).rejects.toThrow(/older copy.*Nothing is charged until/s);
    expect(await other.ledger.claims.all()).toEqual([]);
    await other.ledger.chain.accept('the disk was restored from a backup');
    await createLedger(other).reserve('two', data, plan);
    const third = await reopened(store);
    expect(await found(third)).toEqual([]);
  });

  it('is told of by a window that has been open since before', async () => {
    const store = await ledgerWithHistory();
    await tamper(store, 'DELETE FROM grants; DELETE FROM events WHERE seq > 5');
    await expect(createLedger(store).reserve('three', data, plan)).rejects.toThrow(/has 5 events, but has had \d+: it is an older copy/);
    expect(await store.ledger.claims.ofRun('three')).toBeUndefined();
  });

  it('goes on with its acceptance on record, and can be exported', async () => {
    const store = await ledgerWithHistory();
    await tamper(store, 'DELETE FROM events WHERE seq = (SELECT max(seq) FROM events); DELETE FROM claims WHERE id = 2');
    expect(await store.ledger.chain.accept('restored after a disk failure')).toBe(true);
    expect(await found(store)).toEqual([]);
    const { text } = await exportLedger(store);
    expect(text).toMatch(/"action":"accepted".*"reason":"restored after a disk failure"/);
  });

  it('is nothing to accept when it is sound', async () => {
    const store = await ledgerWithHistory();
    const before = await readFile(store.paths.chainHead, 'utf8');
    expect(await store.ledger.chain.accept('to be sure')).toBe(false);
    expect(await readFile(store.paths.chainHead, 'utf8')).toBe(before);
  });

  it('with a last event cut off is noticed', async () => {
    const store = await ledgerWithHistory();
    await tamper(store, 'DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)');
    expect(await found(await reopened(store))).toEqual(expect.arrayContaining([expect.stringMatching(/is an older copy/)]));
  });

  it('without the file that holds its head is noticed', async () => {
    const store = await ledgerWithHistory();
    await rm(store.paths.chainHead);
    expect(await found(await reopened(store))).toEqual([expect.stringMatching(/the file that says how many there have been is gone/)]);
  });

  it('without head and key is noticed by its events', async () => {
    const store = await ledgerWithHistory();
    for (const file of [store.paths.chainHead, store.paths.chainKey]) await rm(file);
    expect(await (await reopened(store)).ledger.chain.trouble()).toMatch(/the file that says how many there have been is gone/);
  });

  it('without its key is noticed, and looking at it makes no new one', async () => {
    const store = await ledgerWithHistory();
    const { head } = await readEverything(store);
    await rm(store.paths.chainKey);
    const other = await reopened(store);
    for (const round of ['first', 'second']) expect(await found(other), round).toEqual([expect.stringMatching(/the key of its chain is gone/)]);
    await expect(createLedger(other).close('two', 'settled')).rejects.toThrow(/the key of its chain is gone/);
    expect(await readEverything(other)).toMatchObject({ head, key: undefined });
  });

  it('with another secret is told by opening and verifying, and nothing is known or charged by it', async () => {
    const store = await ledgerWithHistory();
    await writeFile(store.paths.secret, Buffer.alloc(32, 7));
    const other = await reopened(store);
    expect(await other.ledgerTrouble()).toMatch(/secret\.key is another secret than the one by which the ledger knows its data \(1 on it\)/);
    expect(await found(other)).toEqual([expect.stringMatching(/is another secret/)]);
    await expect(other.secret()).rejects.toThrow(/is another secret/);
    await expect(exportLedger(other)).rejects.toThrow(/is another secret.*No export was made/s);
  });

  it('whose secret is gone is told by opening and verifying', async () => {
    const store = await ledgerWithHistory();
    await rm(store.paths.secret);
    expect(await found(await reopened(store))).toEqual([expect.stringMatching(/secret\.key is gone/)]);
  });

  it('with another key of its chain is told at its first event', async () => {
    const store = await ledgerWithHistory();
    await writeFile(store.paths.chainKey, Buffer.alloc(32, 7));
    expect((await found(await reopened(store)))[0]).toMatch(/^event 1 .* is not what was written/);
  });

  it('but whose head a crash left behind is sound, and the head catches up', async () => {
    const store = await ledgerWithHistory();
    const before = await readFile(store.paths.chainHead, 'utf8');
    await createLedger(store).close('two', 'lost');
    const after = await readFile(store.paths.chainHead, 'utf8');
    await writeFile(store.paths.chainHead, before);
    expect(await found(await reopened(store))).toEqual([]);
    expect(await readFile(store.paths.chainHead, 'utf8')).toBe(after);
  });
});

describe('a new ledger', () => {
  it('that several make at once is sound for all of them, and for what they write at once', async () => {
    for (let round = 0; round < 10; round++) {
      const directory = await temporaryDirectory();
      // More would wait for each other in the four threads that a process has for its files.
      const stores = await Promise.all([1, 2, 3].map(() => openStore(directory)));
      await Promise.all(stores.map((store, i) => store.ledger.dataSets.register({ ...data, digest: `digest ${i}` })));
      for (const store of stores) expect(await store.ledger.chain.trouble()).toBeUndefined();
      expect(await verifyLedger(stores[0], accountingInThread)).toEqual({ events: 6, claims: 0, differences: [] });
      await Promise.all(stores.map((store) => store.close()));
    }
  });

  it('makes the secret that its data is known by once, and not again when it is gone', async () => {
    const store = await temporaryStore();
    const secret = await store.secret();
    await rm(store.paths.secret);
    expect(await store.secret(), 'nothing is known by it yet').not.toEqual(secret);
    await store.ledger.dataSets.register(data);
    await rm(store.paths.secret);
    await expect(store.secret()).rejects.toThrow(/secret\.key is gone, by which the ledger knows its data \(1 on it\)/);
  });
});

describe('rows of before the chain', () => {
  it('get their first events when the ledger is opened', async () => {
    const store = await ledgerWithHistory();
    await tamper(store, 'DELETE FROM events');
    for (const file of [store.paths.chainHead, store.paths.chainKey]) await rm(file);
    const other = await reopened(store);
    expect(await found(other)).toEqual([]);
    await createLedger(other).close('two', 'settled');
    expect(await found(other)).toEqual([]);
  });

  it('are not taken for such where there was a chain already', async () => {
    const store = await ledgerWithHistory();
    await tamper(store, 'DELETE FROM events');
    await rm(store.paths.chainHead);
    expect(await found(await reopened(store))).toEqual(expect.arrayContaining([expect.stringMatching(/the file that says how many there have been is gone/)]));
  });
});
