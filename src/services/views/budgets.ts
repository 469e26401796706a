// The privacy budgets as the sidebar shows them: what changes with every step by the filter alone, which is cheap.
import { epsilonOfCost } from '../../core/privacy/filter';
import { composition, type Mechanism } from '../../core/privacy/mechanism';
import { chargedMechanism, countedMechanism, type CapRule, type Claim, type LedgerDataSet } from '../../protocol/ledger';
import type { Store } from '../../store/store';
import type { Accounting } from '../accounting/accounting';
import { rememberedEpsilon } from '../accounting/remembered';
import { chargedCost, fittingRuns, totalCost } from '../../protocol/ledgerCosts';

/** Every ε at the δ beside it; unit of privacy: the record; neighbours differ by adding or removing one. */
export type Budget =
  | CappedBudget
  /** Private data that nothing may be trained on yet. */
  | { readonly kind: 'unset'; readonly dataSet: LedgerDataSet }
  /** A public demonstration. */
  | {
      readonly kind: 'uncapped';
      readonly dataSet: LedgerDataSet;
      /** Of all runs together by PLD, at the δ of the latest; undefined before the first. */
      readonly spent: { readonly epsilon: number; readonly delta: number } | undefined;
      readonly runs: number;
    };

/** With the tighter total beside the filter's: of all runs by PLD, open ones with all that they reserve, so that it stays as it is while they run. */
export interface CappedBudget extends FilteredBudget {
  readonly kind: 'capped';
  readonly pld: number;
}

/** By the Rényi filter of the given order. */
export interface FilteredBudget {
  readonly dataSet: LedgerDataSet;
  readonly delta: number;
  readonly order: number;
  readonly cap: number;
  readonly spent: number;
  /** What open claims may still be charged, on top of what is spent. */
  readonly reserved: number;
  readonly remaining: number;
  /** How many more runs like the latest fit; undefined before the first. */
  readonly runsThatFit: number | undefined;
  readonly runs: number;
}

/** One budget a data set, in the order of the ledger. */
export async function budgets(store: Store, accounting: Accounting): Promise<Budget[]> {
  const dataSets = await store.ledger.dataSets.list();
  return Promise.all(dataSets.map(async (dataSet) => budget(store, accounting, dataSet, await store.ledger.claims.list(dataSet.digest))));
}

async function budget(store: Store, accounting: Accounting, dataSet: LedgerDataSet, claims: readonly Claim[]): Promise<Budget> {
  if (dataSet.rule !== undefined) {
    const { cap } = dataSet.rule;
    return { kind: 'capped', ...filteredBudget(dataSet, dataSet.rule, claims), pld: await jointEpsilon(store, accounting, claims.map(countedMechanism), cap.delta) };
  }
  if (dataSet.declared === 'private') return { kind: 'unset', dataSet };
  return { kind: 'uncapped', dataSet, spent: await jointSpend(store, accounting, claims), runs: claims.length };
}

/** The budget of a data set with a cap. */
export function filteredBudget(dataSet: LedgerDataSet, rule: CapRule, claims: readonly Claim[]): FilteredBudget {
  const { cap, order } = rule;
  const epsilon = (cost: number): number => epsilonOfCost(cost, cap.delta, order);
  const spent = epsilon(chargedCost(claims, order));
  const committed = epsilon(totalCost(claims, order));
  return {
    dataSet,
    delta: cap.delta,
    order,
    cap: cap.epsilon,
    spent,
    reserved: spent === Infinity ? 0 : committed - spent,
    remaining: Math.max(0, cap.epsilon - committed),
    runsThatFit: fittingRuns(claims, rule),
    runs: claims.length,
  };
}

async function jointSpend(store: Store, accounting: Accounting, claims: readonly Claim[]): Promise<{ epsilon: number; delta: number } | undefined> {
  const delta = claims.at(-1)?.delta;
  if (delta === undefined) return undefined;
  return { epsilon: await jointEpsilon(store, accounting, claims.map(chargedMechanism), delta), delta };
}

function jointEpsilon(store: Store, accounting: Accounting, parts: readonly Mechanism[], delta: number): Promise<number> {
  const joint = composition(parts);
  return rememberedEpsilon(store, accounting, joint, delta);
}
