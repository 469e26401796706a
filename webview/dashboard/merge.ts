// Adds what is new in a series to what the page has.
import type { ScalarBuckets, ScalarView, VectorBuckets, VectorView } from '../../src/protocol/buckets';
import { labelled, revealed } from '../../src/protocol/labelled';
import { firstAtOrAfter } from '../shared/chart/lineModel';

/** The view without its buckets from `fromStep` on: those steps are taken again, or nothing is known of them any more. */
export function cutScalar(view: ScalarView, fromStep: number): ScalarView {
  const { steps, min, max, last } = revealed(view.buckets);
  const kept = firstAtOrAfter(steps, fromStep);
  if (kept === steps.length) return view;
  const cut: ScalarBuckets = { steps: steps.subarray(0, kept), min: min.subarray(0, kept), max: max.subarray(0, kept), last: last.subarray(0, kept) };
  return { ...view, buckets: labelled(view.sensitivity, cut) };
}

/** {@link cutScalar} for vectors. */
export function cutVector(view: VectorView, fromStep: number): VectorView {
  const { experts, steps, mean, min, max } = revealed(view.buckets);
  const kept = firstAtOrAfter(steps, fromStep);
  if (kept === steps.length) return view;
  const rows = (values: Float32Array): Float32Array => values.subarray(0, kept * experts);
  const cut: VectorBuckets = { experts, steps: steps.subarray(0, kept), mean: rows(mean), min: rows(min), max: rows(max) };
  return { ...view, buckets: labelled(view.sensitivity, cut) };
}

/**
 * The view followed by a later one. Undefined when the later one has buckets of another width, which do not go together:
 * then only a new snapshot helps.
 */
export function appendScalar(view: ScalarView | undefined, later: ScalarView): ScalarView | undefined {
  if (view === undefined || revealed(view.buckets).steps.length === 0) return later;
  if (view.width !== later.width) return undefined;
  const [a, b] = [revealed(view.buckets), revealed(later.buckets)];
  const joined: ScalarBuckets = {
    steps: join(Int32Array, a.steps, b.steps),
    min: join(Float64Array, a.min, b.min),
    max: join(Float64Array, a.max, b.max),
    last: join(Float64Array, a.last, b.last),
  };
  return { ...later, buckets: labelled(later.sensitivity, joined) };
}

/** {@link appendScalar} for vectors. */
export function appendVector(view: VectorView | undefined, later: VectorView): VectorView | undefined {
  if (view === undefined || revealed(view.buckets).steps.length === 0) return later;
  if (view.width !== later.width) return undefined;
  const [a, b] = [revealed(view.buckets), revealed(later.buckets)];
  const joined: VectorBuckets = {
    experts: b.experts,
    steps: join(Int32Array, a.steps, b.steps),
    mean: join(Float32Array, a.mean, b.mean),
    min: join(Float32Array, a.min, b.min),
    max: join(Float32Array, a.max, b.max),
  };
  return { ...later, buckets: labelled(later.sensitivity, joined) };
}

interface Settable extends ArrayLike<number> {
  set(values: ArrayLike<number>, offset?: number): void;
}

function join<A extends Settable>(type: new (length: number) => A, before: A, after: A): A {
  const joined = new type(before.length + after.length);
  joined.set(before);
  joined.set(after, before.length);
  return joined;
}
