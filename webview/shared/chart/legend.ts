// The legend of a line chart: how each series is drawn, and its value under the cursor.
import { html, svg, type TemplateResult } from 'lit';
import { cssColour } from '../colour';
import { seriesStyle, theme } from '../theme';
import type { LineChartModel, LineSeries } from './lineModel';
import { bucketAt, valueText } from './readOut';

/** @param step under the cursor; undefined: the latest value of each series */
export function legend({ series, format }: LineChartModel, step: number | undefined): TemplateResult {
  return html`
    <ul class="legend">
      ${series.map((one) => html`<li>${swatch(one.style)} ${one.label} <span class="value">${valueAt(one, step, format)}</span></li>`)}
    </ul>
  `;
}

/** A short piece of the line. */
export function swatch(style: number): TemplateResult {
  const { hue, dash } = seriesStyle(style);
  return html`<svg class="swatch" width="22" height="8" aria-hidden="true">${svg`
    <line x1="0" y1="4" x2="22" y2="4" stroke=${cssColour(theme().hues[hue])} stroke-width="2" stroke-dasharray=${dash.join(' ') || 'none'}></line>
  `}</svg>`;
}

function valueAt(series: LineSeries, step: number | undefined, format: LineChartModel['format']): string {
  const index = step === undefined ? series.buckets.steps.length - 1 : bucketAt(series, step);
  return index === undefined || index < 0 ? '' : valueText(series, index, format);
}
