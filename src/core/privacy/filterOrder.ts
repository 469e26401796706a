// The order of a ledger's Rényi filter: chosen before anything is charged, and explained by what other orders would cost.
import { assertNever, badInput } from '../../base/errors';
import { openUnit, positive, positiveInteger, probability } from '../../base/validate';
import { smallestFrom } from '../math/search';
import { budgetAtOrder, leastCap, renyiCost } from './filter';
import { poissonSampledGaussian, type Mechanism } from './mechanism';
import { orders } from './rdp/rdp';

/**
 * What the owner of a data set expects to be trained on it.
 * - `runs`: so many runs of this length and sampling rate, which share the cap; their noise is what the order decides.
 * - `like`: as many runs like this one as fit; its noise is given.
 * - `unknown`: nothing is known. Then the order is that of many noisy runs, whose divergence grows in proportion to the order.
 */
export type Expectation =
  | { readonly type: 'runs'; readonly runs: number; readonly samplingRate: number; readonly steps: number }
  | { readonly type: 'like'; readonly run: Mechanism }
  | { readonly type: 'unknown' };

/** An order, and why it is this one. */
export interface OrderChoice {
  readonly order: number;
  readonly expectation: Expectation;
  /**
   * Part of the cap, in ε, that the conversion from the order to (ε, δ) takes whatever is spent. A cap at or below it cannot be
   * held at this order, ever.
   */
  readonly conversion: number;
  /** What the expectation comes to at this order; undefined where nothing is expected. */
  readonly outcome: Outcome | undefined;
  /** The same at a lower and at a higher order, so that the choice can be seen to be one; those that hold the cap. */
  readonly others: readonly { readonly order: number; readonly outcome: Outcome }[];
}

export type Outcome =
  /** The expected runs fit with this noise multiplier each, and with no less. */
  | { readonly type: 'leastNoise'; readonly noiseMultiplier: number }
  /** So many runs like the expected one fit. */
  | { readonly type: 'mostRuns'; readonly runs: number };

/**
 * The best order for a cap: that at which the expected runs need the least noise, or the most runs like the expected one fit.
 *
 * Guarantees
 * - None of the {@link orders} needs less noise, or lets more runs in.
 * - More runs never lead to a lower order, because each of them has more noise; the order of `unknown` is the limit.
 *
 * Composes nothing, and so takes milliseconds.
 * @throws badInput when no order can hold the cap, or the expected runs would fit with no noise multiplier
 */
export function chooseOrder(epsilonCap: number, delta: number, expectation: Expectation): OrderChoice {
  positive({ epsilonCap });
  openUnit({ delta });
  checkExpectation(expectation);
  const holding = orders.filter((order) => leastCap(delta, order) < epsilonCap);
  const measure = measureOf(epsilonCap, delta, expectation);
  let best = { order: 0, badness: Infinity };
  for (const order of holding) {
    const badness = measure(order, best.badness);
    if (badness < best.badness) best = { order, badness };
  }
  if (best.badness === Infinity) {
    throw badInput(`No Rényi order can hold an epsilon of ${epsilonCap} at delta ${delta} for what is expected. Raise the cap or delta, or expect less.`);
  }
  return choiceAt(best.order, epsilonCap, delta, expectation);
}

/**
 * What an order comes to under a cap, whether or not it is the best one for it: the cap of a ledger may change when its order no longer may.
 * @param order one that can hold the cap
 */
export function choiceAt(order: number, epsilonCap: number, delta: number, expectation: Expectation): OrderChoice {
  const measure = measureOf(epsilonCap, delta, expectation);
  const others = comparedFactors.map((factor) => 1 + (order - 1) * factor).filter((other) => leastCap(delta, other) < epsilonCap);
  const outcome = (at: number): Outcome | undefined => outcomeOf(expectation, measure(at, Infinity));
  return {
    order,
    expectation,
    conversion: leastCap(delta, order),
    outcome: outcome(order),
    others: others.flatMap((other) => told(other, outcome(other))),
  };
}

/** Where the other orders lie: a quarter of the way down to 1, and half as much farther up. */
const comparedFactors = [0.75, 1.5];

const told = (order: number, outcome: Outcome | undefined): OrderChoice['others'] => (outcome === undefined ? [] : [{ order, outcome }]);

/** How bad an order is: less is better. Whatever is not below `bound` may be told as Infinity, which saves most of the work. */
type Measure = (order: number, bound: number) => number;

function measureOf(epsilonCap: number, delta: number, expectation: Expectation): Measure {
  const budget = (order: number): number => budgetAtOrder(epsilonCap, delta, order);
  switch (expectation.type) {
    case 'runs':
      return (order, bound) => leastNoise(expectation, order, budget(order), bound);
    case 'like':
      return (order) => renyiCost(expectation.run, order) / budget(order);
    case 'unknown':
      return (order) => order / budget(order);
    default:
      return assertNever(expectation);
  }
}

function outcomeOf(expectation: Expectation, badness: number): Outcome | undefined {
  switch (expectation.type) {
    case 'runs':
      return badness === Infinity ? undefined : { type: 'leastNoise', noiseMultiplier: badness };
    case 'like':
      return { type: 'mostRuns', runs: Math.floor(1 / badness) };
    case 'unknown':
      return undefined;
    default:
      return assertNever(expectation);
  }
}

/** Noise multipliers that are tried; more teaches a model nothing, and less protects nobody. */
const noiseRange = { low: 0.01, high: 1e5 };

/** The least noise multiplier with which all runs together cost at most the budget; Infinity when it is not below `bound`. */
function leastNoise({ runs, samplingRate, steps }: Extract<Expectation, { type: 'runs' }>, order: number, budget: number, bound: number): number {
  const excess = (logNoise: number): number =>
    Math.log((runs * steps * renyiCost(poissonSampledGaussian({ noiseMultiplier: Math.exp(logNoise), samplingRate }), order)) / budget);
  const guess = Math.log(Math.min(bound, noiseRange.high));
  if (bound < Infinity && excess(guess) > 0) return Infinity;
  const logNoise = smallestFrom(excess, bound < Infinity ? guess : 0, { failing: Math.log(noiseRange.low), fitting: Math.log(noiseRange.high) }, 1e-6);
  return logNoise === undefined ? Infinity : Math.exp(logNoise);
}

function checkExpectation(expectation: Expectation): void {
  if (expectation.type !== 'runs') return;
  positiveInteger({ runs: expectation.runs, steps: expectation.steps });
  probability({ samplingRate: expectation.samplingRate });
}
