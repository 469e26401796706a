// ε spent so far, where it will end, and what the data set's budget still holds.
import { html, nothing, svg, type TemplateResult } from 'lit';
import { deltaText, epsilonText } from '../../../src/core/privacy/guaranteeText';
import type { PrivacyUnit } from '../../../src/core/privacy/unit';
import type { DashboardBudget } from '../../../src/protocol/dashboard';
import { isActive } from '../../../src/protocol/runState';
import type { LineSeries } from '../../shared/chart/lineModel';
import { grouped } from '../../shared/format';
import { meaningText } from '../../shared/meaning';
import { t } from '../../shared/translate';
import { chargedCurve } from '../charged';
import { drawnPlan } from '../planned';
import type { ViewContext } from './context';
import { curves, strictest } from './curves';
import { ledgerCurve, limitLabel } from './ledgerCurve';
import { panel } from './panel';

export function privacyPanel(context: ViewContext): TemplateResult {
  const { data } = context;
  const { plan, spent } = data.run;
  return panel(context, {
    id: 'privacy',
    title: t('Privacy budget'),
    sensitivity: strictest(data, ['epsilon']) ?? 'public',
    body: () => html`
      ${curves(context, {
        panel: 'privacy',
        title: t('ε of the steps charged, at δ {0} by PLD', deltaText(spent.delta)),
        curves: [{ name: 'epsilon', label: t('ε charged'), drawn: (granted) => chargedCurve(granted, data.run) }],
        extra: forecast(context),
        format: epsilonText,
        references: [{ label: t('planned ε {0}', epsilonText(plan.guarantee.epsilon.pld)), value: plan.guarantee.epsilon.pld, tone: 'warning' }],
        bands: false,
      })}
      <p>${outlook(context)}</p>
      <p class="note">${t('ε by the PLD accountant at δ {0}; {1}. Steps are charged in blocks before they are taken.', deltaText(spent.delta), meaningText(spent.unit))}</p>
      ${data.budget === undefined ? noCap(context) : html`<h3>${t('All runs on this data set')}</h3>`} ${ledgerCurve(context)}
      ${data.budget === undefined ? nothing : budgetBar(data.budget, spent.unit)}
    `,
  });
}

/** The plan's own curve, dashed: where ε goes if the run takes all its steps. */
function forecast({ state: { planned } }: ViewContext): LineSeries[] {
  if (planned.length === 0) return [];
  const { steps, values } = drawnPlan(planned);
  const buckets = { steps, min: values, max: values, last: values };
  return [{ key: 'planned', label: t('planned'), width: 1, buckets, style: 7, band: false, seconds: undefined }];
}

function outlook({ data: { run } }: ViewContext): string {
  const planned = epsilonText(run.plan.guarantee.epsilon.pld);
  const now = epsilonText(run.spent.epsilon.pld);
  const steps = grouped(run.plan.steps);
  if (run.state.status === 'finished') return t('Ended at ε {0} after {1} steps, as planned.', now, steps);
  if (isActive(run.state) || run.state.status === 'created') return t('Ends at ε {0} after step {1}; the ledger has reserved all of it.', planned, steps);
  return t(
    'Ended early: ε {0} was charged of the planned ε {1}. The planned ε stays the safe figure to state if the decision to stop looked at the data.',
    now,
    planned,
  );
}

/** Spent, reserved and left of the cap, all by the filter that enforces it. */
function budgetBar({ cap, delta, spent, committed, remaining, order, enforcement }: DashboardBudget, unit: PrivacyUnit): TemplateResult {
  const share = (value: number): number => 100 * Math.min(1, Math.max(0, value / cap));
  const reserved = Math.max(0, committed - spent);
  return html`
    <svg class="budget-bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">${svg`
      <rect class="spent" width=${share(spent)} height="1"></rect>
      <rect class="reserved" x=${share(spent)} width=${share(committed) - share(spent)} height="1"></rect>
    `}</svg>
    <ul class="budget-figures number">
      <li><span class="key spent"></span>${t('spent ε {0}', epsilonText(spent))}</li>
      <li><span class="key reserved"></span>${t('reserved besides ε {0}', epsilonText(reserved))}</li>
      <li><span class="key left"></span>${t('left ε {0}', epsilonText(remaining))}</li>
      <li>${limitLabel({ cap, enforcement })}</li>
    </ul>
    <p class="note">${t(
      'ε at δ {0} by the Rényi filter of order {1}, which decides what may run; {2}. It also holds when later runs are chosen after seeing earlier ones, so its figures are above those by PLD.',
      deltaText(delta),
      order,
      meaningText(unit),
    )}</p>
  `;
}

function noCap({ data: { run } }: ViewContext): TemplateResult | typeof nothing {
  if (run.dataSet.declared === 'private') return nothing;
  const text = t('No cap: {0} was declared a public demonstration, so its ledger counts but refuses nothing.', run.dataSet.name);
  return html`<p class="note">${text}</p>`;
}
