// ε against a metric, a plot for each group of runs that may be ranked together, with its Pareto front.
import { html, nothing, svg, type TemplateResult } from 'lit';
import { epsilonText } from '../../../src/core/privacy/guaranteeText';
import type { RunId } from '../../../src/protocol/run';
import { number } from '../../shared/format';
import { seriesStyle } from '../../shared/theme';
import { t } from '../../shared/translate';
import { metricTitle, withInterval } from '../columns';
import { betterWhen, type Group, type Point } from '../outcomes';
import { scaleOver, type Scale } from '../scale';
import { hueOf, markerShape } from './marks';

const width = 720;
const height = 320;
const area = { left: 64, right: width - 70, top: 16, bottom: height - 48 };
/** Where points without privacy stand: beyond the end of the axis. */
const endless = width - 36;
/** More would be slow to reach by keyboard and to draw; the others are dots, and rows of the table. */
const mostReachable = 200;
/** More names would cover each other. */
const mostNamed = 8;

export interface ScatterModel {
  readonly group: Group;
  readonly metric: string;
  readonly styles: ReadonlyMap<RunId, number>;
  readonly open: (runId: RunId) => void;
}

interface Place {
  readonly x: (epsilon: number) => number;
  readonly y: (metric: number) => number;
}

export function scatter(model: ScatterModel): TemplateResult {
  const { points, front } = model.group;
  const finite = points.map(({ epsilon }) => epsilon).filter(Number.isFinite);
  const [across, up] = [scaleOver(finite, true), scaleOver(points.flatMap(({ metric, interval }) => [metric, ...(interval === undefined ? [] : [interval.low, interval.high])]), false)];
  const place: Place = {
    x: (epsilon) => (epsilon === Infinity ? endless : area.left + across.place(epsilon) * (area.right - area.left)),
    y: (metric) => area.bottom - up.place(metric) * (area.bottom - area.top),
  };
  const reachable = points.length <= mostReachable ? points : front.slice(0, mostReachable);
  const others = points.length <= mostReachable ? [] : points.filter((point) => !point.onFront);
  return html`
    <svg class="scatter" viewBox="0 0 ${width} ${height}" role="group" aria-label=${t('ε against {0}, {1} runs', metricTitle(model.metric), points.length)}>
      ${axes(across, up, place, finite.length < points.length, model.metric)} ${frontLine(front, place)}
      <path class="others" d=${others.map(({ epsilon, metric }) => `M${place.x(epsilon)} ${place.y(metric)}h0`).join('')}></path>
      ${reachable.map((point) => mark(point, place, model))}
      ${front.length <= mostNamed ? names(front, place, model.metric) : nothing}
    </svg>
  `;
}

function axes(across: Scale, up: Scale, place: Place, withEndless: boolean, metric: string): TemplateResult<2> {
  return svg`
    <g class="axes" aria-hidden="true">
      ${up.ticks.map((tick) => svg`
        <line class="grid" x1=${area.left} x2=${area.right} y1=${place.y(tick)} y2=${place.y(tick)}></line>
        <text x=${area.left - 8} y=${place.y(tick) + 4} text-anchor="end">${number(tick)}</text>`)}
      ${across.ticks.map((tick) => svg`
        <line class="grid" y1=${area.top} y2=${area.bottom} x1=${place.x(tick)} x2=${place.x(tick)}></line>
        <text x=${place.x(tick)} y=${area.bottom + 18} text-anchor="middle">${number(tick)}</text>`)}
      ${withEndless ? svg`<text x=${endless} y=${area.bottom + 18} text-anchor="middle">∞</text>` : nothing}
      <text x=${(area.left + area.right) / 2} y=${height - 8} text-anchor="middle">${t('ε spent')}</text>
      <text transform=${`translate(14 ${(area.top + area.bottom) / 2}) rotate(-90)`} text-anchor="middle">${metricTitle(metric)}</text>
    </g>`;
}

/** A staircase: between two runs of the front, the better metric is not to be had before the larger ε. */
function frontLine(front: readonly Point[], { x, y }: Place): TemplateResult<2> | typeof nothing {
  if (front.length < 2) return nothing;
  const [first, ...rest] = front;
  const steps = rest.map(({ epsilon, metric }) => `H${x(epsilon)}V${y(metric)}`).join('');
  return svg`<path class="front" d=${`M${x(first.epsilon)} ${y(first.metric)}${steps}`}></path>`;
}

function mark(point: Point, { x, y }: Place, { metric, styles, open, group }: ScatterModel): TemplateResult<2> {
  const style = styles.get(point.run.id);
  const figures = t('{0}: ε {1} ({2}), {3} {4}', point.label, epsilonText(point.epsilon), group.meaning, metricTitle(metric), withInterval(number(point.metric), point.interval));
  const label = point.onFront ? t('{0}, on the Pareto front', figures) : figures;
  const key = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      open(point.run.id);
    }
  };
  return svg`<g class=${point.onFront ? 'point on-front' : 'point'} tabindex="0" role="button" aria-label=${t('{0}. Open the dashboard.', label)}
      transform=${`translate(${x(point.epsilon)} ${y(point.metric)})`} fill=${style === undefined ? 'currentColor' : hueOf(style)}
      @click=${() => open(point.run.id)} @keydown=${key}>
      <title>${label}</title>
      ${whisker(point, y)}
      <circle class="halo" r="10"></circle>
      ${markerShape(style === undefined ? 'circle' : seriesStyle(style).marker)}
    </g>`;
}

/** From one end of the interval to the other, with a bar at each; around the middle of its point. */
function whisker({ metric, interval }: Point, y: Place['y']): TemplateResult<2> | typeof nothing {
  if (interval === undefined) return nothing;
  const [top, bottom] = [y(interval.high) - y(metric), y(interval.low) - y(metric)];
  return svg`<path class="whisker" d=${`M-4 ${top}h8m-4 0V${bottom}m-4 0h8`}></path>`;
}

/**
 * Runs that tie stand at one point and share its label. Toward small ε and good metrics nothing can lie, or the point would not be on
 * the front: there the label has room, unless the axis is near.
 */
function names(front: readonly Point[], { x, y }: Place, metric: string): TemplateResult<2>[] {
  const tied = (point: Point): readonly Point[] => front.filter((other) => other.epsilon === point.epsilon && other.metric === point.metric);
  const firsts = front.filter((point) => tied(point)[0] === point);
  const rise = betterWhen(metric) === 'higher' ? -9 : 18;
  return firsts.map((point) => {
    const nearAxis = x(point.epsilon) < width * 0.25;
    const text = tied(point).map(({ label }) => label).join(', ');
    return svg`<text class="point-name" aria-hidden="true" x=${x(point.epsilon) + (nearAxis ? -8 : -12)} y=${y(point.metric) + rise - (nearAxis ? 6 : 0)} text-anchor=${nearAxis ? 'start' : 'end'}>${text}</text>`;
  });
}
