// What a ledger comes to: spent, reserved and remaining, by the filter that decides and as one privacy loss distribution.
import { epsilonOfCost } from '../../core/privacy/filter';
import { composition, type Mechanism } from '../../core/privacy/mechanism';
import { chargedMechanism, countedMechanism, type CapEvent, type Claim, type LedgerDataSet } from '../../protocol/ledger';
import type { Store } from '../../store/store';
import type { Accounting } from '../accounting/accounting';
import { rememberedEpsilon } from '../accounting/remembered';
import { chargedCost, fittingRuns, totalCost } from '../../protocol/ledgerCosts';

/** Two readings of the same claims, at the δ of the report. Infinity: no guarantee. */
export interface Epsilons {
  /** By the Rényi filter: holds although later runs were chosen after seeing earlier ones. Undefined without a cap, for want of an order. */
  readonly filter: number | undefined;
  /** By composing the privacy loss distributions: holds when all runs were fixed beforehand. */
  readonly pld: number;
}

export interface ClaimReport {
  readonly claim: Claim;
  /** ε of what this run alone was charged, by PLD at the δ of the run. */
  readonly epsilon: number;
}

/** What a ledger comes to. Unit of privacy: the record; neighbours differ by adding or removing one. */
export interface LedgerTotals {
  readonly dataSet: LedgerDataSet;
  /** δ of every ε here: the cap's, else the latest run's. Undefined before the first of either. */
  readonly delta: number | undefined;
  /** Charged so far. */
  readonly spent: Epsilons;
  /** Charged so far, and what open claims may still be charged. */
  readonly committed: Epsilons;
  /** By how much the filter's ε may still grow; undefined without a cap. */
  readonly remaining: number | undefined;
  /** How many more runs like the latest fit; undefined without a cap or a run. */
  readonly runsThatFit: number | undefined;
}

/** The totals, and what they are made of. */
export interface LedgerReport extends LedgerTotals {
  readonly claims: readonly ClaimReport[];
  readonly capEvents: readonly CapEvent[];
}

/** One composition of all claims, or two where open ones reserve more than they were charged. */
export async function ledgerTotals(store: Store, accounting: Accounting, dataSet: LedgerDataSet, claims: readonly Claim[]): Promise<LedgerTotals> {
  const { rule } = dataSet;
  const latest = claims.at(-1);
  const delta = rule?.cap.delta ?? latest?.delta;
  const filter = (cost: (order: number) => number): number | undefined => rule && epsilonOfCost(cost(rule.order), rule.cap.delta, rule.order);
  const committed = filter((order) => totalCost(claims, order));
  return {
    dataSet,
    delta,
    spent: { filter: filter((order) => chargedCost(claims, order)), pld: await jointEpsilon(store, accounting, claims, chargedMechanism, delta) },
    committed: { filter: committed, pld: await jointEpsilon(store, accounting, claims, countedMechanism, delta) },
    remaining: rule && Math.max(0, rule.cap.epsilon - committed!),
    runsThatFit: rule && fittingRuns(claims, rule),
  };
}

/** A composition for each claim, besides those of the totals. */
export async function ledgerReport(store: Store, accounting: Accounting, dataSet: LedgerDataSet, claims: readonly Claim[], capEvents: readonly CapEvent[]): Promise<LedgerReport> {
  const report = async (claim: Claim): Promise<ClaimReport> => ({ claim, epsilon: await rememberedEpsilon(store, accounting, chargedMechanism(claim), claim.delta) });
  return { ...(await ledgerTotals(store, accounting, dataSet, claims)), claims: await Promise.all(claims.map(report)), capEvents };
}

/** ε of all claims together; 0 when there are none, at whatever δ. */
async function jointEpsilon(store: Store, accounting: Accounting, claims: readonly Claim[], part: (claim: Claim) => Mechanism, delta: number | undefined): Promise<number> {
  return delta === undefined ? 0 : rememberedEpsilon(store, accounting, composition(claims.map(part)), delta);
}
