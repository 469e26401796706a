// The columns of the run table: what each shows of a run, as text and as something to sort by.
import { badInput } from '../../src/base/errors';
import { configValue } from '../../src/core/config/differences';
import { deltaText, epsilonText, lowerBoundText } from '../../src/core/privacy/guaranteeText';
import type { ComparedRun } from '../../src/protocol/compare';
import { figureOf, releasedAccuracyName } from '../../src/protocol/figures';
import { revealed } from '../../src/protocol/labelled';
import type { AuditResult } from '../../src/protocol/run';
import { age, grouped, moment, number, percent, precise } from '../shared/format';
import { guaranteeText } from '../shared/meaning';
import { stateLabel } from '../shared/stateLabel';
import { t } from '../shared/translate';
import { valueText } from './valueText';

/** What rows are sorted by; undefined where a run has nothing to show, which comes last in either direction. */
export type SortValue = number | string | undefined;

export interface Column {
  /** `state`, `metric:accuracy`, `config:privacy.clipNorm`, … */
  readonly id: string;
  readonly title: string;
  /** More about the column, for its tooltip. */
  readonly about: string;
  readonly numeric: boolean;
  readonly value: (run: ComparedRun) => SortValue;
  readonly text: (run: ComparedRun) => string;
  /** More about the cell, for its tooltip. */
  readonly tooltip?: (run: ComparedRun) => string;
  /** True when the figure was computed from the data without noise. */
  readonly sensitive?: (run: ComparedRun) => boolean;
}

/** Of audits alone. */
const auditColumn = 'audit';

const own: readonly Column[] = [
  {
    id: 'id',
    title: t('Id'),
    about: t('What the command line and the files of the store call the run.'),
    numeric: false,
    value: (run) => run.id,
    text: (run) => run.id,
  },
  {
    id: 'state',
    title: t('State'),
    about: t('What the run is doing, or how it ended.'),
    numeric: false,
    value: (run) => run.state.status,
    text: (run) => stateLabel(run.state),
    tooltip: (run) => (run.state.status === 'failed' ? run.state.message : ''),
  },
  {
    id: 'step',
    title: t('Step'),
    about: t('Steps taken of those planned.'),
    numeric: true,
    value: (run) => run.step,
    text: (run) => (run.step === run.steps ? grouped(run.steps) : t('{0} of {1}', grouped(run.step), grouped(run.steps))),
  },
  {
    id: 'epsilon',
    title: t('ε spent'),
    about: t('ε of the steps charged so far, at the δ beside it, by PLD. The tooltip of a cell tells unit and neighbouring relation.'),
    numeric: true,
    value: (run) => run.spent.epsilon.pld,
    text: (run) => t('{0} at δ {1}', epsilonText(run.spent.epsilon.pld), deltaText(run.spent.delta)),
    tooltip: (run) => guaranteeText(run.spent),
  },
  {
    id: auditColumn,
    title: t('Audit: ε at least'),
    about: t('Lower bound of ε that an audit found by guessing about canaries. Models of audits are good for nothing else.'),
    numeric: true,
    value: ({ audit }) => audit && revealed(audit).lowerBound,
    text: ({ audit }) => (audit === undefined ? '' : auditText(revealed(audit))),
    tooltip: ({ audit }) => (audit === undefined ? '' : auditTooltip(revealed(audit))),
    sensitive: ({ audit }) => audit?.sensitivity === 'sensitive',
  },
  {
    id: 'noise',
    title: t('Noise multiplier'),
    about: t('Noise standard deviation divided by the clip norm.'),
    numeric: true,
    value: (run) => run.noiseMultiplier,
    text: (run) => precise(run.noiseMultiplier),
  },
  {
    id: 'rate',
    title: t('Sampling rate'),
    about: t('Probability with which a record joins a step.'),
    numeric: true,
    value: (run) => run.samplingRate,
    text: (run) => precise(run.samplingRate),
  },
  {
    id: 'data',
    title: t('Data set'),
    about: t('What was trained on.'),
    numeric: false,
    value: (run) => run.dataSet.name,
    text: (run) => run.dataSet.name,
    tooltip: (run) => (run.dataSet.declared === 'private' ? t('private data') : t('public demonstration')),
  },
  {
    id: 'created',
    title: t('Created'),
    about: t('When the run was launched.'),
    numeric: true,
    value: (run) => run.createdAt,
    text: (run) => age(run.createdAt, Date.now()),
    tooltip: (run) => moment(run.createdAt),
  },
];

/** The run's name: always shown, first. */
export const nameColumn: Column = {
  id: 'name',
  title: t('Run'),
  about: t('Name of the run.'),
  numeric: false,
  value: (run) => run.name,
  text: (run) => run.name,
  tooltip: (run) => run.id,
};

/** What is shown before anybody has chosen. */
export const usualColumns: readonly string[] = ['state', 'step', 'epsilon', auditColumn, 'metric:releasedAccuracy', 'metric:accuracy', 'metric:loss', 'noise', 'data', 'created'];

export const columnIds = { metric: (name: string): string => `metric:${name}`, config: (path: string): string => `config:${path}` };

/** @throws badInput for an id that never was a column's */
export function columnOf(id: string): Column {
  const [kind, name] = [id.slice(0, id.indexOf(':')), id.slice(id.indexOf(':') + 1)];
  const found = id === nameColumn.id ? nameColumn : own.find((column) => column.id === id);
  if (found !== undefined) return found;
  if (kind === 'metric') return metricColumn(name);
  if (kind === 'config') return configColumn(name);
  throw badInput(`There is no column "${id}".`);
}

export const isColumn = (id: string): boolean => id === nameColumn.id || id.startsWith('metric:') || id.startsWith('config:') || own.some((column) => column.id === id);

export const ownColumns: readonly Column[] = own;

/** A figure of the result. */
export function metricOf(run: ComparedRun, name: string): number | undefined {
  const figure = figureOf(run, name);
  return figure && revealed(figure);
}

export const metricTitle = (name: string): string => (name === releasedAccuracyName ? t('released accuracy') : name);

/** Audit and released accuracy are among the usual columns, and worth their place only where some run has one. */
export function withoutEmpty(ids: readonly string[], runs: readonly ComparedRun[]): readonly string[] {
  const empty = [
    ...(runs.some(({ releasedAccuracy }) => releasedAccuracy !== undefined) ? [] : [columnIds.metric(releasedAccuracyName)]),
    ...(runs.some(({ audit }) => audit !== undefined) ? [] : [auditColumn]),
  ];
  return ids.filter((id) => !empty.includes(id));
}

const auditText = ({ lowerBound, delta }: AuditResult): string => t('{0} at δ {1}', lowerBoundText(lowerBound), deltaText(delta));

const auditTooltip = ({ confidence, correct, guesses }: AuditResult): string =>
  t('With {0} confidence, by {1} of {2} guesses right.', percent(confidence), grouped(correct), grouped(guesses));

function metricColumn(name: string): Column {
  return {
    id: columnIds.metric(name),
    title: metricTitle(name),
    about: t('{0} on the test split, once the run has finished.', metricTitle(name)),
    numeric: true,
    value: (run) => {
      const value = metricOf(run, name);
      return Number.isNaN(value) ? undefined : value;
    },
    text: (run) => {
      const value = metricOf(run, name);
      return value === undefined ? '' : withInterval(precise(value), intervalOf(run, name));
    },
    ...(name === releasedAccuracyName && { tooltip: intervalTooltip }),
    sensitive: (run) => figureOf(run, name)?.sensitivity === 'sensitive',
  };
}

/** The 95 % interval of a figure that has one. */
export function intervalOf({ releasedAccuracy }: ComparedRun, name: string): Interval | undefined {
  if (name !== releasedAccuracyName || releasedAccuracy === undefined) return undefined;
  const { low, high } = revealed(releasedAccuracy);
  return { low, high };
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** `0.87 (0.8 to 0.93)`, or the bare figure where it has no interval. */
export const withInterval = (text: string, interval: Interval | undefined): string =>
  interval === undefined ? text : t('{0} ({1} to {2})', text, number(interval.low), number(interval.high));

function intervalTooltip({ releasedAccuracy }: ComparedRun): string {
  if (releasedAccuracy === undefined) return '';
  const { low, high } = revealed(releasedAccuracy);
  return t('Released under noise, charged on the ledger. 95 % interval: {0} to {1}', precise(low), precise(high));
}

function configColumn(path: string): Column {
  return {
    id: columnIds.config(path),
    title: path,
    about: t('{0} of the run file.', path),
    numeric: true,
    value: (run) => {
      const value = configValue(run.config, path);
      return typeof value === 'number' ? value : value === undefined ? undefined : valueText(value);
    },
    text: (run) => valueText(configValue(run.config, path)),
  };
}
