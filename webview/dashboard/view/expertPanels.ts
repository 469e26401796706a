// Gradients of each expert of a layer: their norm, and how they stand against the noise.
import { html, nothing, type TemplateResult } from 'lit';
import type { VectorKind } from '../../../src/protocol/buckets';
import { revealed } from '../../../src/protocol/labelled';
import { heatMap } from '../../shared/chart/heatMap';
import { extent } from '../../shared/chart/heatModel';
import { number } from '../../shared/format';
import { t } from '../../shared/translate';
import type { PanelId } from '../choices';
import { shownLayer } from '../layers';
import { vectorKey } from '../state';
import type { ViewContext } from './context';
import { empty, panel } from './panel';
import { nothingYet } from './curves';

export const expertGradientPanel = (context: ViewContext): TemplateResult | typeof nothing =>
  expertPanel(context, 'expertGradients', 'expertGradientNorm', {
    title: (layer) => t('Gradient norm of each expert, layer {0}', layer),
    meaning: t('L2 norm of the clipped sum that reaches each expert, before noise.'),
  });

export const expertSignalPanel = (context: ViewContext): TemplateResult | typeof nothing =>
  expertPanel(context, 'expertSignal', 'expertSignalToNoise', {
    title: (layer) => t('Signal to noise of each expert, layer {0}', layer),
    meaning: t('Norm of the clipped sum over the expected norm of the noise on the same weights; far below 1 an expert mostly learns noise.'),
  });

interface ExpertTexts {
  readonly title: (layer: number) => string;
  readonly meaning: string;
}

function expertPanel(context: ViewContext, id: PanelId, kind: VectorKind, texts: ExpertTexts): TemplateResult | typeof nothing {
  const { data, state } = context;
  const layer = shownLayer(state, data);
  if (layer === undefined || !data.vectorSeries.some((series) => series.kind === kind)) return nothing;
  const title = texts.title(layer);
  const view = data.vectors.get(vectorKey({ kind, layer }));
  const buckets = view === undefined ? undefined : revealed(view.buckets);
  const ends = buckets === undefined ? undefined : extent(buckets);
  return panel(context, {
    id,
    title,
    sensitivity: view?.sensitivity,
    body: () => {
      if (view === undefined || buckets === undefined || ends === undefined) return empty(nothingYet(data));
      // Experts that almost never get a token would take up most of the scale.
      const least = Math.max(ends.least, ends.most / 1000);
      const model = {
        title,
        width: view.width,
        buckets,
        factor: 1,
        scale: { kind: 'magnitude' as const, least, most: ends.most },
        ends: { low: `≤ ${number(least)}`, high: number(ends.most), between: t('logarithmic') },
        format: number,
        range: state.zoom?.range,
        detailed: true,
      };
      return html`<div class="heat-map" ${heatMap(model)}></div><p class="note">${texts.meaning}</p>`;
    },
  });
}
