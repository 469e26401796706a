// The choice of interval, window and tilt for a composition: fine enough for the answer, no larger than needed.
import { smallestSatisfying } from '../../math/search';
import type { LossWindow } from './compose';
import type { CurvePoint, Query } from './curve';
import type { TailBounds } from './tailBounds';

/** How a composition is to be carried out. */
export interface GridPlan extends LossWindow {
  readonly tilt: number;
  /** Probability that the grids of all steps together may leave out. */
  readonly tailMass: number;
  /** A tilt that shows how little lies above the window, and one that shows how little lies below. */
  readonly tiltAbove: number;
  readonly tiltBelow: number;
  /** The δ that the plan was made for. */
  readonly delta: number;
  /** Whether the window would have needed more than {@link largestWindow} losses at the wanted interval. */
  readonly coarsened: boolean;
}

/** Relative error of ε (or of δ, where δ is asked) that the interval is chosen for. */
const tolerance = 1e-4;

/** Largest number of losses in a window. Beyond, the interval grows: still sound, less tight. */
const largestWindow = 2 ** 20;

/** What lies outside grids and window, relative to δ. */
const outside = 1e-6;

/** A δ below this is not resolved any further. */
const smallestDelta = 1e-30;

/** What rounding may do to δ, relatively, and what it does for each step to an untilted δ, roughly. */
const rounding = { wanted: 1e-4, perStep: 1e-14 };

/** A first guess at the answer, by the Chernoff bound. */
export function startOf(bounds: TailBounds, query: Query): CurvePoint {
  if (query.find === 'epsilon') {
    const { loss, tilt } = bounds.upper(Math.log(query.delta));
    return { epsilon: loss, delta: query.delta, slope: tilt };
  }
  const { logProbability, tilt } = bounds.above(query.epsilon);
  return { epsilon: query.epsilon, delta: Math.exp(Math.max(-600, logProbability)), slope: tilt };
}

/**
 * The interval h at which discretisation moves the answer by less than the tolerance. Each step spreads a loss between two points
 * of the grid: its variance grows by at most h²/4, and its mean by half of that, as E[exp(−loss)] is kept. With T steps on a curve
 * that falls like exp(−slope·ε), ε moves by at most T·h²·(slope + 1)/8.
 */
export function refinedInterval(bounds: TailBounds, query: Query, point: CurvePoint): number {
  const slope = Math.max(point.slope, 1 / bounds.deviation);
  // An ε near 0 need not be resolved beyond a small part of the scale on which losses lie.
  const allowed = query.find === 'epsilon' ? tolerance * Math.max(point.epsilon, bounds.deviation / 10) : tolerance / slope;
  return Math.sqrt((8 * allowed) / (bounds.steps * (slope + 1)));
}

/** Plans a composition that resolves the curve near `point`. */
export function planGrid(bounds: TailBounds, point: CurvePoint, interval: number): GridPlan {
  const { epsilon } = point;
  const delta = Math.max(point.delta, smallestDelta);
  const tailMass = outside * delta;
  const spread = bounds.discretised(interval, tailMass);
  const tilt = leastTilt(spread, epsilon, Math.log((delta * rounding.wanted) / (rounding.perStep * bounds.steps)));
  // A tilted mass m that reappears above ε adds at most m·exp(K(tilt) − tilt·ε) to δ.
  const logOutside = Math.min(Math.log(tailMass) + tilt * epsilon - spread.cumulant(tilt), Math.log(outside));
  const above = spread.upper(logOutside, tilt);
  const below = spread.lower(logOutside, tilt);
  const [least, most] = lossRange(bounds, interval);
  const bottom = Math.max(Math.min(below.loss, epsilon), least) - interval;
  const top = Math.max(Math.min(above.loss, most), epsilon) + interval;
  const wanted = Math.max(64, 2 ** Math.ceil(Math.log2((top - bottom) / interval + 2)));
  const size = Math.min(wanted, largestWindow);
  // What the power of two leaves over makes the interval finer.
  const fitted = (top - bottom) / (size - 2);
  return {
    interval: fitted,
    lowest: Math.floor(bottom / fitted),
    size,
    tilt,
    tailMass,
    tiltAbove: above.tilt,
    tiltBelow: below.tilt,
    delta,
    coarsened: wanted > largestWindow,
  };
}

/** Whether the answer bears out what the plan was made for. */
export function suits(plan: GridPlan, point: CurvePoint, interval: number): boolean {
  return plan.coarsened || (plan.interval <= 1.3 * interval && plan.delta <= 30 * Math.max(point.delta, smallestDelta));
}

/**
 * The least tilt θ that keeps rounding small enough; a strong tilt of a heavy-tailed loss would need a wide window. An error of r in
 * each tilted mass adds up to r·exp(K(θ) − θ·ε)/(interval·θ·(θ + 1)) in δ, and r is in proportion to interval/deviation.
 */
function leastTilt(bounds: TailBounds, epsilon: number, logAllowed: number): number {
  const logError = (tilt: number): number => bounds.cumulant(tilt) - tilt * epsilon - Math.log((1 + tilt * bounds.deviation) * (1 + tilt));
  if (logAllowed >= 0) return 0;
  const best = bounds.above(epsilon).tilt;
  const target = Math.max(logAllowed, logError(best) + Math.LN10);
  if (best === 0 || target >= 0) return 0;
  return smallestSatisfying((tilt) => logError(tilt) - target, { failing: 0, fitting: best }, 0.02 * best);
}

/**
 * Losses between which the composed loss on the grid lies for sure: sampling bounds the loss of removal from below, and that of
 * adding from above.
 */
function lossRange({ components, direction }: TailBounds, interval: number): readonly [number, number] {
  const least = components.reduce((sum, step) => sum + step.count * (Math.log1p(-step.samplingRate) - interval), 0);
  return direction === 'remove' ? [least, Infinity] : [-Infinity, -least];
}
