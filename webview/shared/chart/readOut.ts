// What a line chart says about one place on its axis: in the legend, to screen readers and in the table.
import { elapsed, stepsCell } from '../format';
import { t } from '../translate';
import { firstAtOrAfter, secondsAt, type LineChartModel, type LineSeries } from './lineModel';
import type { TableData } from './pagedTable';

/** Index of the bucket of a series that holds the step, or the last one before it; undefined when it begins later. */
export function bucketAt({ buckets }: LineSeries, step: number): number | undefined {
  const index = firstAtOrAfter(buckets.steps, step + 1) - 1;
  return index < 0 ? undefined : index;
}

/** `0.31`, or for a bucket `0.31 (0.28 to 0.35)`. */
export function valueText({ buckets, width }: LineSeries, index: number, format: LineChartModel['format']): string {
  const [last, least, most] = [buckets.last[index], buckets.min[index], buckets.max[index]].map(format);
  return width === 1 || least === most ? last : t('{0} ({1} to {2})', last, least, most);
}

/** Step of the last bucket of any series; undefined without points. */
export function lastStep(series: readonly LineSeries[]): number | undefined {
  const steps = series.flatMap(({ buckets: { steps } }) => (steps.length === 0 ? [] : [steps[steps.length - 1]]));
  return steps.length === 0 ? undefined : Math.max(...steps);
}

/** One sentence about all series at a step. */
export function sentenceAt({ series, format }: LineChartModel, step: number): string {
  const values = series.flatMap((one) => {
    const index = bucketAt(one, step);
    return index === undefined ? [] : [`${one.label} ${valueText(one, index, format)}`];
  });
  return t('Step {0}: {1}', step, values.join('; '));
}

/** A row for every step at which any series has a bucket. */
export function tableOf({ title, series, axis, format }: LineChartModel, steps: readonly number[]): TableData {
  const width = Math.max(1, ...series.map((one) => one.width));
  const withTime = axis === 'time' && series.some(({ seconds }) => seconds !== undefined);
  const clockSeries = series.find(({ seconds }) => seconds !== undefined)?.seconds;
  return {
    caption: width === 1 ? title : t('{0}: last value of each bucket (smallest to largest)', title),
    columns: [t('Step'), ...(withTime ? [t('Time')] : []), ...series.map(({ label }) => label)],
    rows: steps.length,
    row: (index) => [
      stepsCell(steps[index], width),
      ...(withTime && clockSeries !== undefined ? [elapsed(secondsAt(clockSeries, steps[index]))] : []),
      ...series.map((one) => cell(one, steps[index], format)),
    ],
  };
}

function cell(series: LineSeries, step: number, format: LineChartModel['format']): string {
  const index = bucketAt(series, step);
  return index === undefined || series.buckets.steps[index] !== step ? '' : valueText(series, index, format);
}
