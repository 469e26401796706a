// Norms of per-sample gradients against the clip norm, and the share of records that are clipped.
import { html, nothing, type TemplateResult } from 'lit';
import { revealed } from '../../../src/protocol/labelled';
import { number, percent } from '../../shared/format';
import { t } from '../../shared/translate';
import type { ViewContext } from './context';
import { curves, strictest } from './curves';
import { logSwitch, panel } from './panel';

const quantiles = [
  { name: 'gradientNorm/max', label: t('largest'), style: 4 },
  { name: 'gradientNorm/p90', label: t('90th percentile'), style: 1 },
  { name: 'gradientNorm/p50', label: t('median'), style: 0 },
  { name: 'gradientNorm/p10', label: t('10th percentile'), style: 2 },
];

export function gradientPanel(context: ViewContext): TemplateResult {
  const { clipNorm } = context.data.run.plan;
  return panel(context, {
    id: 'gradients',
    title: t('Gradient norms'),
    sensitivity: strictest(context.data, [...quantiles.map(({ name }) => name), 'clippedShare', 'nonFiniteRecords']),
    tools: logSwitch(context, 'gradients'),
    body: () => html`
      ${curves(context, {
        panel: 'gradients',
        title: t('L2 norms of per-sample gradients before clipping'),
        curves: quantiles,
        format: number,
        references: [{ label: t('clip norm {0}', number(clipNorm)), value: clipNorm, tone: 'neutral' }],
        bands: false,
      })}
      <h3>${t('Clipped records')}</h3>
      ${curves({ ...context, state: linear(context) }, {
        panel: 'gradients',
        title: t('Share of the records of a batch whose gradient was clipped'),
        curves: [
          { name: 'clippedShare', label: t('clipped'), style: 3 },
          { name: 'releasedClippedShare', label: t('clipped, as released'), style: 0 },
        ],
        format: percent,
      })}
      ${nonFinite(context)}
    `,
  });
}

/** Shares have no use for a logarithmic axis. */
const linear = ({ state }: ViewContext): ViewContext['state'] => ({ ...state, choices: { ...state.choices, logarithmic: [] } });

/** The trainer leaves such records out; many of them mean that training has gone wrong. */
function nonFinite({ data }: ViewContext): TemplateResult | typeof nothing {
  const view = data.scalars.get('nonFiniteRecords');
  const buckets = view === undefined ? undefined : revealed(view.buckets);
  const first = buckets?.max.findIndex((count) => count > 0) ?? -1;
  if (buckets === undefined || first < 0) return nothing;
  const text = t('Some records had a gradient that is no number, first around step {0}; they were left out of the sum. A lower learning rate often helps.', buckets.steps[first]);
  return html`<p class="notice warning">${text}</p>`;
}
