// The order of the filter: no other one needs less noise or lets more runs in, and what it claims is what the filter does.
import { describe, expect, it } from 'vitest';
import { budgetAtOrder, epsilonOfCost, leastCap, renyiCost } from '../../../src/core/privacy/filter';
import { chooseOrder, type Expectation, type OrderChoice } from '../../../src/core/privacy/filterOrder';
import { gaussian, nonPrivate, poissonSampledGaussian, selfComposition, type Mechanism } from '../../../src/core/privacy/mechanism';
import { pldEpsilon } from '../../../src/core/privacy/pld/pldAccountant';
import { orders } from '../../../src/core/privacy/rdp/rdp';

const delta = 1e-5;
const sampled = (noiseMultiplier: number, samplingRate: number, steps: number): Mechanism => selfComposition(poissonSampledGaussian({ noiseMultiplier, samplingRate }), steps);
const run = sampled(1, 0.01, 1000);
const runs = (count: number, samplingRate = 0.01, steps = 1000) => ({ type: 'runs', runs: count, samplingRate, steps }) as const;

const fits = (mechanism: Mechanism, cap: number, order: number): boolean =>
  leastCap(delta, order) < cap && renyiCost(mechanism, order) <= budgetAtOrder(cap, delta, order);

function noiseOf({ outcome }: Pick<OrderChoice, 'outcome'>): number {
  if (outcome?.type !== 'leastNoise') throw new Error('No noise was chosen.');
  return outcome.noiseMultiplier;
}

const cases: [cap: number, expectation: ReturnType<typeof runs>][] = [
  [3, runs(1)],
  [3, runs(10)],
  [8, runs(3, 0.126, 79)],
  [1, runs(5, 0.001, 20_000)],
  [8, runs(2, 1, 20)],
];

describe('an order for a number of runs', () => {
  it.each(cases)('under a cap of %d lets them in with the noise that it names: %o', (cap, expectation) => {
    const choice = chooseOrder(cap, delta, expectation);
    const all = sampled(noiseOf(choice), expectation.samplingRate, expectation.steps * expectation.runs);
    expect(fits(all, cap, choice.order)).toBe(true);
    expect(epsilonOfCost(renyiCost(all, choice.order), delta, choice.order)).toBeCloseTo(cap, 4);
  });

  it.each(cases)('under a cap of %d is one than which no other needs less noise: %o', (cap, expectation) => {
    const choice = chooseOrder(cap, delta, expectation);
    const all = sampled(noiseOf(choice) * (1 - 1e-4), expectation.samplingRate, expectation.steps * expectation.runs);
    expect(orders.filter((order) => fits(all, cap, order))).toEqual([]);
  });

  it.each(cases)('under a cap of %d shows a lower and a higher one, both with more noise: %o', (cap, expectation) => {
    const choice = chooseOrder(cap, delta, expectation);
    expect(choice.others.map(({ order }) => Math.sign(order - choice.order))).toEqual([-1, 1]);
    for (const other of choice.others) expect(noiseOf(other)).toBeGreaterThan(noiseOf(choice));
  });

  it('is never lower for more runs, and is that of unknown runs in the end', () => {
    const chosen = [1, 2, 3, 5, 10, 30, 100, 1000].map((count) => chooseOrder(3, delta, runs(count)).order);
    expect(chosen).toEqual([...chosen].sort((a, b) => a - b));
    expect(chosen[0]).toBeLessThan(chosen.at(-1)!);
    expect(chosen.at(-1)).toBe(chooseOrder(3, delta, { type: 'unknown' }).order);
  });

  it('for one run is the order of the Rényi accountant, which is free to choose afterwards', () => {
    const choice = chooseOrder(2.101365, delta, runs(1));
    expect(noiseOf(choice)).toBeCloseTo(1, 4); // Noise multiplier 1 gives ε 2.101365 at order 7.8 by dp-accounting 0.6.0 and Opacus 1.6.0.
    expect(choice.order).toBeCloseTo(7.8, 10);
  });

  it('costs what adaptive choice costs: by PLD the same runs stay below the cap', () => {
    const choice = chooseOrder(3, delta, runs(3, 0.126, 79));
    const total = pldEpsilon(sampled(noiseOf(choice), 0.126, 237), delta);
    expect(total).toBeLessThan(3);
    expect(total).toBeGreaterThan(2.5);
  });
});

describe('an order for runs like one', () => {
  it.each([2.2, 3, 8])('is one at which the most of them fit, under a cap of %d', (cap) => {
    const { order, outcome } = chooseOrder(cap, delta, { type: 'like', run });
    if (outcome?.type !== 'mostRuns') throw new Error('No number of runs.');
    const fitting = (at: number): number => (leastCap(delta, at) >= cap ? 0 : Math.floor(budgetAtOrder(cap, delta, at) / renyiCost(run, at)));
    expect(outcome.runs).toBe(fitting(order));
    expect(outcome.runs).toBe(Math.max(...orders.map(fitting)));
  });

  it('is none when the run has no guarantee', () => {
    expect(() => chooseOrder(8, delta, { type: 'like', run: nonPrivate })).toThrow('for what is expected');
  });
});

describe('an order for nobody knows what', () => {
  it('is that of plain Gaussians, whose divergence grows in proportion to the order, whatever their noise', () => {
    for (const noiseMultiplier of [0.5, 3, 40]) {
      expect(chooseOrder(8, delta, { type: 'unknown' }).order).toBe(chooseOrder(8, delta, { type: 'like', run: gaussian({ noiseMultiplier }) }).order);
    }
  });
});

describe('an order', () => {
  const expectations: Expectation[] = [runs(3), { type: 'like', run }, { type: 'unknown' }];

  it.each(expectations)('refuses a cap that none can hold: %o', (expectation) => {
    expect(() => chooseOrder(0.001, delta, expectation)).toThrow('No Rényi order can hold an epsilon of 0.001');
  });

  it.each(expectations)('tells the part of the cap that the conversion takes: %o', (expectation) => {
    const { order, conversion } = chooseOrder(3, delta, expectation);
    expect(() => budgetAtOrder(conversion - 1e-9, delta, order)).toThrow('cannot hold');
    expect(budgetAtOrder(conversion + 1e-9, delta, order)).toBeLessThan(1e-8);
  });

  it('refuses parameters out of range, naming them', () => {
    expect(() => chooseOrder(0, delta, runs(1))).toThrow('epsilonCap must be a positive number, but is 0');
    expect(() => chooseOrder(3, 1, runs(1))).toThrow('delta must be');
    expect(() => chooseOrder(3, delta, runs(0))).toThrow('runs must be a whole number of at least 1, but is 0');
    expect(() => chooseOrder(3, delta, runs(1, 0.01, 2.5))).toThrow('steps must be a whole number of at least 1, but is 2.5');
    expect(() => chooseOrder(3, delta, runs(1, 1.5))).toThrow('samplingRate must be above 0 and at most 1, but is 1.5');
  });
});
