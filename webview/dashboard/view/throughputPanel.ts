// How fast the run goes, and when it will be done.
import { html, nothing, type TemplateResult } from 'lit';
import { isActive } from '../../../src/protocol/runState';
import { revealed } from '../../../src/protocol/labelled';
import { elapsed, number } from '../../shared/format';
import { t } from '../../shared/translate';
import { paceOf } from '../pace';
import type { ViewContext } from './context';
import { curves, strictest } from './curves';
import { logSwitch, panel } from './panel';

export function throughputPanel(context: ViewContext): TemplateResult {
  return panel(context, {
    id: 'throughput',
    title: t('Throughput'),
    sensitivity: strictest(context.data, ['tokensPerSecond', 'elapsedSeconds']),
    tools: logSwitch(context, 'throughput'),
    body: () => html`
      ${curves(context, { panel: 'throughput', title: t('Tokens a second'), curves: [{ name: 'tokensPerSecond', label: t('tokens/s'), style: 2 }], format: number })}
      ${pace(context)}
    `,
  });
}

function pace({ data: { run, scalars } }: ViewContext): TemplateResult | typeof nothing {
  const view = scalars.get('elapsedSeconds');
  const now = view === undefined ? undefined : paceOf(revealed(view.buckets), run.step, run.plan.steps);
  if (now === undefined) return nothing;
  const each = elapsed(now.secondsPerStep);
  const left = isActive(run.state) ? now.secondsLeft : undefined;
  return html`<p class="number">${left === undefined ? t('{0} a step lately', each) : t('{0} a step lately; about {1} left', each, elapsed(left))}</p>`;
}
