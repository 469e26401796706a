// Privacy statements: the ε that they put first always holds, and never stands alone.
import { describe, expect, it } from 'vitest';
import { planRun } from '../../../src/core/plan';
import { epsilonText } from '../../../src/core/privacy/guaranteeText';
import { pldEpsilon } from '../../../src/core/privacy/pld/pldAccountant';
import { selfComposition } from '../../../src/core/privacy/mechanism';
import { labelled } from '../../../src/protocol/labelled';
import { accountingInThread } from '../../../src/services/accounting/inThread';
import { createLedger } from '../../../src/services/ledger/ledger';
import { runStatement } from '../../../src/services/statement/statement';
import { exampleConfig, exampleRun } from '../../store/examples';
import { temporaryStore } from '../../store/temporary';
import { endedRun } from '../endedRun';

const { plan } = exampleRun;
const epsilonAfter = (steps: number): number => pldEpsilon(selfComposition(plan.stepMechanism, steps), 1e-5);
const headline = (markdown: string): string => markdown.split('\n\n')[1];

describe('a privacy statement', () => {
  it('of a finished run gives ε with δ, unit and relation, by both accountants', async () => {
    const store = await temporaryStore();
    const { id } = await endedRun(store);
    const { markdown, json } = await runStatement(store, accountingInThread, id);
    expect(headline(markdown)).toContain(`(${epsilonText(epsilonAfter(1000))}, 1e-5)-differentially private`);
    expect(headline(markdown)).toContain('unit: one record; neighbours: add or remove one');
    expect(markdown).toMatch(/1,000 steps, planned and charged: ε [\d.]+ at δ 1e-5 by PLD \(cross-check by RDP: [\d.]+\)/);
    expect(json).toMatchObject({
      guarantee: { pld: { epsilon: epsilonAfter(1000) }, delta: 1e-5, unit: 'record', neighbouringRelation: 'addOrRemoveOne' },
      charged: { steps: 1000, holdsOnlyIfEndedWithoutTheData: false },
      mechanism: { step: { type: 'poissonSampledGaussian', noiseMultiplier: 1, samplingRate: 0.01 }, clipNorm: 1 },
    });
  });

  it('of a run that was stopped early keeps the planned ε first, and gives the smaller one with its condition', async () => {
    const store = await temporaryStore();
    const { id } = await endedRun(store, { chargedSteps: 400 });
    const { markdown, json } = await runStatement(store, accountingInThread, id);
    expect(headline(markdown)).toContain(`(${epsilonText(epsilonAfter(1000))}, 1e-5)`);
    expect(markdown).toMatch(new RegExp(`Charged: 400 steps, ε ${epsilonText(epsilonAfter(400))} .*only if the decision to end here was made without looking`));
    expect(json).toMatchObject({ guarantee: { pld: { epsilon: epsilonAfter(1000) } }, charged: { steps: 400, holdsOnlyIfEndedWithoutTheData: true } });
  });

  it('of a run that somebody stopped says so beside both figures', async () => {
    const store = await temporaryStore();
    const { id } = await endedRun(store, { chargedSteps: 400, end: 'requested' });
    const { markdown, json } = await runStatement(store, accountingInThread, id);
    expect(headline(markdown)).toContain(`(${epsilonText(epsilonAfter(1000))}, 1e-5)`);
    expect(markdown).toContain('The run ended early: somebody asked it to stop.');
    expect(json).toMatchObject({ end: { reason: 'requested', decidedWithoutTheData: false } });
  });

  it.each([
    ['limit', 'the cap of the data set was reached'],
    ['failed', 'an error ended it'],
    ['lost', 'its process was gone without a word'],
  ] as const)('of a run that ended without anybody looking (%s) puts the ε of the charged steps first, with the planned one and the reason', async (end, text) => {
    const store = await temporaryStore();
    const { id } = await endedRun(store, { chargedSteps: 400, end });
    const { markdown, json } = await runStatement(store, accountingInThread, id);
    expect(headline(markdown)).toContain(`(${epsilonText(epsilonAfter(400))}, 1e-5)`);
    expect(markdown).toContain(`Planned: 1,000 steps, ε ${epsilonText(epsilonAfter(1000))}`);
    expect(markdown).toContain(`This is the guarantee: ${text}, so nobody`);
    expect(json).toMatchObject({ guarantee: { pld: { epsilon: epsilonAfter(400) } }, end: { reason: end, decidedWithoutTheData: true } });
  });

  it('of a run that was charged for more than planned puts what was charged first', async () => {
    const store = await temporaryStore();
    const { id } = await endedRun(store);
    const ledger = createLedger(store);
    await ledger.extend(id, 300);
    const claim = (await store.ledger.claims.ofRun(id))!;
    for (let step = 700; step < 1000; step += claim.grantSteps) await store.ledger.grants.take(claim, step);
    await ledger.close(id, 'settled');
    const { markdown, json } = await runStatement(store, accountingInThread, id);
    const charged = (await store.ledger.claims.ofRun(id))!.chargedSteps;
    expect(charged).toBeGreaterThan(1000);
    expect(headline(markdown)).toContain(`(${epsilonText(epsilonAfter(charged))}, 1e-5)`);
    expect(json).toMatchObject({ guarantee: { pld: { epsilon: epsilonAfter(charged) } } });
  });

  it('says what was released of the test records, with its charge, and only what was planned', async () => {
    const store = await temporaryStore();
    const privacy = { ...exampleConfig.privacy, evaluation: { noiseMultiplier: 4 } };
    const { id } = await endedRun(store, { draft: { config: { ...exampleConfig, privacy }, plan: planRun(privacy) } });
    const before = await runStatement(store, accountingInThread, id);
    expect(before.markdown).toMatch(/standard deviation 4 each.* It was not released so far/);
    const { metrics } = (await store.runs.get(id)).result!;
    const value = { correct: 88, incorrect: 13, value: 0.8713, low: 0.79, high: 0.93 };
    await store.runs.setResult(id, { metrics, releasedAccuracy: labelled('released', value) });
    const { markdown, json } = await runStatement(store, accountingInThread, id);
    expect(markdown).toContain('Released accuracy: **0.8713 (95 % interval 0.7900 to 0.9300)**');
    expect(json).toMatchObject({ releasedAccuracy: value, mechanism: { evaluation: { type: 'gaussian', noiseMultiplier: 4 } } });
  });

  it('says what each step released beside the gradients, and only then', async () => {
    const store = await temporaryStore();
    const privacy = { ...exampleConfig.privacy, release: { routingLoad: 0.2, clippedShare: 0.01 } };
    const { id } = await endedRun(store, { draft: { config: { ...exampleConfig, privacy }, plan: planRun(privacy) } });
    const { markdown, json } = await runStatement(store, accountingInThread, id);
    expect(headline(markdown), 'at the same ε').toContain(`(${epsilonText(epsilonAfter(1000))}, 1e-5)`);
    expect(markdown).toMatch(/the routing load of the experts \(ρ = 0\.2\) and the share of clipped records \(ρ = 0\.01\).*noise is 1\.1 times as large/);
    expect(json).toMatchObject({ mechanism: { releasedBeside: { routingLoad: 0.2, clippedShare: 0.01 } } });
    const without = await runStatement(store, accountingInThread, (await endedRun(store)).id);
    expect(without.markdown).not.toContain('Beside the sum');
  });

  it('counts the other runs on the same data', async () => {
    const store = await temporaryStore();
    const { id } = await endedRun(store);
    expect((await runStatement(store, accountingInThread, id)).markdown).toContain('There are none so far.');
    await endedRun(store, { chargedSteps: 500 });
    const { markdown, json } = await runStatement(store, accountingInThread, id);
    const together = epsilonAfter(1500);
    expect(markdown).toContain('This run and 1 other on this data set together');
    expect(markdown).toContain(`ε ${epsilonText(together)} at δ 1e-5 by PLD if all runs were fixed beforehand`);
    expect(markdown).toMatch(/by the Rényi filter of order 8, .* under a cap of ε 20/);
    expect((json as { ledger: { pld: { epsilon: number } } }).ledger.pld.epsilon).toBeCloseTo(together, 2);
  });

  it('of a run without noise says that there is no guarantee', async () => {
    const store = await temporaryStore();
    const { noiseMultiplier: _, ...privacy } = exampleConfig.privacy;
    const config = { ...exampleConfig, privacy: { ...privacy, epsilon: 'inf' as const } };
    const data = { ...exampleRun.data, declared: 'publicDemonstration' as const };
    const { id } = await endedRun(store, { draft: { config, plan: planRun(config.privacy), data } });
    const { markdown, json } = await runStatement(store, accountingInThread, id);
    expect(headline(markdown)).toMatch(/no privacy guarantee.*ε = ∞/);
    expect(json).toMatchObject({ guarantee: { pld: { epsilon: 'inf' } } });
    expect(() => JSON.stringify(json)).not.toThrow();
  });

  it('does not let a name become a link, an image or HTML', async () => {
    const store = await temporaryStore();
    const { id } = await endedRun(store, { draft: { name: '<img src=x> [a](http://b.example) # c' } });
    const { markdown } = await runStatement(store, accountingInThread, id);
    expect(markdown.split('\n')[0]).toBe('# Privacy statement: \\<img src=x\\> \\[a\\]\\(http://b.example\\) \\# c');
  });

  it('has nothing in it that was computed from the records without noise', async () => {
    const store = await temporaryStore();
    const { id } = await endedRun(store);
    const { markdown, json } = await runStatement(store, accountingInThread, id);
    for (const secret of ['0.625', '0.8125', '0.9375', 'Record 17']) expect(markdown + JSON.stringify(json)).not.toContain(secret);
  });
});
