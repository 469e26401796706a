// Multi-head self-attention inside each record, at the record's own length.
import { at, loadSome, storeSome, wholeVectors } from './lanes';
import { multiply } from './multiply';
import { startOf } from './segments';
import { biasScores, exponentials } from './softmax';
import { add, dot, fillZero, scale } from './vectors';
import { extraSpace } from './workspace';

/** scores (length, length) → their softmax by rows, after factor · scores + bias of the distance; in place. */
function attentionWeights(scores: usize, length: i32, factor: f32, bias: usize, biasCentre: i32): void {
  for (let i = 0; i < length; i++) {
    const row = at(scores, i * length);
    const rowBias = bias ? at(bias, biasCentre - i) : extraSpace();
    const most = biasScores(row, rowBias, factor, length);
    const sum = exponentials(row, row, most, length);
    scale(row, row, <f32>1 / sum, length);
  }
}

/**
 * qkv (R, 3 · heads · dKv), distanceBias (heads, distances) or 0 → out (R, heads · dKv), probabilities (Σ_b heads · T_b²).
 * Extra workspace: the longest length, in elements (a row of zeros that stands in for a missing bias).
 */
export function attention(
  qkv: usize, distanceBias: usize, distances: i32, heads: i32, dKv: i32, factor: f32,
  starts: usize, records: i32, longest: i32, out: usize, probabilities: usize,
): void {
  const width = heads * dKv;
  fillZero(extraSpace(), longest);
  let weights = probabilities;
  for (let b = 0; b < records; b++) {
    const first = startOf(starts, b);
    const length = startOf(starts, b + 1) - first;
    for (let h = 0; h < heads; h++) {
      const queries = at(qkv, first * 3 * width + h * dKv);
      const keys = at(queries, width);
      const values = at(keys, width);
      const bias = distanceBias ? at(distanceBias, h * distances) : 0;
      multiply(length, length, dKv, queries, 3 * width, false, keys, 3 * width, true, weights, length);
      attentionWeights(weights, length, factor, bias, distances >> 1);
      multiply(length, dKv, length, weights, length, false, values, 3 * width, false, at(out, first * width + h * dKv), width);
      weights = at(weights, length * length);
    }
  }
}

/** slopes = weights ⊙ (slopes - shift). */
@inline
function softmaxSlopes(slopes: usize, weights: usize, shift: f32, length: i32): void {
  const shifts = f32x4.splat(shift);
  const whole = wholeVectors(length);
  const rest = length - whole;
  for (let j = 0; j < whole; j += 4) {
    v128.store(at(slopes, j), f32x4.mul(v128.load(at(weights, j)), f32x4.sub(v128.load(at(slopes, j)), shifts)));
  }
  if (rest) {
    const slope = f32x4.sub(loadSome(at(slopes, whole), rest, 0), shifts);
    storeSome(at(slopes, whole), rest, f32x4.mul(loadSome(at(weights, whole), rest, 0), slope));
  }
}

/**
 * slopes (length, length): gradient of the weights → gradient of the scaled products, in place; the gradient of the bias
 * is added along the diagonals into dBias (distances), unless that is 0.
 */
function attentionWeightsBackward(weights: usize, slopes: usize, length: i32, factor: f32, dBias: usize, biasCentre: i32): void {
  for (let i = 0; i < length; i++) {
    const row = at(slopes, i * length);
    const weightRow = at(weights, i * length);
    softmaxSlopes(row, weightRow, dot(weightRow, row, length), length);
    if (dBias) add(at(dBias, biasCentre - i), row, length);
    if (factor !== 1) scale(row, row, factor, length);
  }
}

/**
 * dOut (R, heads · dKv) → dQkv (R, 3 · heads · dKv), dBias (B, heads · distances) or 0.
 * Extra workspace: the square of the longest length, in elements.
 */
export function attentionBackward(
  qkv: usize, probabilities: usize, dOut: usize, distances: i32, heads: i32, dKv: i32, factor: f32,
  starts: usize, records: i32, dQkv: usize, dBias: usize,
): void {
  const width = heads * dKv;
  const stride = 3 * width;
  const slopes = extraSpace();
  if (dBias) fillZero(dBias, records * heads * distances);
  let weights = probabilities;
  for (let b = 0; b < records; b++) {
    const first = startOf(starts, b);
    const length = startOf(starts, b + 1) - first;
    for (let h = 0; h < heads; h++) {
      const queries = at(qkv, first * stride + h * dKv);
      const keys = at(queries, width);
      const values = at(keys, width);
      const dQueries = at(dQkv, first * stride + h * dKv);
      const dKeys = at(dQueries, width);
      const dValues = at(dKeys, width);
      const gradient = at(dOut, first * width + h * dKv);
      const dHeadBias = dBias ? at(dBias, (b * heads + h) * distances) : 0;
      multiply(length, dKv, length, weights, length, true, gradient, width, false, dValues, stride);
      multiply(length, length, dKv, gradient, width, false, values, stride, true, slopes, length);
      attentionWeightsBackward(weights, slopes, length, factor, dHeadBias, distances >> 1);
      multiply(length, dKv, length, slopes, length, false, keys, stride, false, dQueries, stride);
      multiply(length, dKv, length, slopes, length, true, queries, stride, false, dKeys, stride);
      weights = at(weights, length * length);
    }
  }
}
