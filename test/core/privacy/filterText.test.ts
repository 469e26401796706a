// The words about the filter: they say which total decides, and their numbers hold as they are read.
import { describe, expect, it } from 'vitest';
import { budgetAtOrder, leastCap, renyiCost } from '../../../src/core/privacy/filter';
import { chooseOrder } from '../../../src/core/privacy/filterOrder';
import { choiceText, filterExplanation, filterMeaning, orderText, pldMeaning } from '../../../src/core/privacy/filterText';
import { poissonSampledGaussian, selfComposition } from '../../../src/core/privacy/mechanism';

const delta = 1e-5;

describe('the explanation of the two totals', () => {
  it('says which one the cap is enforced on, and which one needs runs that were fixed beforehand', () => {
    expect(filterMeaning).toMatch(/what the cap is enforced on/);
    expect(pldMeaning).toMatch(/if every one of them had been fixed beforehand/);
    expect(filterExplanation.join(' ')).toMatch(/Feldman & Zrnic 2021.*zCDP or Gaussian DP are no bound.*may not fit/);
  });
});

describe('the explanation of an order', () => {
  it('for one run names noise with which it fits', () => {
    const choice = chooseOrder(3, delta, { type: 'runs', runs: 1, samplingRate: 0.01, steps: 1000 });
    const text = choiceText(choice);
    expect(text).toMatch(/^Order 5\.7: the one at which 1 run of 1000 steps at sampling rate 0\.01 needs/);
    const noise = Number(/It fits with noise multiplier ([\d.]+)/.exec(text)?.[1]);
    const one = selfComposition(poissonSampledGaussian({ noiseMultiplier: noise, samplingRate: 0.01 }), 1000);
    expect(renyiCost(one, choice.order)).toBeLessThanOrEqual(budgetAtOrder(3, delta, choice.order));
  });

  it('for several runs compares with a lower and a higher order', () => {
    const text = choiceText(chooseOrder(3, delta, { type: 'runs', runs: 10, samplingRate: 0.01, steps: 1000 }));
    expect(text).toMatch(/^Order 7\.4: .*10 runs .*Each of them fits with noise multiplier 1\.67; at order 5\.8 noise multiplier [\d.]+, at order 10\.6 noise multiplier [\d.]+\. ε 1\.\d\d of the cap/);
  });

  it('for runs like one tells how many fit', () => {
    const run = selfComposition(poissonSampledGaussian({ noiseMultiplier: 2, samplingRate: 0.01 }), 1000);
    expect(choiceText(chooseOrder(3, delta, { type: 'like', run }))).toMatch(/the most runs like this one fit\. \d+ runs fit; at order/);
  });

  it('for unknown runs says that nobody said', () => {
    expect(choiceText(chooseOrder(3, delta, { type: 'unknown' }))).toMatch(/because nobody said how many there will be\. ε/);
  });

  it('of a ledger says what it was chosen for and what the conversion takes, rounded up', () => {
    const facts = { order: 8, expectedRuns: 3, cap: { epsilon: 5, delta } };
    expect(orderText(facts, leastCap(delta, 8))).toBe(
      'Order 8, fixed with the first cap and chosen for 3 runs. Of the cap of ε 5 at δ 1e-5, ε 1.22 goes into the conversion from the order to (ε, δ), whatever is spent.',
    );
    expect(orderText({ ...facts, expectedRuns: undefined }, 1)).toMatch(/chosen without a number of runs/);
  });
});
