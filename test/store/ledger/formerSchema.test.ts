// A ledger that an earlier version wrote, before fresh ledgers said what they were set apart from.
import { expect, it, onTestFinished } from 'vitest';
import { accountingInThread } from '../../../src/services/accounting/inThread';
import { verifyLedger } from '../../../src/services/ledger/verify';
import { prepareDirectory, storePaths } from '../../../src/store/directory';
import { Chain } from '../../../src/store/ledger/chain';
import { ledgerSchema } from '../../../src/store/ledger/schema';
import { openDatabase } from '../../../src/store/migrate';
import { openStore } from '../../../src/store/store';
import { temporaryDirectory } from '../temporary';

/** A store whose ledger has the first four migrations, with one data set on record. */
async function formerStore(): Promise<string> {
  const directory = await temporaryDirectory();
  const paths = storePaths(directory);
  await prepareDirectory(paths);
  const ledger = await openDatabase(paths.ledger, { ...ledgerSchema, migrations: ledgerSchema.migrations.slice(0, 4) });
  const chain = await Chain.open(ledger, paths);
  await chain.transaction(async (connection) => {
    await connection.run(`INSERT INTO data_sets (digest, name, declared, created_at) VALUES ('first', 'notes', 'private', 1)`);
    await connection.note('dataSetRegistered', 'data_sets', 'first');
    await connection.run(`INSERT INTO contents (digest, data_set, name, at) VALUES ('first', 'first', 'notes', 1)`);
    await connection.note('contentAdded', 'contents', 'first');
  });
  await ledger.close();
  return directory;
}

it('opens, still verifies, and none of its data sets is set apart from another', async () => {
  const store = await openStore(await formerStore());
  onTestFinished(() => store.close());
  expect((await verifyLedger(store, accountingInThread)).differences).toEqual([]);
  expect(await store.ledger.dataSets.contents()).toEqual([{ digest: 'first', dataSet: 'first', name: 'notes', sketch: undefined, setApartFrom: [] }]);
});

it('takes a data set that is set apart, which the chain then covers', async () => {
  const store = await openStore(await formerStore());
  onTestFinished(() => store.close());
  const { dataSets, database } = store.ledger;
  await dataSets.place({ digest: 'second', name: 'letters', declared: 'private' }, () => ({ kind: 'fresh', reason: 'other people', apartFrom: ['first'] }), () => undefined);
  expect((await verifyLedger(store, accountingInThread)).differences).toEqual([]);
  await database.exec(`UPDATE data_sets SET set_apart_from = '["first","third"]' WHERE digest = 'second'`);
  expect((await verifyLedger(store, accountingInThread)).differences).toMatchObject([{ kind: 'row', key: 'second', column: 'set_apart_from' }]);
});
