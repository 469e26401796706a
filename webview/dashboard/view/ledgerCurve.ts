// Where a run takes the ledger of its data set: spent, forecast and cap on one chart, and when the cap is reached.
import { html, nothing, type TemplateResult } from 'lit';
import { deltaText, epsilonText } from '../../../src/core/privacy/guaranteeText';
import type { DashboardBudget, LedgerForecast, PlannedEpsilon } from '../../../src/protocol/dashboard';
import { revealed } from '../../../src/protocol/labelled';
import { lineChart } from '../../shared/chart/lineChart';
import type { LineSeries } from '../../shared/chart/lineModel';
import { grouped, timeOfDay } from '../../shared/format';
import { t } from '../../shared/translate';
import { paceOf } from '../pace';
import type { ViewContext } from './context';

/** Nothing for a run that has ended, or data without a cap. */
export function ledgerCurve(context: ViewContext): TemplateResult | typeof nothing {
  const { budget } = context.data;
  const forecast = budget?.forecast;
  if (budget === undefined || forecast === undefined) return nothing;
  const model = {
    title: t('ε of all runs on this data set, at δ {0} by the Rényi filter', deltaText(budget.delta)),
    series: [line('forecast', t('forecast'), 7, [forecast.now, forecast.end]), line('ledger', t('spent and reserved by others'), 0, [forecast.start, forecast.now])],
    references: [{ label: limitLabel(budget), value: budget.cap, tone: 'warning' as const }],
    axis: 'step' as const,
    log: false,
    smoothing: 0,
    range: undefined,
    syncKey: 'ledger',
    format: epsilonText,
    onZoom: () => undefined,
  };
  return html`<div class="chart" ${lineChart(model)}></div><p>${outlook(context, budget, forecast)}</p>`;
}

/** `cap ε 8`; an advisory limit is never called a cap. */
export const limitLabel = ({ cap, enforcement }: Pick<DashboardBudget, 'cap' | 'enforcement'>): string =>
  enforcement === 'hard' ? t('cap ε {0}', epsilonText(cap)) : t('advisory limit ε {0}', epsilonText(cap));

function line(key: string, label: string, style: number, points: readonly PlannedEpsilon[]): LineSeries {
  const steps = Int32Array.from(points, ({ step }) => step);
  const values = Float64Array.from(points, ({ epsilon }) => epsilon);
  return { key, label, width: 1, buckets: { steps, min: values, max: values, last: values }, style, band: false, seconds: undefined };
}

function outlook(context: ViewContext, { enforcement }: DashboardBudget, { capReachedAt }: LedgerForecast): string {
  if (capReachedAt === undefined) return enforcement === 'hard' ? t('Stays below the cap to the end of the plan.') : t('Stays below the advisory limit to the end of the plan.');
  const step = grouped(capReachedAt);
  const at = momentOf(context, capReachedAt);
  if (enforcement === 'advisory') return at === undefined ? t('Passes the advisory limit at step {0}.', step) : t('Passes the advisory limit at step {0}, about {1}.', step, at);
  return at === undefined ? t('Cap reached at step {0}.', step) : t('Cap reached at step {0}, about {1}.', step, at);
}

/** The time of day at which the run gets there, at its present pace; undefined before its pace is known. */
function momentOf({ data: { run, scalars } }: ViewContext, step: number): string | undefined {
  const clock = scalars.get('elapsedSeconds');
  const pace = clock && paceOf(revealed(clock.buckets), run.step, run.plan.steps);
  return pace && timeOfDay(Date.now() + (step - run.step) * pace.secondsPerStep * 1000);
}
