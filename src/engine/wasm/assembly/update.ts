// From the noisy sum to new parameters: division, and the rules of optimizers.
import { at, multiplyAdd } from './lanes';

/** Four float64 elements from `index` on, as float32. */
@inline
function narrowed(source: usize, index: i32): v128 {
  const address = source + (<usize>index << 3);
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(v128.load(address)), f32x4.demote_f64x2_zero(v128.load(address, 16)), 0, 2);
}

/** sum (float64) *= factor, for `count` elements, a multiple of two. */
export function multiplyBy(sum: usize, count: i32, factor: f64): void {
  const factors = f64x2.splat(factor);
  for (let i = 0; i < count; i += 2) {
    const address = sum + (<usize>i << 3);
    v128.store(address, f64x2.mul(v128.load(address), factors));
  }
}

/**
 * Adam with bias corrections in stepSize and epsilon, and decoupled weight decay (`decay` includes the learning rate).
 * gradient (float64); the others float32, in place. rest1 = 1 - beta1, rest2 = 1 - beta2, rounded once and not by a difference in
 * float32. `count` must be a multiple of four.
 */
export function adam(
  gradient: usize, parameters: usize, mean: usize, variance: usize, count: i32,
  beta1: f32, rest1: f32, beta2: f32, rest2: f32, stepSize: f32, epsilon: f32, decay: f32,
): void {
  for (let i = 0; i < count; i += 4) {
    const g = narrowed(gradient, i);
    const m = multiplyAdd(f32x4.mul(f32x4.splat(rest1), g), f32x4.splat(beta1), v128.load(at(mean, i)));
    const v = multiplyAdd(f32x4.mul(f32x4.mul(f32x4.splat(rest2), g), g), f32x4.splat(beta2), v128.load(at(variance, i)));
    const p = v128.load(at(parameters, i));
    const step = f32x4.div(f32x4.mul(f32x4.splat(stepSize), m), f32x4.add(f32x4.sqrt(v), f32x4.splat(epsilon)));
    v128.store(at(mean, i), m);
    v128.store(at(variance, i), v);
    v128.store(at(parameters, i), f32x4.sub(p, multiplyAdd(step, f32x4.splat(decay), p)));
  }
}

/** Stochastic gradient descent with momentum. gradient (float64); the others float32, in place. `count` must be a multiple of four. */
export function sgd(gradient: usize, parameters: usize, velocity: usize, count: i32, momentum: f32, learningRate: f32): void {
  for (let i = 0; i < count; i += 4) {
    const v = multiplyAdd(narrowed(gradient, i), f32x4.splat(momentum), v128.load(at(velocity, i)));
    v128.store(at(velocity, i), v);
    v128.store(at(parameters, i), f32x4.sub(v128.load(at(parameters, i)), f32x4.mul(f32x4.splat(learningRate), v)));
  }
}
