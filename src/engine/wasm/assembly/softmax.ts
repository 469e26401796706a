// Softmax over one row, in steps that attention, router and loss share.
import { exp4 } from './exponential';
import { at, larger, loadSome, maxLanes, multiplyAdd, storeSome, sumLanes, wholeVectors } from './lanes';

/** Lanes beyond the row take this value: it is never a maximum, and its exp is 0. */
const NEVER: f32 = -Infinity;

/** Largest of n elements; NaN does not count here, it shows in the exponentials. */
export function largest(row: usize, n: i32): f32 {
  const whole = wholeVectors(n);
  let most = f32x4.splat(NEVER);
  for (let j = 0; j < whole; j += 4) {
    most = larger(most, v128.load(at(row, j)));
  }
  if (whole < n) most = larger(most, loadSome(at(row, whole), n - whole, NEVER));
  return maxLanes(most);
}

/** scores = factor · scores + bias, in place. Returns the largest, as `largest`. */
export function biasScores(scores: usize, bias: usize, factor: f32, n: i32): f32 {
  const factors = f32x4.splat(factor);
  const whole = wholeVectors(n);
  let most = f32x4.splat(NEVER);
  for (let j = 0; j < whole; j += 4) {
    const score = multiplyAdd(v128.load(at(bias, j)), factors, v128.load(at(scores, j)));
    v128.store(at(scores, j), score);
    most = larger(most, score);
  }
  if (whole < n) {
    const count = n - whole;
    const score = multiplyAdd(loadSome(at(bias, whole), count, NEVER), factors, loadSome(at(scores, whole), count, 0));
    storeSome(at(scores, whole), count, score);
    most = larger(most, score);
  }
  return maxLanes(most);
}

/** target = exp(source - shift); both may be the same row. Returns the sum. */
export function exponentials(target: usize, source: usize, shift: f32, n: i32): f32 {
  const shifts = f32x4.splat(shift);
  const whole = wholeVectors(n);
  let sum = f32x4.splat(0);
  for (let j = 0; j < whole; j += 4) {
    const e = exp4(f32x4.sub(v128.load(at(source, j)), shifts));
    v128.store(at(target, j), e);
    sum = f32x4.add(sum, e);
  }
  if (whole < n) {
    const e = exp4(f32x4.sub(loadSome(at(source, whole), n - whole, NEVER), shifts));
    storeSome(at(target, whole), n - whole, e);
    sum = f32x4.add(sum, e);
  }
  return sumLanes(sum);
}
