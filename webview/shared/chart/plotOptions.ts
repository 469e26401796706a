// How a line chart looks and behaves, in the terms of uPlot.
import uPlot from 'uplot';
import { cssColour, withAlpha, type Colour } from '../colour';
import { clock, grouped, tick } from '../format';
import { seriesStyle, theme, type Theme } from '../theme';
import type { LineChartModel, ReferenceLine } from './lineModel';

/** Columns of the plot that belong to one series: the line, the smallest and the largest values. */
const columnsOfSeries = 3;

const stepIncrements = [1, 2, 5].flatMap((digit) => Array.from({ length: 9 }, (_, power) => digit * 10 ** power)).sort((a, b) => a - b);
const timeIncrements = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800];

export interface PlotHandlers {
  /** The model now: what is drawn between two rebuilds of the plot may have moved. */
  readonly model: () => LineChartModel;
  /** The cursor moved to a row of the columns, or left. */
  readonly cursorMoved: (row: number | undefined) => void;
  /** A range of the horizontal axis was dragged over. */
  readonly selected: (from: number, to: number) => void;
}

/** What a plot cannot change once it is made: when it differs, the plot is made anew. */
export const plotShape = ({ series, axis, log, syncKey }: LineChartModel): string =>
  JSON.stringify([axis, log, syncKey, series.map(({ key, style, band, label }) => [key, style, band, label])]);

/** Everything that uPlot needs to make the plot. @param size in CSS pixels */
export function plotOptions(size: { readonly width: number; readonly height: number }, handlers: PlotHandlers): uPlot.Options {
  const { series, axis, log, syncKey } = handlers.model();
  const colours = theme();
  return {
    ...size,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: false, range: (_plot, least, most) => horizontalRange(handlers.model(), least, most) },
      y: { distr: log ? 3 : 1, range: (_plot, least, most) => verticalRange(handlers.model(), least, most) },
    },
    axes: [horizontalAxis(axis, colours), verticalAxis(log, colours)],
    series: [{}, ...series.flatMap(({ style, band, label }) => seriesOptions(style, band, label, colours))],
    bands: series.flatMap(({ style, band }, i) => (band ? [bandOf(i, colours.hues[seriesStyle(style).hue])] : [])),
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false },
      points: { size: 7 },
      // Cursors move together; what is dragged over stays with the chart that it happened in.
      sync: { key: syncKey, setSeries: false, scales: ['x', null], filters: { pub: (type) => type === 'mousemove' || type === 'mouseleave' } },
    },
    hooks: {
      setCursor: [(plot) => handlers.cursorMoved(plot.cursor.left === undefined || plot.cursor.left < 0 ? undefined : (plot.cursor.idx ?? undefined))],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < 4) return;
          handlers.selected(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
          plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
        },
      ],
      draw: [(plot) => handlers.model().references.forEach((reference) => drawReference(plot, reference, theme()))],
    },
  };
}

function seriesOptions(index: number, band: boolean, label: string, { hues, highContrast }: Theme): uPlot.Series[] {
  const { hue, dash } = seriesStyle(index);
  const stroke = cssColour(hues[hue]);
  const edge: uPlot.Series = { show: band, width: 0, points: { show: false }, spanGaps: true };
  return [{ label, stroke, width: highContrast ? 2 : 1.5, dash: [...dash], spanGaps: true, points: { fill: stroke, size: 5 } }, edge, edge];
}

const bandOf = (index: number, hue: Colour): uPlot.Band => {
  const line = 1 + index * columnsOfSeries;
  return { series: [line + 2, line + 1], fill: cssColour(withAlpha(hue, 0.22)) };
};

function horizontalAxis(axis: LineChartModel['axis'], colours: Theme): uPlot.Axis {
  const shared = axisColours(colours);
  return axis === 'step'
    ? { ...shared, incrs: stepIncrements, size: 30, values: (_plot, ticks) => ticks.map(grouped), space: 60 }
    : { ...shared, incrs: timeIncrements, size: 30, values: (_plot, ticks) => ticks.map(clock), space: 60 };
}

function verticalAxis(log: boolean, colours: Theme): uPlot.Axis {
  const shared = axisColours(colours);
  return {
    ...shared,
    ...(log ? { grid: { ...shared.grid, filter: decades }, ticks: { ...shared.ticks, filter: decades } } : {}),
    size: 56,
    space: 28,
    values: (_plot, ticks, _axis, _space, increment) => ticks.map((value) => tickText(value, log ? value : increment)),
  };
}

/** Grid lines of a logarithmic axis: the powers of ten alone, where there are some of them to go by. */
function decades(_plot: uPlot, ticks: number[]): (number | null)[] {
  const powers = ticks.map((tick) => (Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-9 ? tick : null));
  return powers.filter((tick) => tick !== null).length > 2 ? powers : ticks;
}

/** As many decimals as the increment has, so that ticks stay even: 0.25 takes two. uPlot leaves out crowded ticks of a logarithmic axis as null. */
const tickText = (value: number | null, increment: number): string => (value === null ? '' : tick(value, decimalsOf(increment)));

function decimalsOf(increment: number): number {
  let decimals = 0;
  while (decimals < 6 && Math.abs(increment * 10 ** decimals - Math.round(increment * 10 ** decimals)) > 1e-6) decimals++;
  return decimals;
}

const axisColours = ({ muted, grid, font }: Theme): uPlot.Axis => ({
  stroke: cssColour(muted),
  font: `11px ${font}`,
  grid: { stroke: cssColour(grid), width: 1 },
  ticks: { stroke: cssColour(grid), width: 1 },
});

/** The chosen range, or all there is; never of no length. uPlot hands in null where there is no data. */
function horizontalRange({ range, axis }: LineChartModel, least: number | null, most: number | null): [number, number] {
  if (range !== undefined && axis === 'step') return [range.fromStep, Math.max(range.fromStep + 1, range.toStep - 1)];
  if (least === null || most === null) return [0, 1];
  return least === most ? [least - 1, most + 1] : [least, most];
}

/** All values on show and the reference lines, with some room. */
function verticalRange({ references, log }: LineChartModel, least: number | null, most: number | null): [number, number] {
  const levels = references.map(({ value }) => value).filter((value) => Number.isFinite(value) && (!log || value > 0));
  const all = [least, most].filter((value) => value !== null).concat(levels);
  if (all.length === 0) return log ? [0.1, 10] : [0, 1];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const range = log ? uPlot.rangeLog(low, high, 10, false) : uPlot.rangeNum(low, high, 0.1, true);
  return [range[0] ?? low, range[1] ?? high];
}

function drawReference(plot: uPlot, { value, label, tone }: ReferenceLine, colours: Theme): void {
  const { ctx, bbox } = plot;
  const y = plot.valToPos(value, 'y', true);
  if (!Number.isFinite(y) || y < bbox.top - 1 || y > bbox.top + bbox.height + 1) return;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = cssColour(tone === 'warning' ? colours.warning : colours.foreground);
  ctx.fillStyle = ctx.strokeStyle;
  ctx.lineWidth = scale;
  ctx.setLineDash([4 * scale, 4 * scale]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.font = `${11 * scale}px ${colours.font}`;
  ctx.textAlign = 'left';
  const above = y - bbox.top > 16 * scale;
  ctx.textBaseline = above ? 'bottom' : 'top';
  const at = [label, bbox.left + 6 * scale, y + (above ? -3 : 3) * scale] as const;
  // An edge in the colour of the background keeps the label readable where curves run behind it.
  ctx.setLineDash([]);
  ctx.lineWidth = 3 * scale;
  ctx.strokeStyle = cssColour(colours.surface);
  ctx.strokeText(...at);
  ctx.fillText(...at);
  ctx.restore();
}
