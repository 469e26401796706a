// The statement of a data set: all runs together, by both readings, with what limits them.
import { describe, expect, it } from 'vitest';
import type { RunConfig } from '../../../src/core/config/runFile';
import { planRun } from '../../../src/core/plan';
import { epsilonOfCost, renyiCost } from '../../../src/core/privacy/filter';
import { sketchOf } from '../../../src/data/sketch';
import { deltaText, epsilonText } from '../../../src/core/privacy/guaranteeText';
import { selfComposition } from '../../../src/core/privacy/mechanism';
import { pldEpsilon } from '../../../src/core/privacy/pld/pldAccountant';
import { accountingInThread } from '../../../src/services/accounting/inThread';
import { createLedger } from '../../../src/services/ledger/ledger';
import { deleteRun } from '../../../src/services/runs/runs';
import { dataSetStatement, runStatement } from '../../../src/services/statement/statement';
import { exampleConfig, exampleRun } from '../../store/examples';
import type { Store } from '../../../src/store/store';
import { temporaryStore } from '../../store/temporary';
import { endedRun } from '../endedRun';

const { plan, data } = exampleRun;
const together = (steps: number): string => epsilonText(pldEpsilon(selfComposition(plan.stepMechanism, steps), 1e-5));

const byAuthor = (maxRecords: number): RunConfig => ({ ...exampleConfig, privacy: { ...exampleConfig.privacy, unit: { column: 'author', maxRecords } } });

describe('the privacy statement of a data set', () => {
  it('puts the filter first, because later runs may have been chosen after earlier ones, and gives the PLD total with its condition', async () => {
    const store = await temporaryStore();
    await endedRun(store);
    await endedRun(store, { chargedSteps: 500 });
    const { markdown } = await dataSetStatement(store, accountingInThread, data.digest);
    const headline = markdown.split('\n\n')[1];
    const order = (await store.ledger.dataSets.get(data.digest))!.rule!.order;
    const filter = epsilonOfCost(renyiCost(selfComposition(plan.stepMechanism, 1500), order), 1e-5, order);
    expect(headline).toContain(`(${epsilonText(filter)}, ${deltaText(1e-5)})-differentially private** by the Rényi filter`);
    expect(headline).toContain(`If all runs were fixed beforehand, the tighter total by PLD holds: (${together(1500)}, 1e-5)`);
    expect(headline).toContain('unit: one record; neighbours: add or remove one');
  });

  it('lists every charge, also of runs that were deleted since', async () => {
    const store = await temporaryStore();
    const { id } = await endedRun(store, { chargedSteps: 400 });
    await deleteRun(store, id);
    const { markdown, json } = await dataSetStatement(store, accountingInThread, data.digest);
    expect(markdown).toMatch(new RegExp(`\\| \`${id}\` \\| 400 × Gaussian .* \\| 400 \\| ${together(400)} \\| 1e-5 \\| committed \\|`));
    expect(json).toMatchObject({ claims: [{ run: id, state: 'committed', charged: { type: 'selfComposition', count: 400 } }] });
  });

  it('by a column names the column alone, because each run has its own bound, and looks for duplicates across no units', async () => {
    const store = await temporaryStore();
    const inUnit = (maxRecords: number) => ({ config: byAuthor(maxRecords), plan: planRun(byAuthor(maxRecords).privacy) });
    await createLedger(store).putOn({ ...data, unit: { column: 'author', maxRecords: 5 } });
    const runs = [await endedRun(store, { draft: inUnit(5) }), await endedRun(store, { draft: inUnit(2) })];
    const { markdown, json } = await dataSetStatement(store, accountingInThread, data.digest);
    expect(markdown).toContain('unit: all records of one “author”; neighbours: add or remove one');
    expect(markdown).toContain('Each run used at most so many of them as it says, chosen from those of this unit alone; records beyond that were left out, and so were duplicates inside a unit');
    expect(json).toMatchObject({ unit: { column: 'author' } });
    for (const [run, bound] of [[runs[0], 5], [runs[1], 2]] as const) {
      const statement = await runStatement(store, accountingInThread, run.id);
      expect(statement.markdown).toContain(`At most ${bound} of them were used, chosen from those of this unit alone; records beyond that were left out`);
      expect(statement.json).toMatchObject({ guarantee: { unit: { column: 'author', maxRecords: bound } } });
      expect(statement.markdown + markdown).not.toMatch(/duplicates, which looked across/);
    }
  });

  it('of records says that duplicates were looked for across them', async () => {
    const store = await temporaryStore();
    await endedRun(store);
    expect((await dataSetStatement(store, accountingInThread, data.digest)).markdown).toContain('leaving out duplicates, which looked across records');
  });

  it('has every cap with its reason, and says that nothing was trained where nothing was', async () => {
    const store = await temporaryStore();
    await store.ledger.dataSets.register(data);
    await store.ledger.dataSets.setCap(data.digest, 'agreed with <the owner>', () => ({ cap: { epsilon: 4, delta: 1e-6 }, order: 8 }));
    const { markdown } = await dataSetStatement(store, accountingInThread, data.digest);
    expect(markdown).toContain('Nothing has been trained on');
    expect(markdown).toContain('A cap of ε 4.00 at δ 1e-6, by a Rényi filter of order 8.');
    expect(markdown).toContain('Reason: agreed with \\<the owner\\>');
  });

  describe('whose texts are also on other ledgers', () => {
    const texts = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => `note ${from + i}`);
    const content = async (store: Store, name: string, records: readonly string[]) =>
      ({ digest: `digest of ${name}`, name, declared: 'private', sketch: sketchOf(records, await store.secret()) }) as const;

    it('names these ledgers, says why there are two, and gives no exact number', async () => {
      const store = await temporaryStore();
      const ledger = createLedger(store);
      await ledger.putOn(await content(store, 'notes', texts(0, 1000)));
      await ledger.putOn(await content(store, 'letters', [...texts(0, 4), ...texts(5000, 7000)]));
      await ledger.putOn(await content(store, 'copies', texts(100, 737)), { freshLedger: 'other people' });
      await ledger.putOn(await content(store, 'memos', texts(9000, 9100)));
      const { markdown, json } = await dataSetStatement(store, accountingInThread, 'digest of notes');
      expect(markdown).toMatch(/fewer than 10, are also on the ledger of “letters” \(digest `digest of le`\), too few to be charged on one ledger/);
      expect(markdown).toMatch(/fewer than 1,000, are also on the ledger of “copies” .*, the two were set apart with a written reason/);
      expect(`${markdown}${JSON.stringify(json)}`).not.toMatch(/memos|637/);
      expect(json).toMatchObject({
        alsoOn: [
          { name: 'letters', digestStart: 'digest of le', textsBelow: 10, setApart: false },
          { name: 'copies', textsBelow: 1000, setApart: true },
        ],
      });
    });

    it('counts what any of its versions shares, and says the same from the other side', async () => {
      const store = await temporaryStore();
      const ledger = createLedger(store);
      await ledger.putOn(await content(store, 'notes', texts(0, 1000)));
      await ledger.putOn(await content(store, 'notes of May', texts(500, 2000)));
      await ledger.putOn(await content(store, 'letters', [...texts(1500, 1503), ...texts(5000, 7000)]));
      for (const [name, other] of [['notes', 'letters'], ['letters', 'notes']]) {
        const { json } = await dataSetStatement(store, accountingInThread, `digest of ${name}`);
        expect(json).toMatchObject({ alsoOn: [{ name: other, textsBelow: 10, setApart: false }] });
      }
    });
  });
});
