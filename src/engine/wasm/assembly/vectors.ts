// Loops over one row of n float32 elements; n need not be a multiple of four, and nothing outside the row is touched.
import { at, loadSome, multiplyAdd, storeSome, sumLanes, wholeVectors } from './lanes';

export function fillZero(row: usize, n: i32): void {
  memory.fill(row, 0, <usize>n << 2);
}

export function copy(target: usize, source: usize, n: i32): void {
  const whole = wholeVectors(n);
  for (let j = 0; j < whole; j += 4) {
    v128.store(at(target, j), v128.load(at(source, j)));
  }
  for (let j = whole; j < n; j++) {
    f32.store(at(target, j), f32.load(at(source, j)));
  }
}

/** Σ a · b. */
export function dot(a: usize, b: usize, n: i32): f32 {
  const whole = wholeVectors(n);
  let sum = f32x4.splat(0);
  for (let j = 0; j < whole; j += 4) {
    sum = multiplyAdd(sum, v128.load(at(a, j)), v128.load(at(b, j)));
  }
  if (whole < n) sum = multiplyAdd(sum, loadSome(at(a, whole), n - whole, 0), loadSome(at(b, whole), n - whole, 0));
  return sumLanes(sum);
}

/** Elements that are added up in float32 before the sum goes on in float64. */
const SPAN: i32 = 256;

/** Σ a²; spans of 256 elements in float32, their sum in float64, so that long rows lose no accuracy. */
export function squaredSum(a: usize, n: i32): f64 {
  let total: f64 = 0;
  for (let start = 0; start < n; start += SPAN) {
    const span = at(a, start);
    total += <f64>dot(span, span, min(SPAN, n - start));
  }
  return total;
}

/** target = factor · source; both may be the same row. */
export function scale(target: usize, source: usize, factor: f32, n: i32): void {
  const factors = f32x4.splat(factor);
  const whole = wholeVectors(n);
  for (let j = 0; j < whole; j += 4) {
    v128.store(at(target, j), f32x4.mul(factors, v128.load(at(source, j))));
  }
  if (whole < n) storeSome(at(target, whole), n - whole, f32x4.mul(factors, loadSome(at(source, whole), n - whole, 0)));
}

/** target += source. */
export function add(target: usize, source: usize, n: i32): void {
  const whole = wholeVectors(n);
  for (let j = 0; j < whole; j += 4) {
    v128.store(at(target, j), f32x4.add(v128.load(at(target, j)), v128.load(at(source, j))));
  }
  for (let j = whole; j < n; j++) {
    f32.store(at(target, j), f32.load(at(target, j)) + f32.load(at(source, j)));
  }
}

/** target += factor · source. */
export function addScaled(target: usize, source: usize, factor: f32, n: i32): void {
  const factors = f32x4.splat(factor);
  const whole = wholeVectors(n);
  for (let j = 0; j < whole; j += 4) {
    v128.store(at(target, j), multiplyAdd(v128.load(at(target, j)), factors, v128.load(at(source, j))));
  }
  if (whole < n) {
    const count = n - whole;
    const sum = multiplyAdd(loadSome(at(target, whole), count, 0), factors, loadSome(at(source, whole), count, 0));
    storeSome(at(target, whole), count, sum);
  }
}
