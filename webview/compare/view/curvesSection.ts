// The section with the curves of the selected runs over each other: choice of series, axes, smoothing.
import { html, nothing, type TemplateResult } from 'lit';
import type { ComparedRun } from '../../../src/protocol/compare';
import type { ScalarView } from '../../../src/protocol/buckets';
import type { RunId } from '../../../src/protocol/run';
import { lineChart } from '../../shared/chart/lineChart';
import type { StepRange } from '../../shared/chart/lineModel';
import { allOf, number } from '../../shared/format';
import { mark } from '../../shared/mark';
import { epsilonMeaning } from '../../shared/meaning';
import { t } from '../../shared/translate';
import type { Choices } from '../choices';
import { curveSet, seriesNames, timeSeries, type CurveSet } from '../curves';
import type { CompareEvent } from '../state';
import { checkbox, dropdown, picker } from './controls';

export interface CurvesModel {
  readonly runs: readonly { readonly run: ComparedRun; readonly style: number }[];
  readonly curves: ReadonlyMap<RunId, readonly ScalarView[]>;
  readonly choices: Choices;
  readonly range: StepRange | undefined;
  readonly dispatch: (event: CompareEvent) => void;
  /** The choice of series is open. */
  readonly pickerOpen: boolean;
  readonly openPicker: (open: boolean) => void;
}

const smoothings = [
  { value: '0', text: t('none') },
  { value: '0.6', text: t('light') },
  { value: '0.9', text: t('medium') },
  { value: '0.98', text: t('strong') },
];

export function curvesSection(model: CurvesModel): TemplateResult {
  return html`
    <section class="panel" aria-labelledby="curves">
      <h2 id="curves">${t('Curves')}</h2>
      ${body(model)}
    </section>
  `;
}

function body(model: CurvesModel): TemplateResult {
  const { runs, curves, choices, dispatch } = model;
  if (runs.length === 0) return html`<p class="empty">${t('Select runs in the table to lay their curves over each other.')}</p>`;
  const names = seriesNames(curves);
  const waiting = runs.filter(({ run }) => !curves.has(run.id)).length;
  if (names.length === 0) return html`<p class="empty">${waiting > 0 ? t('Reading the curves …') : t('The selected runs have no series yet: the first come with the first steps.')}</p>`;
  const shown = names.filter((name) => choices.series.includes(name));
  const without = runs.filter(({ run }) => curves.get(run.id)?.length === 0).map(({ run }) => run.name);
  return html`
    <div class="toolbar">
      ${picker(t('Series ({0} of {1})', shown.length, names.length), model.pickerOpen, model.openPicker, () => html`
        ${names.map((name) => checkbox(name, choices.series.includes(name), (on) => dispatch({ type: 'showSeries', name, shown: on })))}
      `)}
      ${dropdown(t('Smoothing'), smoothings, String(choices.smoothing), (value) => dispatch({ type: 'smooth', weight: Number(value) }))}
      ${dropdown(t('Axis'), axes(model), choices.axis, (axis) => dispatch({ type: 'axis', axis: axis === 'time' ? 'time' : 'step' }))}
      ${checkbox(t('Logarithmic'), choices.logarithmic, (logarithmic) => dispatch({ type: 'scale', logarithmic }))}
    </div>
    ${without.length > 0 ? html`<p class="note">${t('Without series yet: {0}.', allOf(without))}</p>` : nothing}
    ${shown.length === 0 ? html`<p class="empty">${t('Choose a series above.')}</p>` : nothing}
    <div class="charts">${shown.map((name) => chart(curveSet(name, runs, curves), model))}</div>
  `;
}

/** Runs of an older version have no times. */
const axes = ({ curves }: CurvesModel): { value: string; text: string }[] => [
  { value: 'step', text: t('step') },
  ...([...curves.values()].some((views) => views.some(({ name }) => name === timeSeries)) ? [{ value: 'time', text: t('training time') }] : []),
];

function chart({ name, sensitivity, lines }: CurveSet, { choices, range, dispatch, runs }: CurvesModel): TemplateResult {
  return html`
    <div class="curve">
      <div class="panel-head"><h3>${name}</h3> ${mark(sensitivity)} ${name === 'epsilon' ? html`<span class="note">${meaningOfEpsilon(runs)}</span>` : nothing}</div>
      <div
        class="chart"
        ${lineChart({
          title: lines.length === 1 ? t('{0} of 1 run', name) : t('{0} of {1} runs', name, lines.length),
          series: lines,
          references: [],
          axis: choices.axis,
          log: choices.logarithmic,
          smoothing: choices.smoothing,
          range,
          syncKey: 'compare',
          format: number,
          onZoom: (next) => dispatch({ type: 'zoom', range: next }),
        })}
      ></div>
    </div>
  `;
}

function meaningOfEpsilon(runs: CurvesModel['runs']): string {
  const meanings = new Set(runs.map(({ run }) => epsilonMeaning(run.spent)));
  return meanings.size === 1 ? [...meanings][0] : t('at the δ of each run, which differ: see the table');
}
