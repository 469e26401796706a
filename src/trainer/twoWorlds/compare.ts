// Compares one batch in two worlds: what the left-out unit of privacy adds, and what becomes of the others.
import { jointSensitivity } from '../../core/privacy/jointRelease';
import type { UnitTrace } from '../../engine/dp/unitTap';
import type { SumTask } from '../../engine/dp/step';

/** Rounding of a sum in float32, relative to its largest element. */
const ROUNDING = 1e-5;

/** Something that differs between the worlds and must not. */
export interface Difference {
  readonly what:
    /** The unit adds more than the sensitivity; `amount` is how many times that. */
    | 'bound'
    /** The sums differ by something else than the unit's own term; `amount` is relative to the largest element of the sum. */
    | 'sum'
    /** Other units' clipped gradients; `amount` is the largest change, relative to the largest element of the gradient. */
    | 'gradient'
    /** Experts of other units' rows; `amount` is the number of rows. */
    | 'experts';
  readonly amount: number;
}

/** A batch in one of the worlds. */
export interface World {
  /** Sum of the clipped gradients. (parameters) */
  readonly gradient: Float64Array;
  /** Sum of the terms that are released beside them. (releasedSize) */
  readonly released: Float64Array;
  /** Of each unit of the batch. */
  readonly traces: ReadonlyMap<number, UnitTrace>;
}

/** Whether the sums with and without a record differ by its own term, and whether this is within the sensitivity. */
export function ownTerm(complete: World, without: World, unit: number, { clipNorm, release }: SumTask & { readonly clipNorm: number }): Difference[] {
  const own = complete.traces.get(unit)!.gradient;
  const released = complete.released.map((x, i) => x - without.released[i]);
  const times = Math.hypot(norm(own), norm(released)) / jointSensitivity(clipNorm, release);
  const unexplained = complete.gradient.map((x, i) => x - without.gradient[i] - own[i]);
  const relative = ratio(largest(unexplained), largest(complete.gradient));
  const differences: Difference[] = [];
  // Sums of released terms are rounded too, in float64.
  if (!(times <= 1 + 1e-9)) differences.push({ what: 'bound', amount: times });
  if (!(relative <= ROUNDING)) differences.push({ what: 'sum', amount: relative });
  return differences;
}

/** Whether every unit of the second world did the same in the first. */
export function others(complete: World, without: World, tolerance: number): Difference[] {
  let change = 0;
  let rows = 0;
  for (const [unit, trace] of without.traces) {
    const before = complete.traces.get(unit)!;
    const moved = trace.gradient.map((x, i) => x - before.gradient[i]);
    change = Math.max(change, ratio(largest(moved), largest(before.gradient)));
    trace.experts.forEach((layer, l) => layer.forEach((expert, row) => (rows += expert === before.experts[l][row] ? 0 : 1)));
  }
  const differences: Difference[] = [];
  if (!(change <= tolerance)) differences.push({ what: 'gradient', amount: change });
  if (rows > 0) differences.push({ what: 'experts', amount: rows });
  return differences;
}

function norm(values: Float32Array | Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}

/** Largest absolute value; 0 of none. */
function largest(values: Float32Array | Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}

/** Change a relative to b. No change is 0 also of nothing, and any change of nothing is a whole one. */
const ratio = (a: number, b: number): number => (b === 0 ? Math.sign(a) : a / b);
