// Changed versions of a data set are charged on its ledger, and nothing else is.
import { describe, expect, it } from 'vitest';
import { sketchOf } from '../../src/data/sketch';
import { changeFindings } from '../../src/services/dataFindings';
import { createLedger, type DataIdentity } from '../../src/services/ledger/ledger';
import { Database } from '../../src/store/driver';
import type { Store } from '../../src/store/store';
import { exampleRun } from '../store/examples';
import { temporaryStore } from '../store/temporary';

const { plan } = exampleRun;
const texts = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => `note ${from + i}`);

async function data(store: Store, digest: string, name: string, records: readonly string[]): Promise<DataIdentity> {
  return { digest, name, declared: 'private', sketch: sketchOf(records, await store.secret()) };
}

/** A store with 1,000 notes on a ledger with a cap, and a run charged there. */
async function storeWithNotes(epsilon = 20): Promise<Store> {
  const store = await temporaryStore();
  const ledger = createLedger(store);
  const notes = await data(store, 'first', 'notes', texts(0, 1000));
  await ledger.setCap((await ledger.putOn(notes)).digest, { epsilon, delta: 1e-5 }, 'for the test');
  await ledger.reserve('one', notes, plan);
  return store;
}

const ledgersOf = async (store: Store): Promise<string[]> => (await store.ledger.claims.all()).map(({ digest }) => digest);

describe('data that is brought to the ledger', () => {
  it.each([
    ['the same content under another name', 'first', 'copy', texts(0, 1000)],
    ['rows added', 'second', 'notes', texts(0, 1500)],
    ['rows removed', 'second', 'notes', texts(300, 1000)],
    ['one row changed', 'second', 'notes', [...texts(0, 999), 'another']],
    ['rows in another order, with other labels or columns', 'second', 'notes', texts(0, 1000).reverse()],
    ['a tenth of it in a larger file', 'second', 'more', [...texts(0, 100), ...texts(5000, 12_000)]],
    ['a hundredth of another file', 'second', 'more', [...texts(0, 10), ...texts(5000, 5990)]],
    ['a few rows of it alone', 'second', 'few', texts(500, 505)],
    ['a single row of it alone', 'second', 'one', texts(500, 501)],
    ['two rows of it among few others', 'second', 'few', [...texts(0, 2), ...texts(5000, 5040)]],
    ['sixteen rows of it among many others', 'second', 'more', [...texts(0, 16), ...texts(5000, 25_000)]],
  ])('%s: is charged on the known ledger', async (_, digest, name, records) => {
    const store = await storeWithNotes();
    const claim = await createLedger(store).reserve('two', await data(store, digest, name, records), plan);
    expect(claim.digest).toBe('first');
    expect(await store.ledger.dataSets.list()).toHaveLength(1);
  });

  it('that shares next to nothing gets a ledger of its own', async () => {
    const store = await storeWithNotes();
    const ledger = createLedger(store);
    const other = await data(store, 'other', 'others', [...texts(0, 4), ...texts(5000, 6000)]);
    expect(await ledger.ledgerOf(other)).toBeUndefined();
    expect((await ledger.putOn(other)).digest).toBe('other');
  });

  it.each([
    ['one common text among few records', [...texts(0, 1), ...texts(5000, 5020)], /1 text of "others" is also on the ledger of "notes"/],
    ['four common texts among many', [...texts(0, 4), ...texts(5000, 25_000)], /4 texts of "others" are also on the ledger of "notes"/],
  ])('%s: gets a ledger of its own, and a warning that names the other', async (_, records, warning) => {
    const store = await storeWithNotes();
    const others = await data(store, 'other', 'others', records);
    expect(await createLedger(store).ledgerOf(others)).toBeUndefined();
    const findings = await changeFindings(store, others);
    expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual(['warning dataShared']);
    expect(findings[0].message).toMatch(warning);
  });

  it('that shares nothing has no warning', async () => {
    const store = await storeWithNotes();
    expect(await changeFindings(store, await data(store, 'other', 'others', texts(5000, 6000)))).toEqual([]);
  });

  it('that is a version of a version is charged on the first ledger', async () => {
    const store = await storeWithNotes();
    const ledger = createLedger(store);
    await ledger.reserve('two', await data(store, 'second', 'notes', texts(500, 2000)), plan);
    const claim = await ledger.reserve('three', await data(store, 'third', 'notes', texts(1500, 2500)), plan);
    expect(claim.digest).toBe('first');
  });

  it('that shares records with two ledgers is refused, naming both', async () => {
    const store = await storeWithNotes();
    const ledger = createLedger(store);
    await ledger.putOn(await data(store, 'other', 'letters', texts(5000, 6000)));
    const both = await data(store, 'both', 'all', [...texts(0, 1000), ...texts(5000, 6000)]);
    await expect(ledger.reserve('two', both, plan)).rejects.toThrow(/shares records with several data sets.*"notes": 100 % in common.*"letters": 100 % in common/s);
    expect(await ledgersOf(store)).toEqual(['first']);
  });

  it('gets a fresh ledger although it overlaps for a written reason only, which stays on record', async () => {
    const store = await storeWithNotes();
    const ledger = createLedger(store);
    const version = await data(store, 'second', 'notes', texts(0, 900));
    await expect(ledger.putOn(version, { freshLedger: ' ' })).rejects.toThrow(/needs a written reason/);
    expect((await ledger.putOn(version, { freshLedger: 'other people, same phrases' })).digest).toBe('second');
    const events = await store.ledger.database.all<{ reason: string }>(`SELECT reason FROM events WHERE action = 'dataSetRegistered' AND key = 'second'`);
    expect(events).toEqual([{ reason: 'other people, same phrases' }]);
  });

  /** A store with 1,000 notes, and on a ledger set apart from theirs 100 of them with 900 letters. */
  async function storeWithApart(): Promise<Store> {
    const store = await storeWithNotes();
    await createLedger(store).putOn(await data(store, 'apart', 'letters', [...texts(0, 100), ...texts(5000, 5900)]), { freshLedger: 'other people, same phrases' });
    return store;
  }

  it.each([
    ['with rows added and removed', [...texts(0, 100), ...texts(5100, 6000)]],
    ['of which as much is on the old ledger as on the fresh one', texts(0, 100)],
  ])('later versions of data on a fresh ledger are charged there without another reason: %s', async (_, records) => {
    const store = await storeWithApart();
    const later = await data(store, 'later', 'letters', records);
    expect((await createLedger(store).ledgerOf(later))?.digest).toBe('apart');
    expect((await createLedger(store).putOn(later)).digest).toBe('apart');
  });

  it('a version of data on a fresh ledger of which more is on the old one needs a written reason again', async () => {
    const store = await storeWithApart();
    const ledger = createLedger(store);
    const mixed = await data(store, 'later', 'letters', [...texts(0, 150), ...texts(5000, 5040)]);
    await expect(ledger.putOn(mixed)).rejects.toThrow(/shares records with several data sets/);
    expect((await ledger.putOn(mixed, { freshLedger: 'still others' })).digest).toBe('later');
  });

  it('a version of data on a fresh ledger that is on a third one too is refused: no reason was written for that', async () => {
    const store = await storeWithApart();
    const ledger = createLedger(store);
    await ledger.putOn(await data(store, 'third', 'memos', texts(8000, 9000)));
    const all = await data(store, 'later', 'letters', [...texts(0, 100), ...texts(5000, 5900), ...texts(8000, 8100)]);
    await expect(ledger.putOn(all)).rejects.toThrow(/"letters": .*"notes": .*"memos": /s);
  });

  it('a fresh ledger is set apart from all that its data shares records with, also from one that was set apart itself', async () => {
    const store = await storeWithApart();
    await createLedger(store).putOn(await data(store, 'second', 'letters', [...texts(0, 100), ...texts(5000, 5500)]), { freshLedger: 'others again' });
    const known = await store.ledger.dataSets.contents();
    expect(known.map(({ digest, setApartFrom }) => [digest, [...setApartFrom].sort()])).toEqual([
      ['first', []],
      ['apart', ['first']],
      ['second', ['apart', 'first']],
    ]);
    const later = await data(store, 'later', 'letters', [...texts(0, 100), ...texts(5000, 5490)]);
    expect((await createLedger(store).putOn(later)).digest).toBe('second');
  });

  it('declared public as a version of private data is refused: the first declaration holds', async () => {
    const store = await storeWithNotes();
    const version = { ...(await data(store, 'second', 'notes', texts(0, 900))), declared: 'publicDemonstration' as const };
    await expect(createLedger(store).reserve('two', version, plan)).rejects.toThrow(/The first declaration holds/);
    expect((await store.ledger.dataSets.contents()).map(({ digest }) => digest)).toEqual(['first']);
  });

  it('by two at once that overlap ends on one ledger', async () => {
    const store = await temporaryStore();
    const ledger = createLedger(store);
    const [one, two] = await Promise.all([data(store, 'one', 'a', texts(0, 100)), data(store, 'two', 'b', texts(50, 150))]);
    const [first, second] = await Promise.all([ledger.putOn(one), ledger.putOn(two)]);
    expect(first.digest).toBe(second.digest);
  });

  it('leaves no text on the ledger', async () => {
    const store = await temporaryStore();
    await createLedger(store).putOn(await data(store, 'one', 'a', ['a most secret sentence']));
    const database = await Database.open(store.paths.ledger, { create: false });
    const rows = [...(await database.all('SELECT * FROM contents')), ...(await database.all('SELECT * FROM events'))];
    await database.close();
    expect(JSON.stringify(rows)).not.toContain('secret sentence');
  });
});

describe('what the owner decides', () => {
  it('to retire a data set lets nothing more in, and keeps what was spent', async () => {
    const store = await storeWithNotes();
    const ledger = createLedger(store);
    await ledger.change('first', { retiredAt: Date.UTC(2026, 0, 2) }, 'the study has ended');
    await expect(ledger.reserve('two', await data(store, 'first', 'notes', []), plan)).rejects.toThrow('"notes" was retired on 2026-01-02: nothing more is trained on it.');
    expect(await ledgersOf(store)).toEqual(['first']);
  });

  it('to let an override in needs a reason, and the claim carries it', async () => {
    const store = await storeWithNotes(2.5);
    const ledger = createLedger(store);
    const notes = await data(store, 'first', 'notes', []);
    await expect(ledger.reserve('two', notes, plan)).rejects.toThrow('does not hold');
    await expect(ledger.reserve('two', notes, plan, { override: '' })).rejects.toThrow(/needs a written reason/);
    const claim = await ledger.reserve('two', notes, plan, { override: 'the board agreed' });
    expect(claim.overrideReason).toBe('the board agreed');
    const events = await store.ledger.database.all(`SELECT reason FROM events WHERE action = 'overridden'`);
    expect(events).toEqual([{ reason: 'the board agreed' }]);
  });

  it('to make a limit advisory lets runs beyond it, and back to hard refuses them again', async () => {
    const store = await storeWithNotes(2.5);
    const ledger = createLedger(store);
    const notes = await data(store, 'first', 'notes', []);
    await ledger.change('first', { enforcement: 'advisory' }, 'the owner is here');
    await ledger.reserve('two', notes, plan);
    await ledger.change('first', { enforcement: 'hard' }, 'the owner has left');
    await expect(ledger.reserve('three', notes, plan)).rejects.toThrow('does not hold');
    await expect(ledger.change('first', { ownerNote: 'x' }, ' ')).rejects.toThrow(/needs a written reason/);
  });
});
