// Which total of a ledger is which, which one decides, and why, in words for people.
import { assertNever } from '../../base/errors';
import { roundedUp } from '../../base/round';
import { deltaText, epsilonText } from './guaranteeText';
import { choiceAt, type Expectation, type Outcome, type OrderChoice } from './filterOrder';
import { mechanismText } from './mechanismText';

/** What the total by PLD is, and what it is not. */
export const pldMeaning =
  'ε by PLD is the total of all runs if every one of them had been fixed beforehand: the tightest figure there is. ' +
  'It is no bound when a run is chosen after seeing the results of earlier ones, as runs mostly are.';

/** What the filter's total is, and that the cap is enforced on it. */
export const filterMeaning =
  'ε by the filter is what the cap is enforced on. It holds although each run is chosen after seeing earlier ones, ' +
  'and is the larger of the two for that (Rényi filter: Feldman & Zrnic 2021, Theorem 4.3).';

/**
 * Why the filter is a Rényi filter at one order. A ρ of zCDP bounds the divergence at every order α by ρ·α (Bun & Steinke 2016). That of
 * a Poisson-sampled Gaussian nears the line α/(2σ²) of the unsampled one at high orders (Mironov, Talwar & Zhang 2019, §3.3), so that a ρ
 * that takes sampling into account is no bound. A μ of Gaussian DP describes it in the limit of many steps only (Bu et al. 2020).
 */
export const whyRenyi =
  'The filter adds up Rényi divergences at one order, fixed before the first run. Filters in terms of zCDP or Gaussian DP are no bound ' +
  'here: the divergence of a Poisson-sampled Gaussian is not proportional to the order, and it is Gaussian only in the limit of many steps.';

/** What a plan may meet: its own ε is by PLD, and fit is decided by the filter. */
export const whyAPlanMayNotFit =
  'The ε of a run file is by PLD, for that run alone; the filter counts more for the same run. So a run planned at an ε just within the cap may not fit.';

/** All of it, a sentence or two an entry, for where there is room. */
export const filterExplanation: readonly string[] = [pldMeaning, filterMeaning, whyRenyi, whyAPlanMayNotFit];

/** Facts of a ledger that its order is explained by. */
export interface OrderFacts {
  readonly order: number;
  readonly cap: { readonly epsilon: number; readonly delta: number };
  /** Undefined for a ledger of before it was kept. */
  readonly expectation: Expectation | undefined;
  /** How many runs the order was chosen for; undefined where nobody said. */
  readonly expectedRuns: number | undefined;
}

/**
 * Why a ledger has its order, from what the ledger keeps, and what the order comes to under the cap as it is now:
 * `Order 7.4, chosen for 10 runs of 1000 steps at sampling rate 0.01; it stays from the first charge on. …`
 */
export function orderText({ order, cap, expectation, expectedRuns }: OrderFacts): string {
  const { conversion, outcome, others } = choiceAt(order, cap.epsilon, cap.delta, expectation ?? { type: 'unknown' });
  return [
    `Order ${numberText(order)}, chosen ${purposeText(expectation, expectedRuns)}; it stays from the first charge on.`,
    ...outcomeSentence(outcome, others, expectation),
    `Of the cap of ε ${cap.epsilon} at δ ${deltaText(cap.delta)}, ε ${epsilonText(conversion)} goes into the conversion from the order to (ε, δ), whatever is spent: no cap at or below that can be held at this order.`,
  ].join(' ');
}

/** Why an order is proposed, with what it is good for and what others would cost. */
export function choiceText({ order, expectation, conversion, outcome, others }: OrderChoice): string {
  return [
    `Order ${numberText(order)}: ${goalText(expectation)}.`,
    ...outcomeSentence(outcome, others, expectation),
    `ε ${epsilonText(conversion)} of the cap goes into the conversion from the order to (ε, δ), whatever is spent.`,
  ].join(' ');
}

function outcomeSentence(outcome: Outcome | undefined, others: OrderChoice['others'], expectation: Expectation | undefined): string[] {
  if (outcome === undefined || expectation === undefined) return [];
  const comparison = others.map((other) => `at order ${numberText(other.order)} ${shortOutcome(other.outcome)}`);
  return [`${longOutcome(outcome, expectation)}${comparison.length === 0 ? '' : `; ${comparison.join(', ')}`}.`];
}

function purposeText(expectation: Expectation | undefined, expectedRuns: number | undefined): string {
  if (expectation === undefined) return expectedRuns === undefined ? 'without a number of runs' : `for ${runsText(expectedRuns)}`;
  switch (expectation.type) {
    case 'runs':
      return `for ${runsLikeText(expectation)}`;
    case 'like':
      return `so that the most runs like the first one fit (${mechanismText(expectation.run)})`;
    case 'unknown':
      return 'without a number of runs, and so for many';
    default:
      return assertNever(expectation);
  }
}

function goalText(expectation: Expectation): string {
  switch (expectation.type) {
    case 'runs':
      return `the one at which ${runsLikeText(expectation)} ${expectation.runs === 1 ? 'needs' : 'need'} the least noise`;
    case 'like':
      return 'the one at which the most runs like this one fit';
    case 'unknown':
      return 'the best one for many runs, because nobody said how many there will be';
    default:
      return assertNever(expectation);
  }
}

function longOutcome(outcome: Outcome, expectation: Expectation): string {
  switch (outcome.type) {
    case 'leastNoise':
      return `${expectation.type === 'runs' && expectation.runs > 1 ? 'Each of them fits' : 'It fits'} with ${shortOutcome(outcome)}`;
    case 'mostRuns':
      return `${shortOutcome(outcome)} fit`;
    default:
      return assertNever(outcome);
  }
}

function shortOutcome(outcome: Outcome): string {
  switch (outcome.type) {
    case 'leastNoise':
      return `noise multiplier ${noiseText(outcome.noiseMultiplier)}`;
    case 'mostRuns':
      return runsText(outcome.runs);
    default:
      return assertNever(outcome);
  }
}

const runsText = (runs: number): string => (runs === 1 ? '1 run' : `${runs} runs`);

const runsLikeText = ({ runs, steps, samplingRate }: Extract<Expectation, { type: 'runs' }>): string =>
  `${runsText(runs)} of ${steps} steps at sampling rate ${numberText(samplingRate)}`;

const numberText = (value: number): string => String(Number(value.toPrecision(3)));

/** Rounded up, so that the runs fit with the figure as it is read. */
const noiseText = (noiseMultiplier: number): string => String(roundedUp(noiseMultiplier, 3));
