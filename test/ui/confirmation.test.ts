// The one question before a launch.
import { beforeEach, describe, expect, it } from 'vitest';
import { accountingInThread } from '../../src/services/accounting/inThread';
import { ledgerTotals, type LedgerTotals } from '../../src/services/ledger/report';
import { newLedger, type Claim, type LedgerDataSet } from '../../src/protocol/ledger';
import { confirmationText, type Launchable } from '../../src/ui/launch/confirmation';
import { exampleClaim, exampleRun } from '../store/examples';
import { temporaryStore } from '../store/temporary';
import { english } from './english';

const { plan } = exampleRun;
const claim: Claim = { ...exampleClaim('a-run'), id: 1, chargedSteps: 0, evaluation: undefined, status: 'reserved', ended: undefined, overrideReason: undefined, promised: undefined, attempt: 1, createdAt: 0 };
const mails: LedgerDataSet = { digest: 'digest-1', name: 'mails', declared: 'private', ...newLedger, rule: { cap: { epsilon: 4, delta: 1e-5 }, order: 8 }, createdAt: 0 };

const totals = async (dataSet: LedgerDataSet): Promise<LedgerTotals> => ledgerTotals(await temporaryStore(), accountingInThread, dataSet, [claim]);

let budget: LedgerTotals;
beforeEach(async () => {
  budget = await totals(mails);
});

const textOf = (changes: Partial<Launchable> = {}): string =>
  confirmationText({ plan, budget, warnings: [], forecast: { seconds: 95, basis: 'earlierRun' }, audit: undefined, ...changes }, english);

describe('the question before a launch', () => {
  it('says what the run guarantees, with everything that gives an ε its meaning', () => {
    expect(textOf()).toMatch(/^Guarantee of this run: ε \d\.\d\d at δ 1e-5, by PLD \(RDP: \d\.\d\d\); unit: one record; neighbours: add or remove one$/m);
  });

  // Order 8 gives runs of the example ε 2.11, 3.00 and 3.90 for one, two and three.
  it('says what is left of the budget afterwards, and how many more runs like it fit', () => {
    expect(textOf()).toContain('Budget afterwards: ε 1.89 of 4 left for “mails” at δ 1e-5, by the Rényi filter of order 8; unit: one record; neighbours: add or remove one. 2 more runs like it fit.');
  });

  it('speaks of one run in the singular, and says so when no more fits', async () => {
    const capped = (epsilon: number): Promise<LedgerTotals> => totals({ ...mails, rule: { cap: { epsilon, delta: 1e-5 }, order: 8 } });
    expect(textOf({ budget: await capped(3.1) })).toContain('1 more run like it fits.');
    expect(textOf({ budget: await capped(2.2) })).toContain('No further run like it fits.');
  });

  it('says of a public demonstration that it has no cap, and what all runs come to', async () => {
    const uncapped = await totals({ ...mails, declared: 'publicDemonstration', rule: undefined });
    expect(textOf({ budget: uncapped })).toMatch(/“mails” is a public demonstration without a cap\. All runs on it together: ε \d\.\d\d at δ 1e-5, by PLD; unit: one record/);
  });

  it('names steps, noise multiplier and batch', () => expect(textOf()).toContain('Training: 1,000 steps, noise multiplier 1, 100 of 10,000 records expected in a batch'));

  it('says how long it takes, and how that is known', () => {
    expect(textOf()).toContain('about 1 min 35 s, as an earlier run took');
    expect(textOf({ forecast: { seconds: 95, basis: 'probe' } })).toContain('about 1 min 35 s, from a short measurement');
    expect(textOf({ forecast: undefined })).toContain('Expected duration: not known.');
  });

  it('of an audit says first that its model is good for nothing else, what is fixed beforehand, and that it is charged', () => {
    const first = textOf({ audit: { canaries: 1400, guesses: 100, confidence: 0.95 } }).split('\n\n')[0];
    expect(first).toMatch(/^Audit only: .* Use it for nothing else\. 1,400 canaries .*; 100 guesses, half “in” and half “out”, at 95 % confidence\..* charged like any run\.$/);
    expect(textOf()).not.toMatch(/canaries/);
  });

  it('lists every warning', () => {
    const warnings = ['one', 'two'].map((message) => ({ severity: 'warning', code: 'deltaLarge', path: [], message, fixes: [] }) as const);
    expect(textOf({ warnings })).toMatch(/Warning: one\n\nWarning: two$/);
  });
});
