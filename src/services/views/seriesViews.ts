// Series of a run as views draw them, each with its label.
import { labelled } from '../../protocol/labelled';
import type { ScalarView, VectorKind, VectorView } from '../../protocol/buckets';
import type { RunId } from '../../protocol/run';
import type { ScalarSeries, VectorSeries } from '../../protocol/series';
import type { Store } from '../../store/store';

/** Buckets of a whole run by default: at least one for each pixel of a chart, and few enough to be sent often. */
export const defaultBuckets = 1_000;

/** A range of steps in buckets of `width`; `toStep` is excluded. */
export interface BucketedRange {
  readonly fromStep: number;
  readonly toStep: number;
  readonly width: number;
}

/** One view a series, in their order; a series without points in the range has an empty one. */
export async function scalarViews(store: Store, series: readonly ScalarSeries[], { fromStep, toStep, width }: BucketedRange): Promise<ScalarView[]> {
  const parts = await store.scalars.buckets(series.map(({ id }) => ({ series: id, fromStep, toStep })), width);
  return series.map(({ name, sensitivity }, i) => ({ name, sensitivity, width, buckets: labelled(sensitivity, parts[i]) }));
}

/** A series of vectors of a kind that views know. */
export interface DrawnVectorSeries extends VectorSeries {
  readonly kind: VectorKind;
}

const vectorKinds: Readonly<Record<VectorKind, true>> = { expertLoad: true, releasedExpertLoad: true, expertGradientNorm: true, expertSignalToNoise: true };
const isDrawn = (series: VectorSeries): series is DrawnVectorSeries => Object.hasOwn(vectorKinds, series.kind);

/** The series of vectors that a run has and views can draw. */
export async function drawnVectorSeries(store: Store, runId: RunId): Promise<DrawnVectorSeries[]> {
  return (await store.vectors.list(runId)).filter(isDrawn);
}

/** The rows of one series from the bucket that holds `fromStep` on; undefined when there are none. */
export async function vectorView(store: Store, series: DrawnVectorSeries, fromStep: number, width: number): Promise<VectorView | undefined> {
  const { id, kind, layer, sensitivity } = series;
  const buckets = await store.vectors.buckets(id, fromStep, width);
  return buckets && { kind, layer, sensitivity, width, buckets: labelled(sensitivity, buckets) };
}
