// RMS normalisation without centring (Zhang and Sennrich 2019), with a learned scale.
import { at, loadSome, multiplyAdd, storeSome, sumLanes, wholeVectors } from './lanes';
import { startOf } from './segments';
import { dot, fillZero } from './vectors';

/** x (rows, d), scale (d) → y (rows, d), inverseRms (rows). */
export function rmsNorm(x: usize, scale: usize, rows: i32, d: i32, epsilon: f32, y: usize, inverseRms: usize): void {
  const whole = wholeVectors(d);
  const rest = d - whole;
  for (let i = 0; i < rows; i++) {
    const inverse: f32 = 1 / sqrt<f32>(dot(x, x, d) / <f32>d + epsilon);
    const factor = f32x4.splat(inverse);
    for (let j = 0; j < whole; j += 4) {
      v128.store(at(y, j), f32x4.mul(v128.load(at(scale, j)), f32x4.mul(v128.load(at(x, j)), factor)));
    }
    if (rest) {
      const normalised = f32x4.mul(loadSome(at(x, whole), rest, 0), factor);
      storeSome(at(y, whole), rest, f32x4.mul(loadSome(at(scale, whole), rest, 0), normalised));
    }
    f32.store(at(inverseRms, i), inverse);
    x = at(x, d);
    y = at(y, d);
  }
}

/** Σ x · scale · dy. */
@inline
function scaledDot(x: usize, scale: usize, dy: usize, d: i32): f32 {
  const whole = wholeVectors(d);
  const rest = d - whole;
  let sum = f32x4.splat(0);
  for (let j = 0; j < whole; j += 4) {
    sum = multiplyAdd(sum, v128.load(at(x, j)), f32x4.mul(v128.load(at(scale, j)), v128.load(at(dy, j))));
  }
  if (rest) {
    const g = f32x4.mul(loadSome(at(scale, whole), rest, 0), loadSome(at(dy, whole), rest, 0));
    sum = multiplyAdd(sum, loadSome(at(x, whole), rest, 0), g);
  }
  return sumLanes(sum);
}

/** With g = scale ⊙ dy and r the inverse RMS: dx = r (g - x · r² · mean(x ⊙ g)). All (rows, d). */
export function rmsNormBackward(x: usize, inverseRms: usize, scale: usize, dy: usize, rows: i32, d: i32, dx: usize): void {
  const whole = wholeVectors(d);
  const rest = d - whole;
  for (let i = 0; i < rows; i++) {
    const inverse = f32.load(at(inverseRms, i));
    const factor = f32x4.splat(inverse);
    const pull = f32x4.splat(inverse * inverse * inverse * scaledDot(x, scale, dy, d) / <f32>d);
    for (let j = 0; j < whole; j += 4) {
      const g = f32x4.mul(v128.load(at(scale, j)), v128.load(at(dy, j)));
      v128.store(at(dx, j), f32x4.sub(f32x4.mul(g, factor), f32x4.mul(v128.load(at(x, j)), pull)));
    }
    if (rest) {
      const g = f32x4.mul(loadSome(at(scale, whole), rest, 0), loadSome(at(dy, whole), rest, 0));
      storeSome(at(dx, whole), rest, f32x4.sub(f32x4.mul(g, factor), f32x4.mul(loadSome(at(x, whole), rest, 0), pull)));
    }
    x = at(x, d);
    dy = at(dy, d);
    dx = at(dx, d);
  }
}

/** sum += factor · x ⊙ dy. */
@inline
function addScaledProduct(sum: usize, x: usize, dy: usize, factor: f32, d: i32): void {
  const factors = f32x4.splat(factor);
  const whole = wholeVectors(d);
  const rest = d - whole;
  for (let j = 0; j < whole; j += 4) {
    const normalised = f32x4.mul(v128.load(at(x, j)), factors);
    v128.store(at(sum, j), multiplyAdd(v128.load(at(sum, j)), normalised, v128.load(at(dy, j))));
  }
  if (rest) {
    const normalised = f32x4.mul(loadSome(at(x, whole), rest, 0), factors);
    storeSome(at(sum, whole), rest, multiplyAdd(loadSome(at(sum, whole), rest, 0), normalised, loadSome(at(dy, whole), rest, 0)));
  }
}

/** Σ over a record's rows of x · inverseRms ⊙ dy. → gradients (B, d) */
export function rmsNormScaleGradients(
  x: usize, inverseRms: usize, dy: usize, d: i32, starts: usize, records: i32, gradients: usize,
): void {
  fillZero(gradients, records * d);
  for (let b = 0; b < records; b++) {
    const end = startOf(starts, b + 1);
    for (let i = startOf(starts, b); i < end; i++) {
      addScaledProduct(at(gradients, b * d), at(x, i * d), at(dy, i * d), f32.load(at(inverseRms, i)), d);
    }
  }
}
