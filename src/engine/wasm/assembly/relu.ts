// Rectified linear unit and its gradient; NaN passes through.
import { at, loadSome, storeSome, wholeVectors } from './lanes';

/** y = max(x, 0). n elements. */
export function relu(x: usize, n: i32, y: usize): void {
  const zero = f32x4.splat(0);
  const whole = wholeVectors(n);
  // pmax keeps its first operand unless the second is larger: NaN stays NaN.
  for (let j = 0; j < whole; j += 4) {
    v128.store(at(y, j), f32x4.pmax(v128.load(at(x, j)), zero));
  }
  if (whole < n) storeSome(at(y, whole), n - whole, f32x4.pmax(loadSome(at(x, whole), n - whole, 0), zero));
}

/** dx = dy where y > 0, else 0. n elements. */
export function reluBackward(y: usize, dy: usize, n: i32, dx: usize): void {
  const zero = f32x4.splat(0);
  const whole = wholeVectors(n);
  for (let j = 0; j < whole; j += 4) {
    v128.store(at(dx, j), v128.and(v128.load(at(dy, j)), f32x4.gt(v128.load(at(y, j)), zero)));
  }
  if (whole < n) {
    const open = f32x4.gt(loadSome(at(y, whole), n - whole, 0), zero);
    storeSome(at(dx, whole), n - whole, v128.and(loadSome(at(dy, whole), n - whole, 0), open));
  }
}
