// Where the router sends tokens: load of each expert over the steps, one map a layer, and how even it is.
import { html, nothing, type TemplateResult } from 'lit';
import { loadStatistics, type LoadStatistics } from '../../../src/core/routing';
import type { VectorView } from '../../../src/protocol/buckets';
import { revealed } from '../../../src/protocol/labelled';
import { heatMap } from '../../shared/chart/heatMap';
import { number, percent } from '../../shared/format';
import { t } from '../../shared/translate';
import { hasReleasedLoad, shownLayer, shownLoad, sparseLayers } from '../layers';
import { vectorKey } from '../state';
import type { ViewContext } from './context';
import { nothingYet } from './curves';
import { layerPicker, loadSwitch, overview } from './layerViews';
import { empty, panel } from './panel';

export function routingPanel(context: ViewContext): TemplateResult | typeof nothing {
  const { data, state } = context;
  if (data.run.config.model.architecture === 'linear') return linearModel(context);
  const layers = sparseLayers(data);
  const layer = shownLayer(state, data);
  const view = layer === undefined ? undefined : data.vectors.get(vectorKey({ kind: shownLoad(state, data), layer }));
  return panel(context, {
    id: 'routing',
    title: t('Routing'),
    sensitivity: view?.sensitivity,
    tools: html`${hasReleasedLoad(data) ? loadSwitch(context) : nothing} ${layers.length > 1 ? layerPicker(context, layers, layer) : nothing}`,
    body: () => html`
      ${view === undefined ? empty(nothingYet(data)) : html`${statistics(view)}${loadMap(context, view, true)}`}
      ${layers.length > 1 ? overview(context, layers, (small) => loadMap(context, small, false)) : nothing}
    `,
  });
}

const linearModel = (context: ViewContext): TemplateResult =>
  panel(context, { id: 'routing', title: t('Routing'), sensitivity: undefined, body: () => empty(t('This is a linear model: it has no experts to route to.')) });

function loadMap({ state }: ViewContext, view: VectorView, detailed: boolean): TemplateResult {
  const buckets = revealed(view.buckets);
  const model = {
    title:
      view.kind === 'releasedExpertLoad'
        ? t('Released load of the experts of layer {0}, averaged over the steps, as a multiple of the fair share', view.layer)
        : t('Load of the experts of layer {0}, as a multiple of the fair share', view.layer),
    width: view.width,
    buckets,
    factor: buckets.experts,
    scale: { kind: 'ratio' as const },
    ends: { low: t('0 (dead)'), high: t('{0} (all)', buckets.experts), between: t('middle: 1, the fair share') },
    format: (value: number) => t('{0} × fair', number(value)),
    range: state.zoom?.range,
    detailed,
  };
  return html`<div class="heat-map ${detailed ? '' : 'small'}" ${heatMap(model)}></div>`;
}

/** Of the latest bucket. */
function statistics(view: VectorView): TemplateResult {
  const latest = latestStatistics(view);
  if (latest === undefined) return html``;
  return html`
    <dl class="figures">
      <div><dt>${t('Load entropy')}</dt><dd class="number">${percent(latest.entropy)} <span class="muted">${t('of an even load')}</span></dd></div>
      <div><dt>${t('Coefficient of variation')}</dt><dd class="number">${number(latest.coefficientOfVariation)}</dd></div>
      <div><dt>${t('Dead experts')}</dt><dd class="number">${latest.dead} <span class="muted">${t('of {0}', revealed(view.buckets).experts)}</span></dd></div>
    </dl>
    ${collapsed(latest) ? html`<p class="notice warning">${collapseText()}</p>` : nothing}
  `;
}

export function latestStatistics(view: VectorView): LoadStatistics | undefined {
  const { steps, mean, experts } = revealed(view.buckets);
  return loadStatistics(mean.subarray((steps.length - 1) * experts, steps.length * experts));
}

const collapseText = (): string =>
  t('The router is collapsing: few experts get nearly everything. A per-sample balancing loss with a larger coefficient, or a lower learning rate, spreads the load.');

/** Less than half the entropy of an even load: about as if only the root of the number of experts were in use. */
const collapsed = ({ entropy }: LoadStatistics): boolean => entropy < 0.5;
