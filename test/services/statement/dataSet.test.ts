// The statement of a data set: all runs together, by both readings, with what limits them.
import { describe, expect, it } from 'vitest';
import { epsilonOfCost, renyiCost } from '../../../src/core/privacy/filter';
import { deltaText, epsilonText } from '../../../src/core/privacy/guaranteeText';
import { selfComposition } from '../../../src/core/privacy/mechanism';
import { pldEpsilon } from '../../../src/core/privacy/pld/pldAccountant';
import { accountingInThread } from '../../../src/services/accounting/inThread';
import { deleteRun } from '../../../src/services/runs/runs';
import { dataSetStatement } from '../../../src/services/statement/statement';
import { exampleRun } from '../../store/examples';
import { temporaryStore } from '../../store/temporary';
import { endedRun } from '../endedRun';

const { plan, data } = exampleRun;
const together = (steps: number): string => epsilonText(pldEpsilon(selfComposition(plan.stepMechanism, steps), 1e-5));

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

  it('has every cap with its reason, and says that nothing was trained where nothing was', async () => {
    const store = await temporaryStore();
    await store.ledger.dataSets.register(data);
    await store.ledger.dataSets.setCap(data.digest, 'agreed with <the owner>', () => ({ cap: { epsilon: 4, delta: 1e-6 }, order: 8 }));
    const { markdown } = await dataSetStatement(store, accountingInThread, data.digest);
    expect(markdown).toContain('Nothing has been trained on');
    expect(markdown).toContain('A cap of ε 4.00 at δ 1e-6, by a Rényi filter of order 8.');
    expect(markdown).toContain('Reason: agreed with \\<the owner\\>');
  });
});
