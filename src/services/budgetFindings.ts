// Findings about the privacy budget of a run's data: whether it holds the run, and what would fit.
import { roundedUp } from '../base/round';
import { CloisterError } from '../base/errors';
import { deltaText, epsilonText } from '../core/privacy/guaranteeText';
import type { PrivacyConfig } from '../core/config/privacy';
import type { TrainingPlan } from '../core/plan';
import type { Store } from '../store/store';
import { removing, setting, type Edit, type Finding, type Fix } from './findings';
import type { Accounting } from './accounting/accounting';
import type { Room } from './ledger/fit';
import { createLedger, type DataIdentity, type Exceptions } from './ledger/ledger';
import type { LedgerTotals } from './ledger/report';

/** The ledger as it would be with the run on it, or why it may not be. */
export type BudgetCheck = { readonly budget: LedgerTotals; readonly warnings: readonly Finding[] } | { readonly finding: Finding };

/** Changes nothing on the ledger. */
export async function checkBudget(
  store: Store,
  accounting: Accounting,
  privacy: PrivacyConfig,
  data: DataIdentity,
  plan: TrainingPlan,
  exceptions?: Exceptions,
): Promise<BudgetCheck> {
  const ledger = createLedger(store);
  try {
    const budget = await ledger.preview(accounting, data, plan, exceptions);
    return { budget, warnings: adviceFindings(budget) };
  } catch (error) {
    if (!CloisterError.is(error)) throw error;
    const room = error.kind === 'refused' && data.declared === 'private' ? await ledger.room(data, plan).catch(unlessForPeople) : undefined;
    const fixes = room === undefined ? [] : roomFixes(privacy, plan, room);
    const { message, remedy } = error;
    return { finding: { severity: 'error', code: 'budget', path: ['privacy'], message, fixes, ...(remedy && { remedy }) } };
  }
}

/** A run beyond an advisory limit is let through, which is not a cap's way. */
function adviceFindings({ dataSet, committed, delta }: LedgerTotals): Finding[] {
  const { rule, enforcement, name } = dataSet;
  if (enforcement === 'hard' || rule === undefined || committed.filter === undefined || committed.filter <= rule.cap.epsilon) return [];
  const message =
    `With this run, ε ${epsilonText(committed.filter)} at δ ${deltaText(delta ?? rule.cap.delta)} by the Rényi filter is spent and reserved on "${name}", beyond its advisory limit of ε ${epsilonText(rule.cap.epsilon)}. ` +
    'Nothing holds it back.';
  return [{ severity: 'warning', code: 'budget', path: ['privacy'], message, fixes: [] }];
}

/** The refusal itself has said what was wrong; without room there is nothing to offer. */
function unlessForPeople(error: unknown): undefined {
  if (!CloisterError.is(error)) throw error;
}

/** Fewer steps with the same noise, or more noise with the same steps. A target ε gives way to the noise, which then decides. */
export function roomFixes({ epsilon, epochs }: PrivacyConfig, plan: TrainingPlan, { steps, noiseMultiplier }: Room): Fix[] {
  const withNoise = (value: number): Edit[] => [...(epsilon === undefined ? [] : [removing(['privacy', 'epsilon'])]), setting(['privacy', 'noiseMultiplier'], value)];
  const sameNoise = epsilon === undefined ? [] : withNoise(roundedUp(plan.noiseMultiplier, 6));
  const withSteps = [...(epochs === undefined ? [] : [removing(['privacy', 'epochs'])]), setting(['privacy', 'steps'], steps)];
  const fewer: Fix = { title: `Take the ${steps} steps that fit, with the same noise`, edits: [...withSteps, ...sameNoise] };
  const noisier = noiseMultiplier === undefined ? [] : [{ title: `Raise the noise multiplier to ${noiseMultiplier}, which fits`, edits: withNoise(noiseMultiplier) }];
  return [...(steps > 0 ? [fewer] : []), ...noisier];
}
