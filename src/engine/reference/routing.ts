// Reference kernels of top-1 routing and of the experts, in plain tfjs operations on any backend; decisions are made on the host.
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { Kernels, RouterLosses, Routing, Segments } from '../kernels/kernels';
import { mapRecords, recordOfRow, rowsOf, scaleRows } from './linear';

/** The first largest entry of each row. (R, E) → (R) */
function argMaxRows(values: Float32Array, experts: number): Int32Array {
  return Int32Array.from({ length: values.length / experts }, (_, row) => {
    let best = 0;
    for (let e = 1; e < experts; e++) if (values[row * experts + e] > values[row * experts + best]) best = e;
    return best;
  });
}

/** Which rows find room: the first `capacity` rows of each record in each expert. (R) */
function keepWithinCapacity(expert: Int32Array, experts: number, capacity: number, segments: Segments): boolean[] {
  const owner = recordOfRow(segments);
  const taken = new Int32Array(segments.records * experts);
  return Array.from(expert, (e, row) => taken[owner[row] * experts + e]++ < capacity);
}

/** Rows sorted by expert, then by row; dropped rows last. */
function sortRows(expert: Int32Array, kept: boolean[], experts: number): { order: Int32Array; position: Int32Array; offsets: Int32Array } {
  const group = (row: number): number => (kept[row] ? expert[row] : experts);
  const order = Int32Array.from(expert.keys()).sort((a, b) => group(a) - group(b) || a - b);
  const position = new Int32Array(order.length);
  const offsets = new Int32Array(experts + 1);
  order.forEach((row, at) => {
    position[row] = at;
    if (kept[row]) offsets[expert[row] + 1]++;
  });
  for (let e = 0; e < experts; e++) offsets[e + 1] += offsets[e];
  return { order, position, offsets };
}

const int1d = (values: Int32Array): Tensor1D => tf.tensor1d(values, 'int32');
const column = (values: Tensor1D): Tensor2D => tf.reshape(values, [-1, 1]);

/** One-hot of the chosen expert. (R, E) */
const chosen = (routing: Routing): Tensor2D => tf.cast(tf.oneHot(routing.expert, routing.experts), 'float32') as Tensor2D;

/** Runs `f` on the rows of each expert that has any, and stacks the results; rows behind the last expert are zero. */
function mapExperts(x: Tensor2D, width: number, routing: Routing, f: (rows: Tensor2D, e: number) => Tensor2D): Tensor2D {
  const offsets = routing.offsets.dataSync<'int32'>();
  const parts: Tensor2D[] = [];
  for (let e = 0; e < routing.experts; e++) {
    const count = offsets[e + 1] - offsets[e];
    if (count > 0) parts.push(f(tf.slice(x, [offsets[e], 0], [count, x.shape[1]]), e));
  }
  const dropped = x.shape[0] - offsets[routing.experts];
  if (dropped > 0) parts.push(tf.zeros([dropped, width]));
  return tf.concat(parts, 0);
}

export const routingKernels = {
  route(logits, capacity, segments): Routing {
    const experts = logits.shape[1];
    const expert = argMaxRows(logits.dataSync<'float32'>(), experts);
    const kept = keepWithinCapacity(expert, experts, capacity, segments);
    const { order, position, offsets } = sortRows(expert, kept, experts);
    const probabilities = tf.softmax(logits);
    const keptColumn = tf.tensor1d(kept.map(Number), 'float32');
    const best = tf.sum(tf.mul(probabilities, tf.cast(tf.oneHot(int1d(expert), experts), 'float32')), 1) as Tensor1D;
    return {
      experts,
      probabilities,
      logSumExp: tf.logSumExp(logits, 1),
      expert: int1d(expert),
      gate: tf.mul(best, keptColumn),
      order: int1d(order),
      position: int1d(position),
      offsets: int1d(offsets),
    };
  },

  routerLoss(routing, losses, segments) {
    const hot = chosen(routing);
    const perRecord = mapRecords(segments, (b) => {
      const f = losses.load ?? tf.mean(rowsOf(hot, segments, b), 0); // (E)
      const p = tf.mean(rowsOf(routing.probabilities, segments, b), 0); // (E)
      const balancing = tf.mul(tf.sum(tf.mul(f, p)), losses.balancing * routing.experts);
      const zLoss = tf.mul(tf.mean(tf.square(rowsOf(column(routing.logSumExp), segments, b))), losses.zLoss);
      return tf.reshape(tf.add(balancing, zLoss), [1, 1]);
    });
    return tf.reshape(perRecord, [segments.records]);
  },

  routeBackward(routing, dGate, losses, segments) {
    const hot = chosen(routing);
    const dProbabilities = tf.add(tf.mul(hot, column(dGate)), balancingGradient(hot, routing, losses, segments));
    const along = tf.sum(tf.mul(dProbabilities, routing.probabilities), 1, true);
    const throughSoftmax = tf.mul(routing.probabilities, tf.sub(dProbabilities, along));
    return tf.add(throughSoftmax, zLossGradient(routing, losses, segments));
  },

  dispatch: (x, routing) => tf.gather(x, routing.order),

  dispatchBackward(dSorted, routing) {
    const kept = tf.cast(tf.greater(column(routing.gate), 0), 'float32');
    return tf.mul(tf.gather(dSorted, routing.position), kept);
  },

  combine: (sorted, routing) => tf.mul(tf.gather(sorted, routing.position), column(routing.gate)),

  combineBackward(sorted, dy, routing) {
    const dSorted = tf.gather(tf.mul(dy, column(routing.gate)), routing.order) as Tensor2D;
    const products = tf.sum(tf.mul(tf.gather(sorted, routing.position), dy), 1) as Tensor1D;
    return { dSorted, dGate: tf.mul(products, tf.cast(tf.greater(routing.gate, 0), 'float32')) };
  },

  expertMatMul: (x, w, routing, transposeW = false) =>
    mapExperts(x, transposeW ? w.shape[1] : w.shape[2], routing, (rows, e) => tf.matMul(rows, matrixOf(w, e), false, transposeW)),

  expertGradient: (x, dy, routing, units) => ({
    squaredNorms: () => expertSquaredNorms(x, dy, routing, units),
    sum(weights) {
      const perRow = weights && scaleRows(tf.ones([units.rows, 1]), weights, units); // (R, 1)
      return gradientOfExperts(x, perRow ? tf.mul(dy, tf.gather(perRow, routing.order)) : dy, routing);
    },
  }),
} satisfies Partial<Kernels>;

/** X_eᵀ · dY_e of each expert. → (E, in, out) */
function gradientOfExperts(x: Tensor2D, dy: Tensor2D, routing: Routing): Tensor3D {
  const offsets = routing.offsets.dataSync<'int32'>();
  const each = Array.from({ length: routing.experts }, (_, e) => {
    const [start, count] = [offsets[e], offsets[e + 1] - offsets[e]];
    if (count === 0) return tf.zeros([x.shape[1], dy.shape[1]]) as Tensor2D;
    return tf.matMul(tf.slice(x, [start, 0], [count, x.shape[1]]), tf.slice(dy, [start, 0], [count, dy.shape[1]]), true);
  });
  return tf.stack(each) as Tensor3D;
}

/** By one ghost norm a unit, in which only pairs of rows of the same expert count. → (U) */
function expertSquaredNorms(x: Tensor2D, dy: Tensor2D, routing: Routing, units: Segments): Tensor1D {
  const kept = column(tf.cast(tf.greater(routing.gate, 0), 'float32') as Tensor1D);
  const rows = tf.gather(x, routing.position) as Tensor2D; // (R, in), in row order
  const dRows = tf.mul(tf.gather(dy, routing.position), kept) as Tensor2D; // (R, out)
  const hot = chosen(routing);
  const norms = mapRecords(units, (u) => {
    const [xu, dyu, hotu] = [rowsOf(rows, units, u), rowsOf(dRows, units, u), rowsOf(hot, units, u)];
    const sameExpert = tf.matMul(hotu, hotu, false, true); // (T, T)
    const products = tf.mul(tf.matMul(xu, xu, false, true), tf.matMul(dyu, dyu, false, true));
    return tf.reshape(tf.sum(tf.mul(sameExpert, products)), [1, 1]);
  });
  return tf.reshape(norms, [units.records]);
}

const matrixOf = (w: Tensor3D, e: number): Tensor2D => tf.reshape(tf.slice(w, [e, 0, 0], [1, w.shape[1], w.shape[2]]), [w.shape[1], w.shape[2]]);

/** Gradient of balancing · E · Σ f P in the probabilities: balancing · E · f_e / T for every row of the record. (R, E) */
function balancingGradient(hot: Tensor2D, routing: Routing, losses: RouterLosses, segments: Segments): Tensor2D {
  return mapRecords(segments, (b) => {
    const rows = rowsOf(hot, segments, b);
    const f = losses.load === undefined ? tf.mean(rows, 0, true) : tf.reshape(losses.load, [1, routing.experts]); // (1, E)
    const share = tf.mul(f, (losses.balancing * routing.experts) / rows.shape[0]); // (1, E)
    return tf.tile(share, [rows.shape[0], 1]) as Tensor2D;
  });
}

/** Gradient of zLoss · mean(logSumExp²) in the logits: 2 · zLoss · logSumExp · p / T. (R, E) */
function zLossGradient(routing: Routing, losses: RouterLosses, segments: Segments): Tensor2D {
  return mapRecords(segments, (b) => {
    const p = rowsOf(routing.probabilities, segments, b);
    return tf.mul(p, tf.mul(rowsOf(column(routing.logSumExp), segments, b), (2 * losses.zLoss) / p.shape[0]));
  });
}
