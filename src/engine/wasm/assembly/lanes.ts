// Addressing of float32 elements, partial vectors, and sums over the four lanes of a vector.

/** Compile-time switch: fused multiply-add where the host has relaxed SIMD (set by the build). */
// @ts-ignore: defined on the compiler's command line
const FUSED: bool = isDefined(RELAXED_SIMD);

/** Address of element `index` of an array of 4-byte elements. */
@inline
export function at(array: usize, index: i32): usize {
  return array + (<usize>index << 2);
}

/** sum + a · b. */
@inline
export function multiplyAdd(sum: v128, a: v128, b: v128): v128 {
  return FUSED ? f32x4.relaxed_madd(a, b, sum) : f32x4.add(sum, f32x4.mul(a, b));
}

/** The same for two float64 lanes. */
@inline
export function multiplyAddDouble(sum: v128, a: v128, b: v128): v128 {
  return FUSED ? f64x2.relaxed_madd(a, b, sum) : f64x2.add(sum, f64x2.mul(a, b));
}

@inline
export function sumLanes(v: v128): f32 {
  const pairs = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/**
 * The larger of each pair of lanes, in one instruction where f32x4.max takes eight. Lanes with NaN give either operand: who
 * needs to see NaN must find it elsewhere.
 */
@inline
export function larger(a: v128, b: v128): v128 {
  return f32x4.pmax(a, b);
}

/** Largest lane; see `larger` for NaN. */
@inline
export function maxLanes(v: v128): f32 {
  const pairs = larger(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(larger(pairs, v128.shuffle<f32>(pairs, pairs, 1, 0, 3, 2)), 0);
}

/** Number of elements of n that whole vectors cover. */
@inline
export function wholeVectors(n: i32): i32 {
  return n & ~3;
}

/** The first `count` (1 to 3) elements at an address, the other lanes `fill`: reads nothing behind them. */
@inline
export function loadSome(address: usize, count: i32, fill: f32): v128 {
  let v = f32x4.replace_lane(f32x4.splat(fill), 0, f32.load(address));
  if (count > 1) v = f32x4.replace_lane(v, 1, f32.load(address, 4));
  if (count > 2) v = f32x4.replace_lane(v, 2, f32.load(address, 8));
  return v;
}

/** Writes the first `count` (1 to 3) lanes. */
@inline
export function storeSome(address: usize, count: i32, v: v128): void {
  f32.store(address, f32x4.extract_lane(v, 0));
  if (count > 1) f32.store(address, f32x4.extract_lane(v, 1), 4);
  if (count > 2) f32.store(address, f32x4.extract_lane(v, 2), 8);
}
