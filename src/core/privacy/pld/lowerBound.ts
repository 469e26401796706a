// A lower bound on ε: what no accountant of this mechanism can go below.
import type { Component } from '../normalForm';
import { compose, logMassTilted, type ComposedPart } from './compose';
import { pointOnCurve, type CurvePoint } from './curve';
import { planGrid, refinedInterval } from './gridPlan';
import { lossGrid } from './lossGrid';
import { tangents } from './tangents';
import { TailBounds } from './tailBounds';

/** The most losses that the grid of one step may have; beyond, the bound is the trivial one. */
const largestGrid = 2 ** 20;

/**
 * The ε that removal alone calls for at δ, by the optimistic discretisation.
 * @param upper the upper bound in the same direction, which says where to look
 * @returns 0 where a grid that is fine enough would be too large
 */
export function lowerBound(all: readonly Component[], delta: number, upper: CurvePoint): number {
  const query = { find: 'epsilon', delta } as const;
  const wanted = refinedInterval(new TailBounds(all, 'remove'), query, upper);
  // The grid needs a loss between ln(1−q) and 0. Steps of so small a rate that the wanted one has none may be left out: a part of
  // a composition releases less than the whole. If all are of that kind, the grid becomes finer.
  const widest = (step: Component): number => -0.9 * Math.log1p(-step.samplingRate);
  const resolved = all.filter((step) => widest(step) >= wanted);
  const components = resolved.length > 0 ? resolved : all;
  const widestOfAll = Math.min(...components.map(widest));
  // Planned as for a smaller δ: the finer the grid, the less each mass may suffer from rounding.
  const plan = planGrid(new TailBounds(components, 'remove'), { ...upper, delta: delta / 1000 }, Math.min(wanted, widestOfAll / 2));
  const grids = components.map((step) => lossGrid(step, plan.interval, plan.tailMass / step.count));
  if (plan.interval > widestOfAll || grids.some(({ lowest, highest }) => highest - lowest > largestGrid)) return 0;
  const parts = components.map((step): ComposedPart => ({ pair: tangents(step, plan.interval, plan.tailMass / step.count), count: step.count }));
  const composed = compose(parts, plan.tilt, plan);
  // Tilted mass outside the window reappears inside; at worst all of it just above the loss that is looked at.
  const bottom = plan.lowest * plan.interval;
  const top = bottom + (plan.size - 1) * plan.interval;
  const logMoment = (tilt: number): number => parts.reduce((sum, { pair, count }) => sum + count * logMassTilted(pair, tilt), 0);
  const beyond = (tilt: number, loss: number): number => Math.exp(logMoment(tilt) - composed.logScale - (tilt - plan.tilt) * loss);
  const misplaced = beyond(plan.tiltAbove, top) + beyond(plan.tiltBelow, bottom);
  const { epsilon } = pointOnCurve(composed, query, {
    perMass: -composed.rounding,
    at: (loss) => -misplaced * Math.exp(composed.logScale - plan.tilt * loss),
  });
  return epsilon >= bottom ? Math.max(0, epsilon) : 0;
}
