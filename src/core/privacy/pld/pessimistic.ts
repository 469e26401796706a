// An upper bound on ε or δ in one direction, with a grid that fits the mechanism.
import type { Component } from '../normalForm';
import type { Direction } from '../sampledGaussian';
import { compose, logMassTilted, type ComposedPart } from './compose';
import { connectTheDots } from './connectTheDots';
import { pointOnCurve, type CurvePoint, type Query } from './curve';
import { inDirection } from './discretePair';
import { planGrid, refinedInterval, startOf, suits, type GridPlan } from './gridPlan';
import { cumulants, TailBounds } from './tailBounds';

/**
 * Composes at one interval after the other until the interval suits the answer that it gave; mostly the first does.
 * @returns a point of a curve that is nowhere below that of the mechanism in this direction
 */
export function upperBound(components: readonly Component[], direction: Direction, query: Query): CurvePoint {
  const bounds = new TailBounds(cumulants(components, direction), components);
  const start = startOf(bounds, query);
  let point = start;
  let interval = refinedInterval(components, query, start, start);
  for (let round = 0; ; round++) {
    const plan = planGrid(components, direction, bounds, point, interval);
    point = pointUnder(components, direction, query, plan);
    interval = refinedInterval(components, query, point, start);
    if (suits(plan, point, interval) || round === 5) return point;
  }
}

/** A simple upper bound on δ at ε in one direction: P[loss > ε] ≤ exp(K(θ) − θ·ε). */
export function chernoffDelta(components: readonly Component[], direction: Direction, epsilon: number): number {
  return startOf(new TailBounds(cumulants(components, direction), components), { find: 'delta', epsilon }).delta;
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
