// Line charts of a run's series, all with the axis, smoothing and zoom that were chosen for the page.
import { html, type TemplateResult } from 'lit';
import type { Sensitivity } from '../../../src/core/sensitivity';
import type { ScalarBuckets, ScalarView } from '../../../src/protocol/buckets';
import { revealed } from '../../../src/protocol/labelled';
import { lineChart } from '../../shared/chart/lineChart';
import type { LineSeries, ReferenceLine } from '../../shared/chart/lineModel';
import { t } from '../../shared/translate';
import type { PanelId } from '../choices';
import type { DashboardData } from '../state';
import type { ViewContext } from './context';
import { empty } from './panel';

export interface Curve {
  /** Name of the series. */
  readonly name: string;
  readonly label: string;
  /** Look of the line; by default its place in the list. */
  readonly style?: number;
  /** What is drawn of the series; by default all of it. */
  readonly drawn?: (buckets: ScalarBuckets) => ScalarBuckets;
}

export interface CurvesParts {
  readonly panel: PanelId;
  readonly title: string;
  readonly curves: readonly Curve[];
  readonly format: (value: number) => string;
  readonly references?: readonly ReferenceLine[];
  /** Series that no trainer has written, e.g. what is planned. */
  readonly extra?: readonly LineSeries[];
  readonly bands?: boolean;
}

/** A chart of those curves that have points, or a sentence that there are none yet. */
export function curves(context: ViewContext, parts: CurvesParts): TemplateResult {
  const { state, data, dispatch } = context;
  const { axis, smoothing, logarithmic } = state.choices;
  const seconds = secondsOf(data);
  const own = parts.curves.flatMap(({ name, label, style, drawn = (buckets) => buckets }, index): LineSeries[] => {
    const view = shown(context, name);
    if (view === undefined) return [];
    return [{ key: name, label, width: view.width, buckets: drawn(revealed(view.buckets)), style: style ?? index, band: parts.bands !== false && view.width > 1, seconds }];
  });
  if (own.every(({ buckets }) => buckets.steps.length === 0)) return empty(nothingYet(data));
  const model = {
    title: parts.title,
    // What is planned lies below what has happened.
    series: [...(parts.extra ?? []), ...own],
    references: parts.references ?? [],
    // Until the first time is known, steps are all there is.
    axis: seconds === undefined ? ('step' as const) : axis,
    log: logarithmic.includes(parts.panel),
    smoothing,
    range: state.zoom?.range,
    syncKey: 'run',
    format: parts.format,
    onZoom: (range: { fromStep: number; toStep: number } | undefined) => dispatch({ type: 'zoomed', range }),
  };
  return html`<div class="chart" ${lineChart(model)}></div>`;
}

const secondsOf = ({ scalars }: DashboardData): LineSeries['seconds'] => {
  const view = scalars.get('elapsedSeconds');
  return view === undefined ? undefined : revealed(view.buckets);
};

function shown({ state, data }: ViewContext, name: string): ScalarView | undefined {
  return state.zoom?.scalars?.get(name) ?? data.scalars.get(name);
}

/** The strictest label of the series that exist. */
export function strictest(data: DashboardData, names: readonly string[]): Sensitivity | undefined {
  const labels = names.flatMap((name) => data.scalars.get(name)?.sensitivity ?? []);
  return (['sensitive', 'released', 'public'] as const).find((label) => labels.includes(label));
}

export function nothingYet({ run }: DashboardData): string {
  switch (run.state.status) {
    case 'queued':
      return t('This run waits for its turn.');
    case 'created':
    case 'starting':
      return t('The trainer is starting: points appear with the first step.');
    case 'running':
    case 'stopping':
      return t('No points yet: they appear with the next step.');
    default:
      return t('This run has no points here.');
  }
}
