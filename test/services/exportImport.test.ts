// Exports of real ledgers and their way onto others: nothing may be lost on it, and no spend may become lower.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { accountingInThread } from '../../src/services/accounting/inThread';
import { exportAndRetire, exportLedger } from '../../src/services/ledger/exportLedger';
import { importLedger } from '../../src/services/ledger/importLedger';
import { createLedger } from '../../src/services/ledger/ledger';
import { sketchOf } from '../../src/data/sketch';
import { countedSteps } from '../../src/protocol/ledger';
import { eventHash, type LedgerEvent } from '../../src/store/ledger/chain';
import { ledgerRowsSchema, readRows, writeRows, type LedgerRows } from '../../src/store/ledger/rows';
import { openStore, type Store } from '../../src/store/store';
import { exampleRun } from '../store/examples';
import { temporaryDirectory, temporaryStore } from '../store/temporary';
import { differencesIn as differences, exported, rowsIn as rows, sameSecret } from './ledgerCopies';

const { data, plan } = exampleRun;
const cap = { epsilon: 20, delta: 1e-5 };

/** Puts private data with a cap and a settled run on the ledger, which was charged `grants` blocks of steps. */
async function addDataSet(store: Store, name: string, { runId = `run of ${name}`, grants = 3, texts = [name] }: { runId?: string; grants?: number; texts?: string[] } = {}) {
  const digest = `digest of ${name}`;
  await store.ledger.dataSets.register({ ...data, name, digest, sketch: sketchOf(texts, await store.secret()) });
  const ledger = createLedger(store);
  await ledger.setCap(digest, cap, `cap of ${name}`);
  const claim = await ledger.reserve(runId, { ...data, name, digest }, plan);
  for (let i = 0; i < grants; i++) await store.ledger.grants.take(claim, i * claim.grantSteps);
  return { digest, runId, close: () => ledger.close(runId, 'settled') };
}

async function ledgerWith(...names: string[]): Promise<Store> {
  const store = await temporaryStore();
  for (const name of names) await (await addDataSet(store, name)).close();
  return store;
}

/** The rows of one data set without claims. */
const only = (whole: LedgerRows, digest: string): LedgerRows => ({
  data_sets: whole.data_sets.filter((row) => row.digest === digest),
  contents: whole.contents.filter((row) => row.data_set === digest),
  cap_events: whole.cap_events.filter((row) => row.digest === digest),
  claims: [],
  grants: [],
});

interface Document {
  readonly head: { readonly count: number; readonly hash: string };
  readonly events: (LedgerEvent & { readonly hash: string })[];
  readonly rows: { readonly claims: { reserved_steps: number }[] };
}
const documentIn = async (file: string): Promise<Document> => JSON.parse(await readFile(file, 'utf8')) as Document;

const nothingNew = { added: [], merged: [], claims: 0 };

describe('an export', () => {
  it('holds a chain that the key verifies, from the first event to the head', async () => {
    const store = await ledgerWith('mails');
    const { events, head } = await documentIn(await exported(store));
    const key = await readFile(store.paths.chainKey);
    const last = events.reduce((previous, event) => {
      expect(eventHash(key, previous, event)).toBe(event.hash);
      return event.hash;
    }, '');
    expect(head).toEqual({ count: events.length, hash: last });
  });

  it('holds no key', async () => {
    const store = await ledgerWith('mails');
    const text = await readFile(await exported(store), 'latin1');
    for (const path of [store.paths.secret, store.paths.chainKey]) {
      const key = await readFile(path);
      for (const form of ['hex', 'base64', 'latin1'] as const) expect(text).not.toContain(key.toString(form));
    }
  });

  it('knows every column of the ledger, so that no later one can be left out', async () => {
    const store = await temporaryStore();
    for (const [table, schema] of Object.entries(ledgerRowsSchema.shape)) {
      const columns = await store.ledger.database.all<{ name: string }>('SELECT name FROM pragma_table_info(?)', [table]);
      expect(Object.keys(schema.element.shape).sort(), table).toEqual(columns.map(({ name }) => name).sort());
    }
  });

  it('of a ledger that was changed is refused', async () => {
    const store = await ledgerWith('mails');
    await store.ledger.database.exec('UPDATE claims SET reserved_steps = 5');
    await expect(exportLedger(store)).rejects.toThrow(/reserved_steps is 5.*No export was made/s);
  });
});

describe('an export that moves a ledger', () => {
  it('retires every data set here, on record with the reason, and what is imported elsewhere is not retired', async () => {
    const store = await ledgerWith('mails', 'notes');
    const [other, file] = [await sameSecret(store), join(await temporaryDirectory(), 'moved.json')];
    await exportAndRetire(store, ' new machine ', (text) => writeFile(file, text));
    await expect(createLedger(store).reserve('later', { ...data, digest: 'digest of mails', name: 'mails' }, plan)).rejects.toMatchObject({ kind: 'refused' });
    expect(await store.ledger.database.all("SELECT key, reason FROM events WHERE action = 'dataSetChanged'")).toEqual(
      ['mails', 'notes'].map((name) => ({ key: `digest of ${name}`, reason: 'new machine' })),
    );
    expect(await differences(store)).toEqual([]);
    await importLedger(other, file);
    expect((await other.ledger.dataSets.list()).map(({ retiredAt }) => retiredAt)).toEqual([undefined, undefined]);
    await createLedger(other).reserve('later', { ...data, digest: 'digest of mails', name: 'mails' }, plan);
  });

  it('ends the grants of a claim that was open', async () => {
    const store = await temporaryStore();
    await addDataSet(store, 'mails');
    await exportAndRetire(store, 'new machine', () => Promise.resolve());
    const claim = (await store.ledger.claims.ofRun('run of mails'))!;
    expect(await store.ledger.grants.take(claim, claim.chargedSteps)).toBeUndefined();
  });

  it('retires nothing when the file cannot be kept, or without a reason', async () => {
    const store = await ledgerWith('mails');
    const before = await rows(store);
    await expect(exportAndRetire(store, 'new machine', () => Promise.reject(new Error('disk full')))).rejects.toThrow('disk full');
    await expect(exportAndRetire(store, ' ', () => Promise.resolve())).rejects.toMatchObject({ kind: 'badInput' });
    expect(await rows(store)).toEqual(before);
  });
});

describe('an import', () => {
  it('into an empty ledger is everything, verifies, and every row is on record as imported', async () => {
    const store = await ledgerWith('mails', 'notes');
    const other = await sameSecret(store);
    const file = await exported(store);
    expect(await importLedger(other, file)).toEqual({ added: ['mails', 'notes'], merged: [], claims: 2 });
    expect(await rows(other)).toEqual(await rows(store));
    expect(await differences(other)).toEqual([]);
    const actions = await other.ledger.database.all('SELECT action, count(*) AS number, min(reason) AS reason FROM events GROUP BY action');
    const { head } = await documentIn(file);
    expect(actions).toEqual([{ action: 'imported', number: 2 * (1 + 1 + 1 + 1 + 3), reason: expect.stringContaining(`${head.count} events, head ${head.hash}`) as string }]);
    expect(await createLedger(other).reports(accountingInThread)).toEqual(await createLedger(store).reports(accountingInThread));
  });

  it('adds what is new to other data sets, under new numbers, and what was here stays as it was', async () => {
    const store = await ledgerWith('mails');
    const other = await sameSecret(store);
    await (await addDataSet(other, 'notes', { grants: 5 })).close();
    const before = await createLedger(other).report(accountingInThread, 'digest of notes');
    await importLedger(other, await exported(store));
    expect(await createLedger(other).report(accountingInThread, 'digest of notes')).toEqual(before);
    const [there, here] = [(await store.ledger.claims.ofRun('run of mails'))!, (await other.ledger.claims.ofRun('run of mails'))!];
    expect(here).toEqual({ ...there, id: 2 });
    expect(await differences(other)).toEqual([]);
  });

  it('of the same export twice adds nothing the second time', async () => {
    const store = await ledgerWith('mails');
    await addDataSet(store, 'notes'); // Its claim is open.
    const other = await sameSecret(store);
    const file = await exported(store);
    await importLedger(other, file);
    const [before, { count }] = [await rows(other), (await other.ledger.database.get<{ count: number }>('SELECT count(*) AS count FROM events'))!];
    expect(await importLedger(other, file)).toEqual(nothingNew);
    expect(await rows(other)).toEqual(before);
    expect(await other.ledger.database.get('SELECT count(*) AS count FROM events')).toEqual({ count });
  });

  it('counts an open claim with everything that it reserved, whatever its trainer takes later', async () => {
    const store = await temporaryStore();
    await addDataSet(store, 'mails');
    const other = await sameSecret(store);
    await importLedger(other, await exported(store));
    const claim = (await other.ledger.claims.ofRun('run of mails'))!;
    expect(claim).toMatchObject({ status: 'lost', chargedSteps: plan.steps });
    expect(countedSteps(claim)).toBe(plan.steps);
    expect(await other.ledger.grants.take(claim, 0)).toBeUndefined();
  });

  it('of an older export onto the ledger that went on changes nothing', async () => {
    const store = await ledgerWith('mails');
    await addDataSet(store, 'notes'); // Its claim is open.
    const file = await exported(store);
    await createLedger(store).extend('run of mails', 10);
    const before = await rows(store);
    expect(await importLedger(store, file)).toEqual(nothingNew);
    expect(await rows(store)).toEqual(before);
  });

  it('of data that shares records with a data set here is refused', async () => {
    const store = await temporaryStore();
    const other = await sameSecret(store);
    await (await addDataSet(store, 'mails', { texts: ['a', 'b', 'c', 'd'] })).close();
    await (await addDataSet(other, 'letters', { texts: ['c', 'd', 'e', 'f'] })).close();
    await expect(importLedger(other, await exported(store))).rejects.toThrow(/"mails" shares records with "letters": 50 % in common/);
  });

  it.each([
    ['here', 'mails', 'letters'],
    ['in the export', 'letters', 'mails'],
  ])('of data that shares records with a data set here is let in where a written reason set one apart from the other, on record %s', async (_, exportedName, presentName) => {
    const both = await temporaryStore();
    await addDataSet(both, 'mails', { texts: ['a', 'b', 'c', 'd'] });
    const letters = { ...data, name: 'letters', digest: 'digest of letters', sketch: sketchOf(['c', 'd', 'e', 'f'], await both.secret()) };
    await createLedger(both).putOn(letters, { freshLedger: 'other people' });
    const whole = await rows(both);
    const ledgerOf = async (name: string): Promise<Store> => {
      const store = await sameSecret(both);
      await store.ledger.chain.transaction(async (connection) => writeRows(connection, await readRows(connection), only(whole, `digest of ${name}`), 'for the test'));
      return store;
    };
    const other = await ledgerOf(presentName);
    await importLedger(other, await exported(await ledgerOf(exportedName)));
    expect((await other.ledger.dataSets.list()).map(({ name }) => name).sort()).toEqual(['letters', 'mails']);
    expect(await differences(other)).toEqual([]);
  });

  it('of a run that is on another ledger here is refused by its name', async () => {
    const store = await temporaryStore();
    const other = await sameSecret(store);
    await addDataSet(store, 'mails', { runId: 'one' });
    await addDataSet(other, 'notes', { runId: 'one' });
    await expect(importLedger(other, await exported(store))).rejects.toThrow(/run one is on the ledger of "notes" here, and on that of "mails" there/);
  });

  it.each([
    ['an empty ledger, which is told to take the secret', [], /another secret.*Copy secret\.key/],
    ['a ledger with data', ['notes'], /another secret.*directory of its own/],
  ])('under another secret is refused by %s', async (_, names, message) => {
    const file = await exported(await ledgerWith('mails'));
    await expect(importLedger(await ledgerWith(...names), file)).rejects.toMatchObject({ kind: 'refused', message: expect.stringMatching(message) as string });
  });

  it('makes no secret where there is none yet', async () => {
    const [file, other] = [await exported(await ledgerWith('mails')), await temporaryStore()];
    await expect(importLedger(other, file)).rejects.toThrow(/Copy secret\.key/);
    await expect(readFile(other.paths.secret)).rejects.toThrow(/ENOENT/);
  });

  it('of a file that was changed is bad input', async () => {
    const store = await ledgerWith('mails');
    const [file, other] = [await exported(store), await sameSecret(store)];
    const document = await documentIn(file);
    document.rows.claims[0].reserved_steps = 5;
    await writeFile(file, JSON.stringify(document));
    await expect(importLedger(other, file)).rejects.toMatchObject({ kind: 'badInput', message: expect.stringMatching(/was changed after it was exported/) as string });
    expect((await rows(other)).claims).toEqual([]);
  });

  it('of a file that was only laid out anew goes through', async () => {
    const store = await ledgerWith('mails');
    const [file, other] = [await exported(store), await sameSecret(store)];
    await writeFile(file, JSON.stringify(await documentIn(file), null, 2));
    await importLedger(other, file);
    expect(await rows(other)).toEqual(await rows(store));
  });

  it.each([
    ['unknown members', (document: object) => ({ ...document, extra: 1 }), /extra/],
    ['another format', (document: object) => ({ ...document, format: 'cloister-ledger-0' }), /format: .*cloister-ledger-3/],
    ['a column with a wrong value', (document: Document) => ({ ...document, rows: { ...document.rows, claims: [{ ...document.rows.claims[0], step_mechanism: '{"type":"laplace"}' }] } }), /rows\.claims\.0\.step_mechanism: is no mechanism/],
  ])('of a file with %s is bad input that says where', async (_, change, message) => {
    const store = await ledgerWith('mails');
    const [file, other] = [await exported(store), await sameSecret(store)];
    await writeFile(file, JSON.stringify(change(await documentIn(file))));
    await expect(importLedger(other, file)).rejects.toMatchObject({ kind: 'badInput', message: expect.stringMatching(message) as string });
  });

  it('onto a ledger that is not what it has been is refused', async () => {
    const store = await ledgerWith('mails');
    const [file, other] = [await exported(store), await sameSecret(store)];
    await addDataSet(other, 'notes');
    await rm(other.paths.chainHead);
    const reopened = await openStore(other.paths.directory);
    await expect(importLedger(reopened, file)).rejects.toThrow(/is gone.*Nothing is charged/s).finally(() => reopened.close());
  });
});
