// An upper bound on ε or δ in one direction, with a grid that fits the mechanism.
import type { Component } from '../normalForm';
import type { Direction } from '../sampledGaussian';
import { compose, logMassTilted, type ComposedPart } from './compose';
import { connectTheDots } from './connectTheDots';
import { pointOnCurve, type CurvePoint, type Query } from './curve';
import { inDirection } from './discretePair';
import { planGrid, refinedInterval, startOf, suits, type GridPlan } from './gridPlan';
import { TailBounds } from './tailBounds';

/**
 * Composes at one interval after the other until the interval suits the answer that it gave; mostly the first does. Each answer is
 * a bound, so the least one counts.
 * @returns a point that is nowhere below the curve of the mechanism in this direction
 */
export function upperBound(components: readonly Component[], direction: Direction, query: Query): CurvePoint {
  const bounds = new TailBounds(components, direction);
  let best = startOf(bounds, query);
  for (let round = 0; round < mostRounds; round++) {
    const plan = planGrid(bounds, best, refinedInterval(bounds, query, best));
    const point = pointUnder(components, direction, query, plan);
    const better = point.epsilon < best.epsilon || point.delta < best.delta;
    if (better) best = point;
    // Below 0 nobody needs to know ε.
    if (!better || point.epsilon <= 0 || suits(plan, point, refinedInterval(bounds, query, point))) break;
  }
  return best;
}

const mostRounds = 6;

/** A simple upper bound on δ at ε in one direction: P[loss > ε] ≤ exp(K(θ) − θ·ε). */
export function chernoffDelta(components: readonly Component[], direction: Direction, epsilon: number): number {
  return startOf(new TailBounds(components, direction), { find: 'delta', epsilon }).delta;
}

function pointUnder(components: readonly Component[], direction: Direction, query: Query, plan: GridPlan): CurvePoint {
  const parts = components.map((step): ComposedPart => {
    const pair = connectTheDots(step, plan.interval, plan.tailMass / step.count);
    return { pair: inDirection(pair, direction), count: step.count };
  });
  const composed = compose(parts, plan.tilt, plan);
  // Infinite losses, and finite ones above the window, which reappear at its bottom: both count in full.
  const infinite = parts.reduce((sum, { pair, count }) => sum + count * pair.infinityMass, 0);
  const logMoment = parts.reduce((sum, { pair, count }) => sum + count * logMassTilted(pair, plan.tiltAbove), 0);
  const highest = (plan.lowest + plan.size - 1) * plan.interval;
  const escaped = Math.exp(Math.min(0, logMoment - plan.tiltAbove * highest));
  return pointOnCurve(composed, query, { perMass: composed.rounding, at: () => infinite + escaped });
}
