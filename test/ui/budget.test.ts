// What the view of privacy budgets shows, as data.
import { describe, expect, it } from 'vitest';
import { newLedger, type LedgerDataSet } from '../../src/protocol/ledger';
import type { Budget } from '../../src/services/views/budgets';
import { deltaProblem, epsilonProblem, numberIn, reasonProblem, runsProblem } from '../../src/ui/budget/capInput';
import { budgetNodes } from '../../src/ui/budget/model';
import { english } from './english';

const dataSet: LedgerDataSet = { digest: 'd'.repeat(64), name: 'mails', declared: 'private', ...newLedger, rule: { cap: { epsilon: 8, delta: 1e-5 }, order: 8 }, createdAt: 0 };

const capped = (changes: Partial<Extract<Budget, { kind: 'capped' }>> = {}): Budget => ({
  kind: 'capped', dataSet, delta: 1e-5, order: 8, cap: 8, spent: 3.4, reserved: 1.8, remaining: 2.8, runsThatFit: 2, runs: 3, pld: 4.1, ...changes,
});

const nodeOf = (budget: Budget, warnBelow = 0.2) => budgetNodes([budget], warnBelow, english)[0];

describe('a data set with a cap', () => {
  it('says what is left, of what, at which δ', () => expect(nodeOf(capped()).description).toBe('ε 2.80 of 8 left at δ 1e-5'));

  it('has cap, spent, reserved and remaining ε, each with its δ, and how many more runs fit', () => {
    const lines = nodeOf(capped()).children!.map(({ label, description }) => [label, description]);
    expect(lines).toEqual([
      ['Cap', 'ε 8 at δ 1e-5'],
      ['Spent', 'ε 3.40 at δ 1e-5'],
      ['Reserved', 'ε 1.80 at δ 1e-5'],
      ['Remaining', 'ε 2.80 at δ 1e-5'],
      ['Total by PLD', 'ε 4.10 at δ 1e-5'],
      ['2 more runs like the last one fit', undefined],
    ]);
  });

  it('says of every ε which accountant, unit and relation it has', () => {
    for (const { tooltip } of nodeOf(capped()).children!.slice(0, 4)) expect(tooltip).toMatch(/Rényi filter of order 8; unit: one record; neighbours: add or remove one/);
  });

  it('rounds what is left down and what is spent up', () => {
    const [, spent, , remaining] = nodeOf(capped({ spent: 3.401, remaining: 2.799 })).children!;
    expect([spent.description, remaining.description]).toEqual(['ε 3.41 at δ 1e-5', 'ε 2.79 at δ 1e-5']);
  });

  it.each([
    [1.61, 0.2, false],
    [1.59, 0.2, true],
    [0, 0.2, true],
    [0, 0, false],
    [7, 1, true],
  ])('with ε %d of 8 left and a warning below %d is marked: %s', (remaining, warnBelow, marked) => {
    const node = nodeOf(capped({ remaining }), warnBelow);
    expect(node.icon).toEqual(marked ? { id: 'warning', colour: 'list.warningForeground' } : { id: 'shield' });
    expect(node.spoken.endsWith(', low')).toBe(marked);
  });

  it('speaks of one run in the singular, and of none before the first', () => {
    expect(nodeOf(capped({ runsThatFit: 1 })).children!.at(-1)!.label).toBe('1 more run like the last one fits');
    expect(nodeOf(capped({ runsThatFit: undefined })).children).toHaveLength(5);
  });

  it('can be given another cap', () => expect(nodeOf(capped())).toMatchObject({ digest: dataSet.digest, context: 'dataSet private hard' }));

  it('says of the total by PLD when it holds', () => expect(nodeOf(capped()).children![4].tooltip).toMatch(/if every one of them had been fixed beforehand.*unit: one record/));

  it('that only advises is never called a cap', () => {
    const node = nodeOf(capped({ dataSet: { ...dataSet, enforcement: 'advisory' } }));
    expect(node).toMatchObject({ description: 'ε 2.80 of 8 left at δ 1e-5, advisory', context: 'dataSet private advisory' });
    const texts = [node, ...node.children!].flatMap(({ label, description, tooltip, spoken }) => [label, description, tooltip, spoken]);
    expect(texts.join('\n')).not.toMatch(/\bcap\b/i);
  });

  it('that is retired says so', () => expect(nodeOf(capped({ dataSet: { ...dataSet, retiredAt: 1 } }))).toMatchObject({ description: 'ε 2.80 of 8 left at δ 1e-5, retired', icon: { id: 'archive' } }));
});

describe('other data sets', () => {
  it('without a cap say that nothing may be trained on them', () => {
    expect(nodeOf({ kind: 'unset', dataSet: { ...dataSet, rule: undefined } })).toMatchObject({ description: 'no budget set', context: 'dataSet private', icon: { id: 'warning' } });
  });

  it('that are public say that they have no cap, and cannot be given one', () => {
    const node = nodeOf({ kind: 'uncapped', dataSet, spent: { epsilon: 2.98, delta: 1e-4 }, runs: 1 });
    expect(node).toMatchObject({ description: 'no cap: public', context: 'dataSet' });
    expect(node.children!.map(({ label, description }) => [label, description])).toEqual([['Spent', 'ε 2.98 at δ 1e-4'], ['1 run', undefined]]);
  });
});

describe('what people type as a cap', () => {
  it.each([['3', 3], ['1e-5', 1e-5], ['.5', 0.5], ['2.', 2], ['', undefined], ['3 or so', undefined], ['0x10', undefined], ['1,5', undefined], ['Infinity', undefined]])('%s', (text, value) => {
    expect(numberIn(text)).toBe(value);
  });

  it.each([['3', true], ['0', false], ['-1', false], ['1e400', false], ['three', false]])('ε %s', (text, good) => expect(epsilonProblem(text, english) === undefined).toBe(good));

  it.each([['1e-5', true], ['0', false], ['1', false], ['2', false], ['', false]])('δ %s', (text, good) => expect(deltaProblem(text, english) === undefined).toBe(good));

  it.each([['', true], ['1', true], ['12', true], ['0', false], ['2.5', false], ['-3', false], ['many', false]])('“%s” expected runs', (text, good) => {
    expect(runsProblem(text, english) === undefined).toBe(good);
  });

  it('needs a reason', () => {
    expect(reasonProblem('', english)).toBeDefined();
    expect(reasonProblem('agreed', english)).toBeUndefined();
  });
});
