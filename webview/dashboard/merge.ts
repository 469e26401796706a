// Adds what is new in a series to what the page has.
import type { ScalarBuckets, ScalarView, VectorBuckets, VectorView } from '../../src/protocol/buckets';
import { labelled, revealed } from '../../src/protocol/labelled';
import { firstAtOrAfter } from '../shared/chart/lineModel';

/**
 * The view with its buckets from `fromStep` on replaced by those of the tail: a resumed run takes its steps from the checkpoint
 * on again. Undefined when the tail has buckets of another width, which do not fit to those before it: then only a new
 * snapshot helps.
 */
export function mergeScalar(own: ScalarView | undefined, tail: ScalarView, fromStep: number): ScalarView | undefined {
  const kept = own === undefined ? 0 : firstAtOrAfter(revealed(own.buckets).steps, fromStep);
  if (own === undefined || kept === 0) return tail;
  if (own.width !== tail.width) return undefined;
  const [before, after] = [revealed(own.buckets), revealed(tail.buckets)];
  const joined: ScalarBuckets = {
    steps: join(Int32Array, before.steps, kept, after.steps),
    min: join(Float64Array, before.min, kept, after.min),
    max: join(Float64Array, before.max, kept, after.max),
    last: join(Float64Array, before.last, kept, after.last),
  };
  return { ...tail, buckets: labelled(tail.sensitivity, joined) };
}

/** {@link mergeScalar} for vectors. */
export function mergeVector(own: VectorView | undefined, tail: VectorView, fromStep: number): VectorView | undefined {
  const kept = own === undefined ? 0 : firstAtOrAfter(revealed(own.buckets).steps, fromStep);
  if (own === undefined || kept === 0) return tail;
  if (own.width !== tail.width) return undefined;
  const [before, after] = [revealed(own.buckets), revealed(tail.buckets)];
  const entries = kept * before.experts;
  const joined: VectorBuckets = {
    experts: after.experts,
    steps: join(Int32Array, before.steps, kept, after.steps),
    mean: join(Float32Array, before.mean, entries, after.mean),
    min: join(Float32Array, before.min, entries, after.min),
    max: join(Float32Array, before.max, entries, after.max),
  };
  return { ...tail, buckets: labelled(tail.sensitivity, joined) };
}

interface NumberArray {
  readonly length: number;
  set(values: ArrayLike<number>, offset?: number): void;
}

function join<A extends NumberArray & { subarray(from: number, to: number): A } & ArrayLike<number>>(
  type: new (length: number) => A,
  before: A,
  kept: number,
  after: A,
): A {
  const joined = new type(kept + after.length);
  joined.set(before.subarray(0, kept));
  joined.set(after, kept);
  return joined;
}

/** Removes the buckets from `fromStep` on of a series that the tail does not speak of: those steps are to be taken again. */
export function cutScalar(own: ScalarView, fromStep: number): ScalarView {
  const { steps, min, max, last } = revealed(own.buckets);
  const kept = firstAtOrAfter(steps, fromStep);
  if (kept === steps.length) return own;
  const cut = { steps: steps.slice(0, kept), min: min.slice(0, kept), max: max.slice(0, kept), last: last.slice(0, kept) };
  return { ...own, buckets: labelled(own.sensitivity, cut) };
}
