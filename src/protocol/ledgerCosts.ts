// What claims cost the Rényi filter of their ledger, and how many steps it still grants. Pure; the store asks it before every grant.
import { budgetAtOrder, renyiCost } from '../core/privacy/filter';
import type { Mechanism } from '../core/privacy/mechanism';
import { countedSteps, isEvaluationCounted, type CapRule, type Claim, type LedgerDataSet } from './ledger';

/** Largest summed cost that keeps within the cap. */
export const budgetOf = ({ cap, order }: CapRule): number => budgetAtOrder(cap.epsilon, cap.delta, order);

/** Cost of some steps of a claim's mechanism at a Rényi order; linear in the steps, because divergences add up. */
export const costOfSteps = ({ stepMechanism }: Pick<Claim, 'stepMechanism'>, steps: number, order: number): number =>
  steps === 0 ? 0 : steps * costOnce(stepMechanism, order);

/** Cost of the release of the accuracy that a claim plans; 0 for one that plans none. */
export const costOfEvaluation = ({ evaluation }: Pick<Claim, 'evaluation'>, order: number): number =>
  evaluation === undefined ? 0 : costOnce(evaluation.mechanism, order);

/** Cost of all claims, with everything that open ones reserve. */
export const totalCost = (claims: readonly Claim[], order: number): number => claims.reduce((sum, claim) => sum + countedCost(claim, order), 0);

/** Cost of what was charged so far, without what is only reserved. */
export const chargedCost = (claims: readonly Claim[], order: number): number =>
  claims.reduce((sum, claim) => sum + costOfSteps(claim, claim.chargedSteps, order) + (claim.evaluation?.charged === true ? costOfEvaluation(claim, order) : 0), 0);

/** How many more runs like the latest fit under the cap; undefined before the first. */
export function fittingRuns(claims: readonly Claim[], rule: CapRule): number | undefined {
  const latest = claims.at(-1);
  if (latest === undefined) return undefined;
  const free = budgetOf(rule) - totalCost(claims, rule.order);
  const cost = costOfSteps(latest, latest.reservedSteps, rule.order) + costOfEvaluation(latest, rule.order);
  return free > 0 ? Math.floor(free / cost) : 0;
}

const countedCost = (claim: Claim, order: number): number => costOfSteps(claim, countedSteps(claim), order) + (isEvaluationCounted(claim) ? costOfEvaluation(claim, order) : 0);

/** A ledger at the moment when something more is to be charged on it. */
export interface LedgerNow {
  readonly dataSet: LedgerDataSet;
  /** All of its claims. */
  readonly claims: readonly Claim[];
  /** Somebody let a claim in against the rules, with everything that was reserved then, and the cap was not set since. */
  readonly overridden: boolean;
}

/**
 * How many of the wanted steps the ledger grants a claim that holds them in reserve.
 * - A retired data set grants none.
 * - Without a cap, under an advisory limit, and once somebody has overridden the cap as it is: all of them.
 * - While everything that is reserved fits under the cap: all of them. That is so unless the cap was lowered.
 * - Else the steps that fit beside what is charged so far, whoever reserved what: first come, first served, never above the cap.
 */
export function grantedSteps({ dataSet, claims, overridden }: LedgerNow, claim: Claim, wanted: number): number {
  if (dataSet.retiredAt !== undefined) return 0;
  const free = freeNow({ dataSet, claims, overridden });
  if (dataSet.rule === undefined || free === Infinity) return wanted;
  return free > 0 ? Math.min(wanted, Math.floor(free / costOfSteps(claim, 1, dataSet.rule.order))) : 0;
}

/** Whether the release of the accuracy may be charged now, by the rules of {@link grantedSteps}. */
export function grantsEvaluation(now: LedgerNow, claim: Claim): boolean {
  const { retiredAt, rule } = now.dataSet;
  return retiredAt === undefined && (rule === undefined || costOfEvaluation(claim, rule.order) <= freeNow(now));
}

/** Cost that may still be charged beside what is charged so far; Infinity where nothing limits a claim that was reserved. */
function freeNow({ dataSet: { rule, enforcement }, claims, overridden }: LedgerNow): number {
  if (rule === undefined || enforcement === 'advisory' || overridden) return Infinity;
  const budget = budgetOf(rule);
  return totalCost(claims, rule.order) <= budget ? Infinity : budget - chargedCost(claims, rule.order);
}

/** Runs on one data set mostly share their mechanism, and the store hands out one object for each that it has read. */
const known = new WeakMap<Mechanism, Map<number, number>>();

function costOnce(mechanism: Mechanism, order: number): number {
  const byOrder = known.get(mechanism) ?? new Map<number, number>();
  known.set(mechanism, byOrder);
  const cost = byOrder.get(order) ?? renyiCost(mechanism, order);
  byOrder.set(order, cost);
  return cost;
}
