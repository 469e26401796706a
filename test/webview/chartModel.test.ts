import { describe, expect, it } from 'vitest';
import type { ScalarBuckets } from '../../src/protocol/buckets';
import { contrast, mix, parseColour, readable } from '../../webview/shared/colour';
import { placeOf } from '../../webview/shared/chart/colourScale';
import { movedCursor } from '../../webview/shared/chart/cursorKeys';
import { cellText, extent, heatColumns, heatTable, type HeatMapModel } from '../../webview/shared/chart/heatModel';
import { firstAtOrAfter, notes, plotColumns, secondsAt, type LineChartModel, type LineSeries } from '../../webview/shared/chart/lineModel';
import { sentenceAt, tableOf } from '../../webview/shared/chart/readOut';
import { smooth } from '../../webview/shared/chart/smoothing';
import { zoomAround } from '../../webview/shared/chart/zoom';

function buckets(steps: number[], last: number[], spread = 0): ScalarBuckets {
  return {
    steps: Int32Array.from(steps),
    last: Float64Array.from(last),
    min: Float64Array.from(last, (value) => value - spread),
    max: Float64Array.from(last, (value) => value + spread),
  };
}

const series = (key: string, data: ScalarBuckets, changes: Partial<LineSeries> = {}): LineSeries => ({ key, label: key, width: 1, buckets: data, style: 0, band: false, seconds: undefined, ...changes });

const model = (all: LineSeries[], changes: Partial<LineChartModel> = {}): LineChartModel => ({
  title: 'Loss', series: all, references: [], axis: 'step', log: false, smoothing: 0, range: undefined, syncKey: 'x', format: String, onZoom: () => undefined, ...changes,
});

describe('columns of a plot', () => {
  it('share one axis, with gaps where a series has no bucket', () => {
    const { x, lines } = plotColumns(model([series('a', buckets([0, 2], [1, 2])), series('b', buckets([1, 2], [5, 6]))]));
    expect(x).toEqual([0, 1, 2]);
    expect(lines).toEqual([[1, null, 2], [null, 5, 6]]);
  });

  it('hold smallest and largest beside the line', () => {
    const { low, high } = plotColumns(model([series('a', buckets([0, 1], [3, 4], 1))]));
    expect([low, high]).toEqual([[[2, 3]], [[4, 5]]]);
  });

  it('have gaps for values of 0 and below on a logarithmic axis, and the chart says so', () => {
    const zero = model([series('a', buckets([0, 1, 2], [0, -1, 2]))], { log: true });
    expect(plotColumns(zero).lines).toEqual([[null, null, 2]]);
    expect(notes(zero).join()).toContain('2 values of 0 or below');
  });

  it('have gaps for what is no number', () => {
    expect(plotColumns(model([series('a', buckets([0, 1], [NaN, 1]))])).lines).toEqual([[null, 1]]);
  });

  it('stand at their seconds on the time axis; series without a clock stay away', () => {
    const seconds = buckets([0, 10], [0, 100]);
    const { x, steps } = plotColumns(model([series('a', buckets([0, 5, 20], [1, 2, 3]), { seconds }), series('b', buckets([7], [9]))], { axis: 'time' }));
    expect(x).toEqual([0, 50, 100]);
    expect(steps).toEqual([0, 5, 20]);
  });
});

it('seconds lie in proportion between known steps, and at the nearest beyond them', () => {
  const clockOf = buckets([2, 4], [10, 30]);
  expect([0, 2, 3, 4, 9].map((step) => secondsAt(clockOf, step))).toEqual([10, 10, 20, 30, 30]);
  expect(secondsAt(buckets([], []), 3)).toBe(0);
});

it('smoothing is the mean with weights that fall by a factor a step', () => {
  const values = [1, 5, 2, 8];
  const weight = 0.6;
  const direct = values.map((_, t) => {
    const weights = values.slice(0, t + 1).map((_, i) => weight ** (t - i));
    return weights.reduce((sum, w, i) => sum + w * values[i], 0) / weights.reduce((sum, w) => sum + w);
  });
  smooth(Float64Array.from(values), weight).forEach((value, i) => expect(value).toBeCloseTo(direct[i], 12));
  expect([...smooth(Float64Array.from([1, NaN, 3]), 0.5)][1]).toBeNaN();
  expect([...smooth(Float64Array.from([1, NaN, 3]), 0.5)][2]).toBeCloseTo((0.5 * 1 + 3) / 1.5, 12);
});

describe('read-outs', () => {
  it('tell the bucket that holds the step, with its extremes', () => {
    expect(sentenceAt(model([series('loss', buckets([0, 4], [3, 5], 1), { width: 4 })]), 6)).toBe('Step 6: loss 5 (4 to 6)');
  });

  it('say that a chart shows buckets', () => {
    expect(notes(model([series('a', buckets([0], [1]), { width: 8 })]))[0]).toContain('Buckets of 8 steps');
    expect(notes(model([series('a', buckets([0], [1]))]))).toEqual([]);
  });

  it('as a table have a row a bucket', () => {
    const data = model([series('a', buckets([0, 4], [3, 5], 1), { width: 4 }), series('b', buckets([4], [7]), { width: 4 })]);
    const table = tableOf(data, [0, 4]);
    expect(table.columns).toEqual(['Step', 'a', 'b']);
    expect([table.row(0), table.row(1)]).toEqual([['0 to 3', '3 (2 to 4)', ''], ['4 to 7', '5 (4 to 6)', '7']]);
  });
});

describe('cursor keys', () => {
  it.each([
    ['ArrowRight', 3, 4], ['ArrowLeft', 0, 0], ['ArrowRight', 99, 99], ['Home', 50, 0], ['End', 50, 99], ['PageUp', 50, 40], ['PageDown', 95, 99],
    ['ArrowRight', undefined, 0], ['ArrowLeft', undefined, 99], ['x', 3, undefined],
  ])('%s from %s goes to %s of 100 places', (key, at, to) => expect(movedCursor(key, at, 100)).toBe(to));

  it('go nowhere in an empty chart', () => expect(movedCursor('End', undefined, 0)).toBeUndefined());
});

it('zooming by keyboard keeps the step in its place, in whole steps from 0 on', () => {
  expect(zoomAround({ fromStep: 100, toStep: 200 }, 150, 0.5)).toEqual({ fromStep: 125, toStep: 175 });
  expect(zoomAround({ fromStep: 100, toStep: 200 }, 100, 2)).toEqual({ fromStep: 100, toStep: 300 });
  expect(zoomAround({ fromStep: 0, toStep: 4 }, 2, 0.5)).toEqual({ fromStep: 0, toStep: 4 });
});

describe('heat maps', () => {
  const experts = 2;
  const heat: HeatMapModel = {
    title: 'Load', width: 4, factor: 2, scale: { kind: 'ratio' }, ends: { low: '', high: '', between: '' }, format: String, range: undefined, detailed: true,
    buckets: { experts, steps: Int32Array.of(0, 8, 12), mean: Float32Array.of(0.5, 0.5, 1, 0, 0.25, 0.75), min: new Float32Array(6), max: new Float32Array(6).fill(1) },
  };

  it('have a column for empty buckets too', () => {
    expect(heatColumns(heat)).toEqual({ first: 0, columns: 4, bucketAt: Int32Array.of(0, -1, 1, 2) });
    expect(cellText(heat, heatColumns(heat), 1, 0)).toBe('steps 4 to 7, expert 0: no points');
    expect(cellText(heat, heatColumns(heat), 2, 1)).toBe('steps 8 to 11, expert 1: mean 0 (0 to 2)');
  });

  it('zoomed in have the buckets that hold a step of the range', () => {
    expect(heatColumns({ ...heat, range: { fromStep: 9, toStep: 12 } })).toEqual({ first: 8, columns: 1, bucketAt: Int32Array.of(1) });
    expect(heatColumns({ ...heat, range: { fromStep: 20, toStep: 30 } }).columns).toBe(0);
  });

  it('as a table have a row a bucket and a column an expert', () => {
    const table = heatTable(heat, heatColumns(heat));
    expect([table.columns, table.rows, table.row(2)]).toEqual([['Step', 'Expert 0', 'Expert 1'], 3, ['12 to 15', '0.5', '1.5']]);
  });

  it('span the values above 0 on a logarithmic scale', () => {
    expect(extent(heat.buckets)).toEqual({ least: 0.25, most: 1 });
    expect(extent({ ...heat.buckets, mean: new Float32Array(6) })).toBeUndefined();
  });

  it('have the fair share in the middle, and a multiple as far from it as its inverse', () => {
    const place = (value: number): number => placeOf({ kind: 'ratio' }, value)!;
    expect([place(0), place(Infinity)]).toEqual([0, 255]);
    expect(place(1)).toBeCloseTo(127.5, -0.5);
    expect(255 - place(4)).toBe(place(1 / 4));
    expect(placeOf({ kind: 'ratio' }, NaN)).toBeUndefined();
    expect([0.1, 1, 10, 100].map((value) => placeOf({ kind: 'magnitude', least: 1, most: 100 }, value))).toEqual([0, 0, 128, 255]);
  });
});

describe('colours', () => {
  it('are read in the forms that the editor uses', () => {
    expect(parseColour('#1f1f1f')).toEqual({ red: 31, green: 31, blue: 31, alpha: 1 });
    expect(parseColour('#f00')).toEqual({ red: 255, green: 0, blue: 0, alpha: 1 });
    expect(parseColour('#00000080')?.alpha).toBeCloseTo(0.502, 3);
    expect(parseColour('rgba(204, 204, 204, 0.5)')).toEqual({ red: 204, green: 204, blue: 204, alpha: 0.5 });
    expect(parseColour('')).toBeUndefined();
    expect(parseColour('color-mix(in srgb, red, blue)')).toBeUndefined();
  });

  const [black, white, yellow] = ['#000', '#fff', '#ffff00'].map((text) => parseColour(text)!);

  it('contrast by the formula of WCAG', () => {
    expect(contrast(black, white)).toBeCloseTo(21, 9);
    expect(contrast(parseColour('#777')!, white)).toBeCloseTo(4.48, 2);
  });

  it('mixed begin and end with their own, and pass through grey of middle lightness', () => {
    expect(mix(black, yellow, 0).red).toBeCloseTo(0, 3);
    expect(mix(black, yellow, 1).red).toBeCloseTo(255, 0);
    expect(mix(black, white, 0.5).green).toBeCloseTo(99, 0);
  });

  it('are made readable on their background', () => {
    expect(contrast(yellow, white)).toBeLessThan(1.2);
    expect(contrast(readable(yellow, white, black), white)).toBeGreaterThanOrEqual(3);
    expect(readable(yellow, black, white)).toEqual(yellow);
  });
});

it('firstAtOrAfter agrees with a search from the start', () => {
  const rising = [0, 4, 8, 12];
  for (let value = -1; value < 15; value++) {
    const found = rising.findIndex((entry) => entry >= value);
    expect(firstAtOrAfter(rising, value)).toBe(found < 0 ? rising.length : found);
  }
});
