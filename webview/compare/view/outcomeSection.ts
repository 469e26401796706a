// The section on what runs gave for their privacy: choice of the metric, a plot and a table a group, and why there is more than one.
import { html, nothing, type TemplateResult } from 'lit';
import { epsilonText } from '../../../src/core/privacy/guaranteeText';
import type { ComparedRun } from '../../../src/protocol/compare';
import type { RunId } from '../../../src/protocol/run';
import { pagedTable, type TablePosition } from '../../shared/chart/pagedTable';
import { allOf, number } from '../../shared/format';
import { mark } from '../../shared/mark';
import { t } from '../../shared/translate';
import { metricTitle, withInterval } from '../columns';
import { betterWhen, metricNames, outcomeGroups, type Group, type Point } from '../outcomes';
import { dropdown } from './controls';
import { scatter } from './scatter';

export interface OutcomeModel {
  /** The selected runs; where fewer than two are, all that the table lists. */
  readonly runs: readonly ComparedRun[];
  readonly ofSelection: boolean;
  readonly styles: ReadonlyMap<RunId, number>;
  readonly metric: string | undefined;
  readonly chooseMetric: (name: string) => void;
  readonly open: (runId: RunId) => void;
  /** Where the table of a group is; kept by the page. */
  readonly table: (group: number) => TablePosition;
  readonly moveTable: (group: number, position: TablePosition) => void;
}

/** Each is a plot of its own; more would bury the page. */
const mostGroups = 4;

export function outcomeSection(model: OutcomeModel): TemplateResult {
  const names = metricNames(model.runs);
  const metric = model.metric !== undefined && names.includes(model.metric) ? model.metric : names[0];
  return html`
    <section class="panel" aria-labelledby="outcomes">
      <h2 id="outcomes">${t('ε and metric')}</h2>
      ${metric === undefined ? html`<p class="empty">${t('No run here has a result yet. Runs get one when they finish.')}</p>` : body(model, names, metric)}
    </section>
  `;
}

function body(model: OutcomeModel, names: readonly string[], metric: string): TemplateResult {
  const groups = outcomeGroups(model.runs, metric);
  const without = model.runs.length - groups.reduce((count, { points }) => count + points.length, 0);
  return html`
    <div class="toolbar">
      ${dropdown(t('Metric'), names.map((name) => ({ value: name, text: metricTitle(name) })), metric, model.chooseMetric)}
      <span class="muted">
        ${model.ofSelection ? t('The selected runs.') : t('All runs of the table.')} ${rankingText(metric)} ${without > 0 ? leftOutText(without, metric) : ''}
      </span>
    </div>
    ${groups.length > 1 ? html`<p class="notice">${whyApart(groups)}</p>` : nothing}
    ${groups.slice(0, mostGroups).map((group, index) => groupView(model, group, index, metric))}
    ${groups.length > mostGroups ? html`<p class="note">${t('Further groups, which are smaller, are not drawn: {0}. Filter or select runs to see them.', groups.length - mostGroups)}</p>` : nothing}
  `;
}

const rankingText = (metric: string): string =>
  betterWhen(metric) === 'higher' ? t('Higher {0} is better.', metricTitle(metric)) : t('Lower {0} is better.', metricTitle(metric));

const leftOutText = (runs: number, metric: string): string =>
  runs === 1 ? t('1 run without {0} is left out.', metricTitle(metric)) : t('{0} runs without {1} are left out.', runs, metricTitle(metric));

/** Names what is not the same. */
function whyApart(groups: readonly Group[]): string {
  const many = (values: readonly string[]): boolean => new Set(values).size > 1;
  const reasons = [
    ...(many(groups.map(({ dataSet }) => dataSet)) ? [t('data sets')] : []),
    ...(many(groups.map(({ meaning }) => meaning)) ? [t('what ε means (δ, unit or neighbouring relation)')] : []),
  ];
  const what = reasons.length === 0 ? t('contents of data sets of the same name') : allOf(reasons);
  return t('These runs differ in {0}, so their figures are on different scales. They are in {1} groups, each with a Pareto front of its own.', what, groups.length);
}

function groupView(model: OutcomeModel, group: Group, index: number, metric: string): TemplateResult {
  const { points, front } = group;
  const rows = [...front, ...points.filter(({ onFront }) => !onFront)];
  const data = {
    caption: t('{0} and ε of runs on {1}, those on the Pareto front first', metricTitle(metric), group.dataSet),
    columns: [t('Run'), t('ε spent ({0})', group.meaning), metricTitle(metric), t('On the Pareto front')],
    rows: rows.length,
    row: (row: number) => {
      const { label, epsilon, metric: value, interval, onFront } = rows[row];
      return [label, epsilonText(epsilon), withInterval(number(value), interval), onFront ? t('yes') : t('no')];
    },
  };
  return html`
    <div class="group">
      <h3>${group.dataSet}: ${headText(group)} ${group.sensitive ? mark('sensitive') : nothing}</h3>
      <p class="note">${group.meaning}</p>
      ${points.length === 1 ? onlyOne(points[0], metric) : scatter({ group, metric, styles: model.styles, open: model.open })}
      ${points.length === 1 ? nothing : pagedTable(data, model.table(index), (position) => model.moveTable(index, position))}
    </div>
  `;
}

const headText = ({ points, front }: Group): string => (points.length === 1 ? t('1 run') : t('{0} runs, {1} on the Pareto front', points.length, front.length));

/** A plot of one point says less than its figures. */
const onlyOne = ({ label, epsilon, metric: value, interval }: Point, metric: string): TemplateResult =>
  html`<p>${t('{0}: ε {1}, {2} {3}. There is nothing to compare it with.', label, epsilonText(epsilon), metricTitle(metric), withInterval(number(value), interval))}</p>`;
