// The words about the filter: they say which total decides, and their numbers hold as they are read.
import { describe, expect, it } from 'vitest';
import { budgetAtOrder, renyiCost } from '../../../src/core/privacy/filter';
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

  const facts = { order: 8, expectation: undefined, expectedRuns: undefined, cap: { epsilon: 5, delta } };

  it('of a ledger says what it was chosen for, what that comes to under the cap, and what the conversion takes, rounded up', () => {
    const expectation = { type: 'runs', runs: 3, samplingRate: 0.01, steps: 1000 } as const;
    const text = orderText({ ...facts, expectation, expectedRuns: 3 });
    expect(text).toMatch(/^Order 8, chosen for 3 runs of 1000 steps at sampling rate 0\.01; it stays from the first charge on\. Each of them fits with noise multiplier /);
    expect(text).toMatch(/Of the cap of ε 5 at δ 1e-5, ε 1\.22 goes into the conversion from the order to \(ε, δ\), whatever is spent: no cap at or below that/);
    const [least, lower, higher] = [...text.matchAll(/noise multiplier ([\d.]+\d)/g)].map(([, noise]) => Number(noise));
    for (const [noise, order] of [[least, 8], [lower, 6.25], [higher, 11.5]]) {
      const all = selfComposition(poissonSampledGaussian({ noiseMultiplier: noise, samplingRate: 0.01 }), 3000);
      expect(renyiCost(all, order)).toBeLessThanOrEqual(budgetAtOrder(5, delta, order));
    }
  });

  it('of a ledger whose cap was lowered tells the noise that it takes now', () => {
    const expectation = { type: 'runs', runs: 3, samplingRate: 0.01, steps: 1000 } as const;
    const noise = (epsilon: number): number => Number(/noise multiplier ([\d.]+\d)/.exec(orderText({ ...facts, expectation, cap: { epsilon, delta } }))![1]);
    expect(noise(2)).toBeGreaterThan(noise(5));
  });

  it('of a ledger whose first run it was chosen for says so', () => {
    const run = selfComposition(poissonSampledGaussian({ noiseMultiplier: 2, samplingRate: 0.01 }), 1000);
    expect(orderText({ ...facts, expectation: { type: 'like', run } })).toMatch(/chosen so that the most runs like the first one fit \(1,000 × Gaussian \(noise multiplier 2\)/);
  });

  it('of an older ledger says as much as that has kept', () => {
    expect(orderText({ ...facts, expectedRuns: 3 })).toMatch(/^Order 8, chosen for 3 runs; /);
    expect(orderText(facts)).toMatch(/^Order 8, chosen without a number of runs; /);
    expect(orderText({ ...facts, expectation: { type: 'unknown' } })).toMatch(/^Order 8, chosen without a number of runs, and so for many; /);
  });
});
