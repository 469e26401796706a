// Decides whether a claim fits on its ledger: a Rényi filter at one fixed order. Pure, so that it can run inside a transaction.
import { refused, type CloisterError, type Remedy } from '../../base/errors';
import { dateText } from '../../base/numberText';
import { roundedUp } from '../../base/round';
import { smallestFrom } from '../../core/math/search';
import { epsilonOfCost, renyiCost } from '../../core/privacy/filter';
import { whyAPlanMayNotFit } from '../../core/privacy/filterText';
import { epsilonText, meaningText } from '../../core/privacy/guaranteeText';
import { isNonPrivate, poissonSampledGaussian, selfComposition, type PoissonSampledGaussian } from '../../core/privacy/mechanism';
import type { CapRule, Claim, LedgerDataSet } from '../../protocol/ledger';
import { budgetOf, chargedCost, costOfEvaluation, costOfSteps, totalCost } from '../../protocol/ledgerCosts';
import type { ProposedLedger, Verdict } from '../../store/ledger/claims';

/**
 * Refuses a proposed ledger that may not be:
 * - a data set that was retired;
 * - ε = ∞ on private data;
 * - private data without a cap;
 * - costs of all claims, open ones counted with everything they reserve, above the budget (Feldman & Zrnic 2021, Theorem 4.3).
 * Public demonstration data has no cap and takes every claim, and an advisory limit lets every noisy one through. A written reason
 * overrides the refusal of ε = ∞ and of a budget that is too small; a data set that was retired or has no cap yet stays closed.
 * @returns 'overridden' where it is the reason that lets the claim in
 * @throws refused, saying what was asked for and what would fit
 */
export function judge(proposed: ProposedLedger): Verdict {
  const { dataSet, claims, subject } = proposed;
  const override = subject.overrideReason !== undefined;
  if (dataSet.retiredAt !== undefined) throw retired(dataSet.name, dataSet.retiredAt);
  if (dataSet.declared === 'publicDemonstration') return 'fits';
  const noise = !isNonPrivate(subject.stepMechanism);
  if (!noise && !override) throw refused(withoutPrivacy(dataSet.name));
  const { rule } = dataSet;
  if (rule === undefined) throw refused(missingCap(dataSet.name), setCapOf(dataSet));
  if (noise && (dataSet.enforcement === 'advisory' || totalCost(claims, rule.order) <= budgetOf(rule))) return 'fits';
  if (override) return 'overridden';
  throw refused(overBudget(proposed, rule), setCapOf(dataSet));
}

/** What the subject's steps could cost: the other claims stay as they are, and so does the release of its accuracy. */
function freeForSteps({ claims, subject }: ProposedLedger, rule: CapRule): number {
  const others = claims.filter((claim) => claim.id !== subject.id);
  return budgetOf(rule) - totalCost(others, rule.order) - costOfEvaluation(subject, rule.order);
}

/** Most steps that the subject could have, in all its attempts together. */
const fittingSteps = (proposed: ProposedLedger, rule: CapRule): number =>
  Math.max(0, Math.floor(freeForSteps(proposed, rule) / costOfSteps(proposed.subject, 1, rule.order)));

/** What a data set could still take of a run that does not fit on its ledger. */
export interface Room {
  /** Most steps with the noise as it is; 0 when not one fits. */
  readonly steps: number;
  /** Least noise multiplier for the steps as they are, rounded up to four digits; undefined when no noise would do. */
  readonly noiseMultiplier: number | undefined;
}

/** Of the subject as it would be with more noise or fewer steps. Undefined without a cap, or when the run is no sampled Gaussian. */
export function roomOf(proposed: ProposedLedger): Room | undefined {
  const { dataSet, subject } = proposed;
  const { rule } = dataSet;
  const { stepMechanism } = subject;
  if (rule === undefined || stepMechanism.type !== 'poissonSampledGaussian') return undefined;
  const free = freeForSteps(proposed, rule);
  return { steps: fittingSteps(proposed, rule), noiseMultiplier: free > 0 ? leastNoise(subject, stepMechanism, free, rule.order) : undefined };
}

/** Noise multipliers above this teach a model nothing. */
const mostNoise = 1e4;

function leastNoise({ reservedSteps }: Claim, { noiseMultiplier, samplingRate }: PoissonSampledGaussian, free: number, order: number): number | undefined {
  const excess = (logNoise: number): number =>
    Math.log(renyiCost(selfComposition(poissonSampledGaussian({ noiseMultiplier: Math.exp(logNoise), samplingRate }), reservedSteps), order) / free);
  const limits = { failing: Math.log(noiseMultiplier), fitting: Math.log(mostNoise) };
  const least = smallestFrom(excess, limits.failing, limits, 1e-6);
  return least === undefined ? undefined : roundedUp(Math.exp(least), 4);
}

/** A new run on other data is the only way on. */
const retired = (name: string, at: number): CloisterError =>
  refused(`"${name}" was retired on ${dateText(at)}: nothing more is trained on it. Launch a run on other data.`, { kind: 'listLedgers' });

const withoutPrivacy = (name: string): string =>
  `"${name}" is private data: training without privacy (epsilon "inf") is refused. Give a finite epsilon or a noise multiplier.`;

const missingCap = (name: string): string =>
  `"${name}" is private data and has no privacy budget yet, so nothing may be trained on it. ` +
  'Set its cap, or give new data sets one with "defaultCap" in the settings.json of the store.';

const setCapOf = ({ name, digest, rule }: LedgerDataSet): Remedy => ({ kind: 'setCap', dataSet: name, digest, delta: rule?.cap.delta });

/** By PLD, as it was promised; Infinity where that is not known. */
const epsilonOfPlan = ({ promised }: Claim): number => promised?.pld ?? Infinity;

function overBudget(proposed: ProposedLedger, rule: CapRule): string {
  const { dataSet, claims, subject } = proposed;
  const others = claims.filter((claim) => claim.id !== subject.id);
  const epsilon = (cost: number): string => epsilonText(epsilonOfCost(cost, rule.cap.delta, rule.order));
  const charged = chargedCost(claims, rule.order);
  // What the subject was charged in earlier attempts is spent, not wanted.
  const before = totalCost(others, rule.order) + costOfSteps(subject, subject.chargedSteps, rule.order);
  const wanted = subject.reservedSteps - subject.chargedSteps;
  const fitting = Math.max(0, fittingSteps(proposed, rule) - subject.chargedSteps);
  return [
    `The privacy budget of "${dataSet.name}" does not hold this run.`,
    `  cap                  ε ${rule.cap.epsilon}`,
    `  spent                ε ${epsilon(charged)}`,
    `  spent and reserved   ε ${epsilon(before)}`,
    `  with the ${wanted} steps wanted now, ε ${epsilon(totalCost(claims, rule.order))}`,
    `All at δ ${rule.cap.delta}; ${meaningText(dataSet)}; accountant: Rényi filter of order ${rule.order}.`,
    ...(epsilonOfPlan(subject) <= rule.cap.epsilon ? [whyAPlanMayNotFit] : []),
    fitting > 0 ? `What would fit: ${fitting} steps of the same mechanism, or more noise.` : 'Not one step of this mechanism would fit: more noise is needed.',
    'The owner of the data can raise the cap.',
  ].join('\n');
}
