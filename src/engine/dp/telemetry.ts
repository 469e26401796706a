// What a batch did, un-noised: norms, losses and expert loads. All of it is sensitive and stays on the machine.
import { unitCount, type EncodedRecords } from '../../core/records';
import type { ForwardPass } from '../model/model';
import type { ParameterLayout } from '../parameters';
import type { Slice } from './noisyUpdate';

/** Figures of one batch, computed from the data without noise. */
export interface BatchTelemetry {
  /** Units of privacy that were drawn and had finite gradients. */
  units: number;
  /** Their records; as many where every record is a unit. */
  records: number;
  tokens: number;
  /** Sum of the records' cross entropies. */
  lossSum: number;
  /** Units whose gradient was longer than the clip norm. */
  clippedUnits: number;
  nonFiniteUnits: number;
  /** Gradient norm of each unit before clipping, in no particular order; empty without clipping. */
  norms: number[];
  /** Rows that each expert was chosen for, by sparse layer. (layers)(E) */
  expertLoad: Float32Array[];
  /** Norm of each expert's part of the clipped sum of the whole batch, by sparse layer. (layers)(E) */
  expertGradientNorm: Float32Array[];
}

export const emptyTelemetry = (): BatchTelemetry => ({
  units: 0,
  records: 0,
  tokens: 0,
  lossSum: 0,
  clippedUnits: 0,
  nonFiniteUnits: 0,
  norms: [],
  expertLoad: [],
  expertGradientNorm: [],
});

/** The figures of one finished pass. norms (U), null where none were worked out */
export function passTelemetry(pass: ForwardPass, records: EncodedRecords, norms: Float32Array | null, clipNorm: number | null): BatchTelemetry {
  return {
    units: unitCount(records),
    records: records.labels.length,
    tokens: records.ids.length,
    lossSum: pass.crossEntropy.dataSync<'float32'>().reduce((sum, loss) => sum + loss, 0),
    clippedUnits: clipNorm === null || norms === null ? 0 : norms.filter((norm) => norm > clipNorm).length,
    nonFiniteUnits: 0,
    norms: Array.from(norms ?? []),
    expertLoad: pass.routings.map((routing) => countExperts(routing.expert.dataSync<'int32'>(), routing.experts)),
    expertGradientNorm: [], // Known when the batch is complete: see expertGradientNorms.
  };
}

/** Adds `more` to `total`, as when several micro-batches or workers make up one batch. */
export function addTelemetry(total: BatchTelemetry, more: BatchTelemetry): void {
  total.units += more.units;
  total.records += more.records;
  total.tokens += more.tokens;
  total.lossSum += more.lossSum;
  total.clippedUnits += more.clippedUnits;
  total.nonFiniteUnits += more.nonFiniteUnits;
  total.norms.push(...more.norms);
  more.expertLoad.forEach((load, layer) => {
    const sum = (total.expertLoad[layer] ??= new Float32Array(load.length));
    load.forEach((count, e) => (sum[e] += count));
  });
}

/**
 * Squared norm of each expert's part of a flat gradient, by sparse layer, as far as it lies in a slice: over slices that make up the
 * whole, they add up to that of the whole. (parameters) → (layers)(E)
 */
export function expertSquaredNorms(layout: ParameterLayout, flat: Float64Array, { from, to }: Slice): Float64Array[] {
  return layout.slots
    .filter((slot) => slot.name.endsWith('.experts.wi'))
    .map(({ name, shape: [experts] }) => {
      const matrices = [name, name.replace(/wi$/, 'wo')].map((each) => layout.slot(each)); // (E, in, out) each
      return Float64Array.from({ length: experts }, (_, e) => {
        const parts = matrices.map(({ offset, size }) => ({ first: offset + (e * size) / experts, end: offset + ((e + 1) * size) / experts }));
        return parts.reduce((sum, { first, end }) => sum + squaredNorm(flat.subarray(Math.max(first, from), Math.max(first, from, Math.min(end, to)))), 0);
      });
    });
}

/** Norms from the squared norms of slices that make up the whole. (slices)(layers)(E) → (layers)(E) */
export const expertGradientNorms = (slices: readonly Float64Array[][]): Float32Array[] =>
  slices[0].map((experts, layer) => Float32Array.from(experts, (_, e) => Math.sqrt(slices.reduce((sum, slice) => sum + slice[layer][e], 0))));

function squaredNorm(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return sum;
}

function countExperts(expert: ArrayLike<number>, experts: number): Float32Array {
  const load = new Float32Array(experts);
  for (let row = 0; row < expert.length; row++) load[expert[row]]++;
  return load;
}
