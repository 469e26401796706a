// The Rényi filter: costs add up, and fitting the budget is the same as staying within the cap.
import { describe, expect, it } from 'vitest';
import { budgetAtOrder, epsilonOfCost, leastCap, renyiCost } from '../../../src/core/privacy/filter';
import { composition, gaussian, nonPrivate, poissonSampledGaussian, selfComposition } from '../../../src/core/privacy/mechanism';
import { pldEpsilon } from '../../../src/core/privacy/pld/pldAccountant';
import { renyiEpsilon } from '../../../src/core/privacy/rdp/rdpAccountant';

const run = selfComposition(poissonSampledGaussian({ noiseMultiplier: 1, samplingRate: 0.01 }), 1000);
const delta = 1e-5;

/** ε of several such runs by the filter, with two decimals. */
const epsilonOfRuns = (order: number) => (runs: number): number => Math.round(100 * epsilonOfCost(runs * renyiCost(run, order), delta, order)) / 100;

describe('the filter', () => {
  it('gives the published figures for 1, 2, 3 and 10 runs', () => {
    expect([1, 2, 3, 10].map(epsilonOfRuns(8))).toEqual([2.11, 3, 3.9, 10.15]);
    expect([1, 2, 3, 10].map(epsilonOfRuns(4))).toEqual([3.45, 3.81, 4.18, 6.72]);
  });

  it('enforces more than the total by PLD, which is 1.828, 2.584, 3.192 and 6.188 for 1, 2, 3 and 10 runs by dp-accounting', () => {
    const totals = [1, 2, 3, 10].map((runs) => pldEpsilon(composition(Array.from({ length: runs }, () => run)), delta));
    totals.forEach((total, i) => expect(total).toBeCloseTo([1.8282, 2.5839, 3.1923, 6.1877][i], 3));
    [8, 4].forEach((order) => [1, 2, 3, 10].forEach((runs, i) => expect(epsilonOfRuns(order)(runs)).toBeGreaterThan(totals[i])));
  });

  it('is at no order below the Rényi accountant, which may choose the order afterwards', () => {
    const three = composition([run, run, run]);
    for (const order of [2, 4, 8, 32]) {
      expect(epsilonOfCost(renyiCost(three, order), delta, order)).toBeGreaterThanOrEqual(renyiEpsilon(three, delta).epsilon);
    }
  });

  it('has costs that add up under composition', () => {
    const other = gaussian({ noiseMultiplier: 5 });
    expect(renyiCost(composition([run, other]), 8)).toBeCloseTo(renyiCost(run, 8) + renyiCost(other, 8), 12);
  });

  it('charges ∞ for a release without a guarantee, and nothing for none', () => {
    expect(renyiCost(nonPrivate, 8)).toBe(Infinity);
    expect(epsilonOfCost(Infinity, delta, 8)).toBe(Infinity);
    expect(renyiCost(composition([]), 8)).toBe(0);
    expect(epsilonOfCost(0, delta, 8)).toBe(0);
  });
});

describe('budgetAtOrder', () => {
  it.each([3, 8, 20])('is the cost whose ε is the cap %d', (cap) => {
    for (const order of [6, 16, 63]) expect(epsilonOfCost(budgetAtOrder(cap, delta, order), delta, order)).toBeCloseTo(cap, 10);
  });

  it('refuses an order that cannot hold the cap', () => {
    expect(() => budgetAtOrder(0.5, delta, 8)).toThrow('Order 8 cannot hold an epsilon of 0.5 at delta 0.00001');
  });

  it('refuses parameters out of range, naming them', () => {
    expect(() => budgetAtOrder(0, delta, 8)).toThrow('epsilonCap must be a positive number, but is 0');
    expect(() => budgetAtOrder(8, 0, 8)).toThrow('delta must be between 0 and 1, both excluded, but is 0');
    for (const order of [1, 0.5, NaN, Infinity]) {
      expect(() => budgetAtOrder(8, delta, order)).toThrow(`order must be a finite number above 1, but is ${order}`);
      expect(() => renyiCost(run, order)).toThrow(`order must be a finite number above 1, but is ${order}`);
    }
  });
});

describe('leastCap', () => {
  it('parts the caps that an order can hold from those that it cannot', () => {
    for (const order of [2, 8, 64]) {
      const least = leastCap(delta, order);
      expect(budgetAtOrder(least + 1e-9, delta, order)).toBeGreaterThan(0);
      expect(() => budgetAtOrder(least - 1e-9, delta, order)).toThrow('cannot hold');
    }
  });
});
