// What the one question before a launch says: what is promised, what is left afterwards, and how long it takes.
import { deltaText, epsilonText } from '../../core/privacy/guaranteeText';
import { duration, grouped, significant } from '../../base/numberText';
import type { TrainingPlan } from '../../core/plan';
import type { AuditDesign } from '../../services/audit';
import type { LedgerTotals } from '../../services/ledger/report';
import type { Finding } from '../../services/findings';
import type { Forecast } from '../../services/forecast';
import { guaranteeText, leftText, meaningText } from '../guaranteeText';
import type { Translate } from '../translate';

/** A run file that passed its checks. */
export interface Launchable {
  readonly plan: TrainingPlan;
  /** The ledger with this run on it. */
  readonly budget: LedgerTotals;
  readonly warnings: readonly Finding[];
  /** Undefined when nothing is known about how long it takes. */
  readonly forecast: Forecast | undefined;
  /** Undefined for a run that is no audit. */
  readonly audit: AuditDesign | undefined;
}

/** Paragraphs of plain text: dialogs know no other form. */
export function confirmationText({ plan, budget, warnings, forecast, audit }: Launchable, t: Translate): string {
  return [
    ...(audit === undefined ? [] : [auditText(audit, t)]),
    t('Guarantee of this run: {0}', guaranteeText(plan.guarantee, t)),
    budgetText(budget, t),
    t(
      'Training: {0} steps, noise multiplier {1}, {2} of {3} records expected in a batch',
      grouped(plan.steps),
      significant(plan.noiseMultiplier),
      grouped(plan.expectedBatchSize),
      grouped(plan.publicSize),
    ),
    durationText(forecast, t),
    ...warnings.map(({ message }) => t('Warning: {0}', message)),
  ].join('\n\n');
}

/** What is fixed before it trains, and what its model is good for. */
function auditText({ canaries, guesses, confidence }: AuditDesign, t: Translate): string {
  return [
    t('Audit only: this model learns canaries too. Use it for nothing else.'),
    t('{0} canaries of public words, a fair coin each for being trained on; {1} guesses, half “in” and half “out”, at {2} % confidence.', grouped(canaries), grouped(guesses), significant(100 * confidence)),
    t('Canaries find defects, not how tight ε is. The records are trained on as well, so it is charged like any run.'),
  ].join(' ');
}

function budgetText({ dataSet, committed, remaining, runsThatFit, delta }: LedgerTotals, t: Translate): string {
  const { name, rule } = dataSet;
  if (rule === undefined || remaining === undefined) {
    const joint = delta === undefined ? '' : ` ${t('All runs on it together: ε {0} at δ {1}, by PLD; {2}.', epsilonText(committed.pld), deltaText(delta), meaningText(dataSet.unit, t))}`;
    return t('Budget: “{0}” is a public demonstration without a cap.', name) + joint;
  }
  const left = t('Budget afterwards: ε {0} of {1} left for “{2}”', leftText(remaining), rule.cap.epsilon, name);
  const terms = t('at δ {0}, by the Rényi filter of order {1}; {2}', deltaText(rule.cap.delta), rule.order, meaningText(dataSet.unit, t));
  return `${left} ${terms}. ${likeIt(runsThatFit ?? 0, t)}`;
}

function likeIt(runs: number, t: Translate): string {
  if (runs === 0) return t('No further run like it fits.');
  return runs === 1 ? t('1 more run like it fits.') : t('{0} more runs like it fit.', runs);
}

/** `Expected duration: about 3 min 12 s, as an earlier run took.` */
export function durationText(forecast: Forecast | undefined, t: Translate): string {
  if (forecast === undefined) return t('Expected duration: not known.');
  const time = duration(forecast.seconds);
  return forecast.basis === 'earlierRun' ? t('Expected duration: about {0}, as an earlier run took.', time) : t('Expected duration: about {0}, from a short measurement.', time);
}
