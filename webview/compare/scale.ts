// Axes of the scatter plot: where values lie, and which ones are written beside the axis.

export interface Scale {
  /** Share of the axis, from 0 to 1. */
  readonly place: (value: number) => number;
  /** Values to write beside the axis, rising. */
  readonly ticks: readonly number[];
}

/** The widest spread that still reads well without a logarithm. */
const linearSpread = 20;

/**
 * An axis over finite values, with some room at both ends.
 *
 * - `logarithmic` is taken as a wish: it needs values above 0 that spread further than twentyfold.
 * - One value, or none, gets an axis around it.
 */
export function scaleOver(values: readonly number[], logarithmic: boolean): Scale {
  const [low, high] = values.length === 0 ? [0, 1] : [smallest(values), largest(values)];
  if (logarithmic && low > 0 && high / low > linearSpread) return logScale(low, high);
  const room = high > low ? (high - low) * 0.08 : Math.abs(low) * 0.1 || 0.5;
  const [from, to] = [low - room, high + room];
  return { place: (value) => (value - from) / (to - from), ticks: evenTicks(from, to) };
}

function logScale(low: number, high: number): Scale {
  const [from, to] = [Math.log10(low) - 0.1, Math.log10(high) + 0.1];
  const exponents = Array.from({ length: Math.ceil(to) - Math.floor(from) + 1 }, (_, i) => Math.floor(from) + i);
  const mantissas = to - from > 3 ? [1] : [1, 2, 5];
  const ticks = exponents.flatMap((exponent) => mantissas.map((mantissa) => mantissa * 10 ** exponent));
  return {
    place: (value) => (Math.log10(value) - from) / (to - from),
    ticks: ticks.filter((tick) => Math.log10(tick) >= from && Math.log10(tick) <= to),
  };
}

/** Multiples of 1, 2 or 5 times a power of ten, four to seven of them. */
function evenTicks(from: number, to: number): number[] {
  const rough = (to - from) / 7;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((mantissa) => mantissa * power).find((candidate) => candidate >= rough)!;
  const first = Math.ceil(from / step);
  // Multiples, not sums, so that 0.3 is not 0.30000000000000004; rounded where the product is.
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Not by spreading into Math.min, which overflows the stack for very many values. */
const smallest = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));
const largest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b));
