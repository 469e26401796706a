// ε spent so far, where it will end, and what the data set's budget still holds.
import { html, nothing, svg, type TemplateResult } from 'lit';
import { deltaText, epsilonText, meaning, meaningText } from '../../../src/core/privacy/guaranteeText';
import type { DashboardBudget } from '../../../src/protocol/dashboard';
import { isActive } from '../../../src/protocol/runState';
import type { LineSeries } from '../../shared/chart/lineModel';
import { drawnPlan } from '../planned';
import type { ViewContext } from './context';
import { curves, strictest } from './curves';
import { panel } from './panel';

export function privacyPanel(context: ViewContext): TemplateResult {
  const { data } = context;
  const { plan, spent } = data.run;
  return panel(context, {
    id: 'privacy',
    title: 'Privacy budget',
    sensitivity: strictest(data, ['epsilon']) ?? 'public',
    body: () => html`
      ${curves(context, {
        panel: 'privacy',
        title: `ε of the steps charged, at δ ${deltaText(spent.delta)} by PLD`,
        curves: [{ name: 'epsilon', label: 'ε charged' }],
        extra: forecast(context),
        format: epsilonText,
        references: [{ label: `planned ε ${epsilonText(plan.guarantee.epsilon.pld)}`, value: plan.guarantee.epsilon.pld, tone: 'warning' }],
        bands: false,
      })}
      <p>${outlook(context)}</p>
      <p class="note">ε by the PLD accountant at δ ${deltaText(spent.delta)}; ${meaningText(spent)}. Steps are charged in blocks before they are taken.</p>
      ${data.budget === undefined ? noCap(context) : budgetBar(data.budget)}
    `,
  });
}

/** The plan's own curve, dashed: where ε goes if the run takes all its steps. */
function forecast({ plannedEpsilon }: ViewContext): LineSeries[] {
  if (plannedEpsilon.length < 2) return [];
  const { steps, values } = drawnPlan(plannedEpsilon);
  const buckets = { steps, min: values, max: values, last: values };
  return [{ key: 'planned', label: 'planned', width: 1, buckets, style: 7, band: false, seconds: undefined }];
}

function outlook({ data: { run } }: ViewContext): string {
  const planned = `ε ${epsilonText(run.plan.guarantee.epsilon.pld)}`;
  const now = `ε ${epsilonText(run.spent.epsilon.pld)}`;
  if (run.state.status === 'finished') return `Ended at ${now} after ${run.plan.steps.toLocaleString('en-GB')} steps, as planned.`;
  if (isActive(run.state) || run.state.status === 'created') return `Ends at ${planned} after step ${run.plan.steps.toLocaleString('en-GB')}; the ledger has reserved all of it.`;
  return `Ended early: ${now} was charged of the planned ${planned}. The planned ε stays the safe figure to state if the decision to stop looked at the data.`;
}

/** Spent, reserved and left of the cap, all by the filter that enforces it. */
function budgetBar({ cap, delta, spent, committed, remaining, order }: DashboardBudget): TemplateResult {
  const share = (value: number): number => 100 * Math.min(1, Math.max(0, value / cap));
  const reserved = Math.max(0, committed - spent);
  return html`
    <h3>All runs on this data set</h3>
    <svg class="budget-bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">${svg`
      <rect class="spent" width=${share(spent)} height="1"></rect>
      <rect class="reserved" x=${share(spent)} width=${share(committed) - share(spent)} height="1"></rect>
    `}</svg>
    <ul class="budget-figures number">
      <li><span class="key spent"></span>spent ε ${epsilonText(spent)}</li>
      <li><span class="key reserved"></span>reserved besides ε ${epsilonText(reserved)}</li>
      <li><span class="key left"></span>left ε ${epsilonText(remaining)}</li>
      <li>cap ε ${epsilonText(cap)}</li>
    </ul>
    <p class="note">ε at δ ${deltaText(delta)} by the Rényi filter of order ${order}, which enforces the cap; ${meaningText(meaning)}. It is stricter than PLD, so the figures differ from those of the run.</p>
  `;
}

function noCap({ data: { run } }: ViewContext): TemplateResult | typeof nothing {
  if (run.dataSet.declared === 'private') return nothing;
  return html`<p class="note">No cap: ${run.dataSet.name} was declared a public demonstration, so its ledger counts but refuses nothing.</p>`;
}
