// The budget of a run's data set as its dashboard shows it: by the filter, with where the run is taking it.
import { epsilonOfCost, renyiCost } from '../../core/privacy/filter';
import type { DashboardBudget, LedgerForecast } from '../../protocol/dashboard';
import { chargedMechanism, isOpen, reservedMechanism, type CapRule, type Claim } from '../../protocol/ledger';
import type { Run } from '../../protocol/run';
import type { Store } from '../../store/store';
import { budgetOf, costOfSteps, totalCost } from '../../protocol/ledgerCosts';
import { filteredBudget } from './budgets';

/** Undefined for data without a cap, and for a run that has no claim yet. */
export async function dashboardBudget(store: Store, run: Run): Promise<DashboardBudget | undefined> {
  const claim = await store.ledger.claims.ofRun(run.id);
  const dataSet = claim && (await store.ledger.dataSets.get(claim.digest));
  if (dataSet?.rule === undefined || claim === undefined) return undefined;
  const claims = await store.ledger.claims.list(dataSet.digest);
  const { cap, delta, spent, reserved, remaining, order } = filteredBudget(dataSet, dataSet.rule, claims);
  return { enforcement: dataSet.enforcement, cap, delta, spent, committed: spent + reserved, remaining, order, forecast: ledgerForecast(run, claim, claims, dataSet.rule) };
}

/**
 * The filter adds up divergences at one order, and ε is such a sum plus a constant, so ε grows by the same amount with every step:
 * three points make the line.
 */
function ledgerForecast(run: Run, claim: Claim, claims: readonly Claim[], rule: CapRule): LedgerForecast | undefined {
  const left = run.plan.steps - run.step;
  if (!isOpen(claim) || left <= 0) return undefined;
  const others = totalCost(claims.filter(({ id }) => id !== claim.id), rule.order);
  const now = others + renyiCost(chargedMechanism(claim), rule.order);
  const end = others + renyiCost(reservedMechanism(claim), rule.order);
  const epsilon = (cost: number): number => epsilonOfCost(cost, rule.cap.delta, rule.order);
  const fitting = Math.floor((budgetOf(rule) - now) / costOfSteps(claim, 1, rule.order));
  return {
    start: { step: 0, epsilon: epsilon(others) },
    now: { step: run.step, epsilon: epsilon(now) },
    end: { step: run.plan.steps, epsilon: epsilon(end) },
    capReachedAt: end <= budgetOf(rule) ? undefined : run.step + Math.max(0, fitting),
  };
}
