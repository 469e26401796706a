// Top-1 routing by TensorFlow's operations; which expert a row goes to is decided on the host, because sorting starts from it.
import { tensor1d, tensor2d, tidy, scalar, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import type { Kernels, RouterLosses, Routing, Segments } from '../kernels/kernels';
import { sumOfEach } from './linear';
import { paddingOf } from './padding';
import type { Operations } from './tensorFlow';

export type RoutingKernels = Pick<Kernels, 'route' | 'routerLoss' | 'routeBackward'>;

/** Index of the largest number of each row, the lowest among equals. (R, E) → (R) */
function largestOfRows(values: Float32Array, experts: number): Int32Array {
  const largest = new Int32Array(values.length / experts);
  for (let row = 0; row < largest.length; row++) {
    let best = 0;
    for (let e = 1; e < experts; e++) if (values[row * experts + e] > values[row * experts + best]) best = e;
    largest[row] = best;
  }
  return largest;
}

/** Expert of each row that finds room among the first `capacity` of its record, else `experts`. (R) */
function seats(expert: Int32Array, experts: number, capacity: number, { records, hostStarts }: Segments): Int32Array {
  if (capacity === Infinity) return expert;
  const seat = expert.slice();
  for (let b = 0; b < records; b++) {
    const taken = new Int32Array(experts);
    for (let row = hostStarts[b]; row < hostStarts[b + 1]; row++) if (taken[expert[row]]++ >= capacity) seat[row] = experts;
  }
  return seat;
}

/** Counting sort of the rows by their seat; rows without one come last. */
function sortBySeat(seat: Int32Array, experts: number): { order: Int32Array; position: Int32Array; offsets: Int32Array } {
  const next = new Int32Array(experts + 2);
  for (const s of seat) next[s + 1]++;
  for (let e = 0; e <= experts; e++) next[e + 1] += next[e];
  const offsets = next.slice(0, experts + 1);
  const order = new Int32Array(seat.length);
  const position = new Int32Array(seat.length);
  seat.forEach((s, row) => {
    position[row] = next[s]++;
    order[position[row]] = row;
  });
  return { order, position, offsets };
}

const int1d = (values: Int32Array): Tensor1D => tensor1d(values, 'int32');

export function routingKernels(operations: Operations): RoutingKernels {
  const { add, sub, mul, square, exp, log, sum, max, reshape, gather } = operations;
  const asColumn = (v: Tensor1D): Tensor2D => reshape(v, [v.size, 1]);

  /** One-hot of the chosen expert, dropped or not. (R, E) */
  const chosen = ({ expert, experts }: Routing): Tensor2D => {
    const hot = new Float32Array(expert.size * experts);
    expert.dataSync<'int32'>().forEach((e, row) => (hot[row * experts + e] = 1));
    return tensor2d(hot, [expert.size, experts]);
  };

  /** f of each record: the shares of its rows by chosen expert, or the load that all share. (B, E) or (1, E) */
  const loadOf = (routing: Routing, { load }: RouterLosses, segments: Segments): Tensor2D => {
    if (load !== undefined) return reshape(load, [1, routing.experts]);
    const padding = paddingOf(operations, segments);
    return mul(padding.sums(chosen(routing)), padding.inverseLengths());
  };

  return {
    route: (logits, capacity, segments) =>
      tidy(() => {
        const [, experts] = logits.shape;
        const expert = largestOfRows(logits.dataSync<'float32'>(), experts);
        const seat = seats(expert, experts, capacity, segments);
        const { order, position, offsets } = sortBySeat(seat, experts);
        const largest = max<Tensor2D>(logits, [1], true);
        const exponentials = exp(sub<Tensor2D>(logits, largest));
        const total = sum<Tensor2D>(exponentials, [1], true);
        const probabilities = operations.softmax(logits);
        const kept = Float32Array.from(seat, (s) => (s < experts ? 1 : 0));
        // The largest exponential is exp(0) = 1, so the chosen probability is 1 / total.
        const gate = mul<Tensor1D>(reshape(operations.reciprocal(total), [expert.length]), tensor1d(kept));
        return {
          experts,
          probabilities,
          logSumExp: reshape<Tensor1D>(add(largest, log(total)), [expert.length]),
          expert: int1d(expert),
          gate,
          order: int1d(order),
          position: int1d(position),
          offsets: int1d(offsets),
        };
      }),

    routerLoss: (routing, losses, segments) =>
      tidy(() => {
        const padding = paddingOf(operations, segments);
        const p = mul<Tensor2D>(padding.sums(routing.probabilities), padding.inverseLengths()); // (B, E)
        const balancing = mul<Tensor1D>(sumOfEach(operations, mul(loadOf(routing, losses, segments), p)), scalar(losses.balancing * routing.experts));
        const squares = mul<Tensor2D>(padding.sums(square(asColumn(routing.logSumExp))), padding.inverseLengths()); // (B, 1)
        return add(balancing, mul(reshape(squares, [segments.records]), scalar(losses.zLoss)));
      }),

    routeBackward: (routing, dGate, losses, segments) =>
      tidy(() => {
        const { probabilities, experts } = routing;
        const padding = paddingOf(operations, segments);
        let dProbabilities = mul<Tensor2D>(chosen(routing), asColumn(dGate));
        if (losses.balancing !== 0) {
          const perRecord = mul<Tensor2D>(mul(loadOf(routing, losses, segments), padding.inverseLengths()), scalar(losses.balancing * experts)); // (B, E)
          dProbabilities = add(dProbabilities, gather(perRecord, padding.owners()));
        }
        const along = sum(mul(dProbabilities, probabilities), [1], true);
        const dLogits = mul<Tensor2D>(probabilities, sub(dProbabilities, along));
        if (losses.zLoss === 0) return dLogits;
        const perRow = mul(gather(padding.inverseLengths(), padding.owners()), scalar(2 * losses.zLoss)); // (R, 1)
        return add(dLogits, mul(mul(probabilities, asColumn(routing.logSumExp)), perRow));
      }),
  };
}
