// Rows to experts and back, and the experts' products, by TensorFlow's operations.
import { tensor1d, tensor3d, tidy, zeros, type Tensor, type Tensor1D, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import type { Kernels, Routing, Segments } from '../kernels/kernels';
import { sumOfEach } from './linear';
import { paddingOf } from './padding';
import type { Operations } from './tensorFlow';

export type ExpertKernels = Pick<Kernels, 'dispatch' | 'dispatchBackward' | 'combine' | 'combineBackward' | 'expertMatMul' | 'expertGradient'>;

/** Rows of one unit in one expert: they lie together in sorted order. */
interface Run {
  readonly unit: number;
  /** First sorted position. */
  readonly start: number;
  readonly length: number;
}

/** All runs of the kept rows. owner: unit of each row */
function runsOf(order: Int32Array, offsets: Int32Array, units: Segments): Run[] {
  const owner = new Int32Array(units.rows);
  for (let u = 0; u < units.records; u++) owner.fill(u, units.hostStarts[u], units.hostStarts[u + 1]);
  const runs: Run[] = [];
  for (let e = 0; e + 1 < offsets.length; e++) {
    let start = offsets[e];
    for (let at = start + 1; at <= offsets[e + 1]; at++) {
      if (at < offsets[e + 1] && owner[order[at]] === owner[order[start]]) continue;
      runs.push({ unit: owner[order[start]], start, length: at - start });
      start = at;
    }
  }
  return runs;
}

/** Runs of about the same length: padded to the longest of them, none becomes more than twice as long as it is. */
function byLength(runs: readonly Run[]): Run[][] {
  const groups = new Map<number, Run[]>();
  for (const run of runs) {
    const key = Math.ceil(Math.log2(Math.max(8, run.length)));
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()];
}

/** Multiplications up to which TensorFlow computes one product of a batch at once, without packing its operands (batch_matmul_op_impl.h). */
const SMALL_PRODUCT = 128 * 128;

/** Columns of a chunk: a divisor of all columns, so small that a product stays small; all of them where that would leave too few. */
function chunkWidth(columns: number, rows: number): number {
  const most = SMALL_PRODUCT / (rows * rows);
  let width = columns;
  while (width > most && width % 2 === 0) width /= 2;
  return width <= most && width >= 16 ? width : columns;
}

export function expertKernels(operations: Operations): ExpertKernels {
  const { mul, matMul, batchMatMul, reshape, gather, concat, slice, pack, sumById } = operations;
  const asColumn = (v: Tensor1D): Tensor2D => reshape(v, [v.size, 1]);
  const rowsFrom = (m: Tensor2D, start: number, count: number): Tensor2D => slice(m, [start, 0], [count, m.shape[1]]);
  const hostOffsets = ({ offsets }: Routing): Int32Array => offsets.dataSync<'int32'>();
  /** 1 where a row was kept. (R, 1) */
  const keptColumn = ({ position, offsets, experts }: Routing): Tensor2D => {
    const end = offsets.dataSync<'int32'>()[experts];
    return asColumn(tensor1d(Float32Array.from(position.dataSync<'int32'>(), (at) => (at < end ? 1 : 0))));
  };
  const dropsNothing = (routing: Routing): boolean => hostOffsets(routing)[routing.experts] === routing.position.size;

  /** Runs `f` on the rows of each expert that has any; rows behind the last expert are zero. → (R, width) */
  const mapExperts = (x: Tensor2D, width: number, routing: Routing, f: (rows: Tensor2D, e: number) => Tensor2D): Tensor2D => {
    const offsets = hostOffsets(routing);
    const parts: Tensor2D[] = [];
    for (let e = 0; e < routing.experts; e++) {
      const count = offsets[e + 1] - offsets[e];
      if (count > 0) parts.push(f(rowsFrom(x, offsets[e], count), e));
    }
    const dropped = x.shape[0] - offsets[routing.experts];
    if (dropped > 0) parts.push(zeros([dropped, width]));
    return parts.length === 1 ? parts[0] : concat(parts, 0);
  };

  /**
   * X Xᵀ of each run, padded to `longest` rows. The columns are cut into chunks whose products are small enough for the library's
   * quick way of small products, and added up. m (R, n) → (runs, longest, longest)
   */
  const gramsOfRuns = (m: Tensor2D, runs: readonly Run[], longest: number): Tensor => {
    const [rows, columns] = m.shape;
    const width = chunkWidth(columns, longest);
    const chunks = columns / width;
    const pieces = new Int32Array(runs.length * chunks * longest);
    let next = 0;
    for (const { start, length } of runs) {
      for (let c = 0; c < chunks; c++) for (let j = 0; j < longest; j++) pieces[next++] = (start + (j < length ? j : 0)) * chunks + c;
    }
    const rowsOfRuns = gather<Tensor2D>(reshape(m, [rows * chunks, width]), tensor1d(pieces, 'int32'));
    const block = reshape(rowsOfRuns, [runs.length, chunks, longest, width]);
    return operations.sum(batchMatMul(block, block, false, true), [1]);
  };

  /** 1 for pairs of a run's own rows. A run is padded with its first row, so that what is not finite in it spoils no other. (runs, longest, longest) */
  const pairsOfRuns = (runs: readonly Run[], longest: number): Tensor3D => {
    const pairs = new Float32Array(runs.length * longest * longest);
    runs.forEach(({ length }, i) => {
      for (let j = 0; j < length; j++) pairs.fill(1, (i * longest + j) * longest, (i * longest + j) * longest + length);
    });
    return tensor3d(pairs, [runs.length, longest, longest]);
  };

  /** ‖X_runᵀ dY_run‖² = ⟨X Xᵀ, dY dYᵀ⟩ of each run, added up by unit. x (R, in), dy (R, out) → (U) */
  const normsOfRuns = (x: Tensor2D, dy: Tensor2D, runs: readonly Run[], units: number): Tensor1D => {
    const longest = runs.reduce((most, { length }) => Math.max(most, length), 1);
    const products = mul(gramsOfRuns(x, runs, longest), gramsOfRuns(dy, runs, longest));
    const norms = sumOfEach(operations, mul(products, pairsOfRuns(runs, longest)));
    return sumById(norms, tensor1d(runs.map(({ unit }) => unit), 'int32'), units);
  };

  return {
    dispatch: (x, { order }) => gather(x, order),

    dispatchBackward: (dSorted, routing) =>
      tidy(() => {
        const rows = gather<Tensor2D>(dSorted, routing.position);
        return dropsNothing(routing) ? rows : mul(rows, keptColumn(routing));
      }),

    combine: (sorted, { position, gate }) => tidy(() => mul(gather(sorted, position), asColumn(gate))),

    combineBackward: (sorted, dy, routing) =>
      tidy(() => {
        const dGate = sumOfEach(operations, mul(gather(sorted, routing.position), dy));
        return {
          dSorted: gather<Tensor2D>(mul(dy, asColumn(routing.gate)), routing.order),
          dGate: dropsNothing(routing) ? dGate : mul<Tensor1D>(dGate, reshape(keptColumn(routing), [dGate.size])),
        };
      }),

    expertMatMul: (x, w, routing, transposeW = false) =>
      tidy(() => {
        const [, inputs, outputs] = w.shape;
        const matrixOf = (e: number): Tensor2D => reshape(slice(w, [e, 0, 0], [1, inputs, outputs]), [inputs, outputs]);
        return mapExperts(x, transposeW ? inputs : outputs, routing, (rows, e) => matMul(rows, matrixOf(e), false, transposeW));
      }),

    expertGradient: (x, dy, routing, units) => ({
      squaredNorms: () =>
        tidy(() => {
          const groups = byLength(runsOf(routing.order.dataSync<'int32'>(), hostOffsets(routing), units));
          if (groups.length === 0) return tensor1d(new Float32Array(units.records));
          return groups.map((runs) => normsOfRuns(x, dy, runs, units.records)).reduce((a, b) => operations.add<Tensor1D>(a, b));
        }),
      sum: (weights) =>
        tidy(() => {
          const offsets = hostOffsets(routing);
          const owners = (): Tensor1D => {
            const owner = paddingOf(operations, units).owners().dataSync<'int32'>();
            return tensor1d(Int32Array.from(routing.order.dataSync<'int32'>(), (row) => owner[row]), 'int32');
          };
          const weighted = (m: Tensor2D): Tensor2D => (weights === null ? m : mul(m, asColumn(gather(weights, owners()))));
          const [left, right] = x.shape[1] < dy.shape[1] ? [weighted(x), dy] : [x, weighted(dy)];
          return pack<Tensor3D>(
            Array.from({ length: routing.experts }, (_, e) => {
              const count = offsets[e + 1] - offsets[e];
              if (count === 0) return zeros([x.shape[1], dy.shape[1]]);
              return matMul(rowsFrom(left, offsets[e], count), rowsFrom(right, offsets[e], count), true);
            }),
          );
        }),
    }),
  };
}
