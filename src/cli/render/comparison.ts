// The comparison of models, from nothing but what was measured just now.
import { epsilonToJson } from '../../core/privacy/epsilonJson';
import type { RunReport } from '../../services/runs/report';
import type { Disclose } from '../disclosure';
import type { Colours } from '../screen';
import { deltaText, epsilonText, meaning, meaningText } from '../../core/privacy/guaranteeText';
import { table, type Column } from './table';

/** Runs that differ in their initial weights (and in the noise, which is never seeded). */
export interface Variant {
  readonly name: string;
  readonly reports: readonly RunReport[];
}

export interface MeanAndDeviation {
  readonly mean: number;
  /** Sample standard deviation; undefined for a single value. */
  readonly deviation: number | undefined;
}

const linearNote =
  'A linear model on the set of words is a strong baseline for short texts: where logistic regression is level or ahead above, ' +
  'the experts do not earn their keep on this data.';

const columns: readonly Column[] = [
  { title: 'MODEL' },
  { title: 'ACCURACY', align: 'right' },
  { title: 'AUC', align: 'right' },
  { title: 'ε', align: 'right' },
  { title: 'δ', align: 'right' },
  { title: 'SECONDS', align: 'right' },
];

export function comparisonText(variants: readonly Variant[], disclose: Disclose, colours: Colours): string {
  const rows = variants.map((variant) => {
    const { spent } = variant.reports[0];
    return [
      variant.name,
      statisticText(metric(variant, 'accuracy', disclose), 4),
      statisticText(metric(variant, 'auc', disclose), 4),
      epsilonText(spent.epsilon.pld),
      deltaText(spent.delta),
      statisticText(seconds(variant, disclose), 1),
    ];
  });
  const [titles, ...lines] = table(columns, rows).split('\n');
  const count = variants[0]?.reports.length ?? 0;
  const heading = `Measured now, ${count === 1 ? 'one run each' : `mean ± standard deviation of ${count} runs each`}. ε by PLD; ${meaningText(meaning)}`;
  return [colours.dim(heading), colours.bold(titles), ...lines, colours.dim(linearNote)].join('\n');
}

export const comparisonJson = (variants: readonly Variant[], disclose: Disclose): object[] =>
  variants.map((variant) => {
    const { spent } = variant.reports[0];
    return {
      name: variant.name,
      runs: variant.reports.map(({ run }) => run.id),
      accuracy: metric(variant, 'accuracy', disclose),
      auc: metric(variant, 'auc', disclose),
      epsilon: epsilonToJson(spent.epsilon.pld),
      delta: spent.delta,
      accountant: 'pld',
      ...meaning,
      seconds: seconds(variant, disclose),
    };
  });

const metric = ({ reports }: Variant, name: string, disclose: Disclose): MeanAndDeviation | undefined =>
  statistic(reports.map(({ run }) => disclose(run.result?.metrics)?.[name]));

const seconds = ({ reports }: Variant, disclose: Disclose): MeanAndDeviation | undefined => statistic(reports.map((report) => disclose(report.seconds)));

/** Undefined when any value is missing. */
export function statistic(values: readonly (number | undefined)[]): MeanAndDeviation | undefined {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0 || known.length < values.length) return undefined;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: known.length === 1 ? undefined : Math.sqrt(squares / (known.length - 1)) };
}

function statisticText(value: MeanAndDeviation | undefined, decimals: number): string {
  if (value === undefined) return '–';
  const mean = value.mean.toFixed(decimals);
  return value.deviation === undefined ? mean : `${mean} ± ${value.deviation.toFixed(decimals)}`;
}
