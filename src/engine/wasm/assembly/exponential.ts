// exp and log for float32 vectors by polynomials: no tables, so the module needs no data section in the shared heap.
import { multiplyAdd } from './lanes';

/** Under this argument exp4 gives 0: the result would come close to the smallest normal number. */
const SMALLEST: f32 = -86;
/** Adding it rounds a float32 to the nearest whole number, which then stands in the low bits. */
const ROUNDER: f32 = 12582912; // 1.5 · 2^23

/**
 * exp of each lane, for arguments up to 88; 0 below -86; NaN stays NaN. Relative error at most 2e-7.
 * Cephes expf: x = k ln 2 + r, and a polynomial of degree 7 in r ∈ [-ln 2 / 2, ln 2 / 2].
 */
@inline
export function exp4(x: v128): v128 {
  const rounder = f32x4.splat(ROUNDER);
  const shifted = f32x4.add(f32x4.mul(x, f32x4.splat(1.4426950408889634)), rounder);
  const k = f32x4.sub(shifted, rounder);
  let r = f32x4.sub(x, f32x4.mul(k, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(k, f32x4.splat(-2.12194440e-4)));
  let p = f32x4.splat(1.9875691500e-4);
  p = multiplyAdd(f32x4.splat(1.3981999507e-3), p, r);
  p = multiplyAdd(f32x4.splat(8.3334519073e-3), p, r);
  p = multiplyAdd(f32x4.splat(4.1665795894e-2), p, r);
  p = multiplyAdd(f32x4.splat(1.6666665459e-1), p, r);
  p = multiplyAdd(f32x4.splat(5.0000001201e-1), p, r);
  p = f32x4.add(multiplyAdd(r, p, f32x4.mul(r, r)), f32x4.splat(1));
  // 2^k: k is added to the exponent field; the bits of `shifted` above k's fall off.
  const scaled = i32x4.add(p, i32x4.shl(shifted, 23));
  return v128.andnot(scaled, f32x4.lt(x, f32x4.splat(SMALLEST)));
}

/**
 * log of each lane, for positive normal arguments only. Absolute error at most 2e-7 · max(1, |log x|).
 * Cephes logf: x = 2^e m with m ∈ [√½, √2), and a polynomial of degree 9 in m - 1.
 */
@inline
export function log4(x: v128): v128 {
  const half = v128.or(v128.and(x, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000)); // [½, 1)
  const small = f32x4.lt(half, f32x4.splat(0.7071067811865476));
  const e = f32x4.convert_i32x4_s(i32x4.add(i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(126)), small));
  const m = f32x4.sub(f32x4.add(half, v128.and(small, half)), f32x4.splat(1));
  const square = f32x4.mul(m, m);
  let p = f32x4.splat(7.0376836292e-2);
  p = multiplyAdd(f32x4.splat(-1.1514610310e-1), p, m);
  p = multiplyAdd(f32x4.splat(1.1676998740e-1), p, m);
  p = multiplyAdd(f32x4.splat(-1.2420140846e-1), p, m);
  p = multiplyAdd(f32x4.splat(1.4249322787e-1), p, m);
  p = multiplyAdd(f32x4.splat(-1.6668057665e-1), p, m);
  p = multiplyAdd(f32x4.splat(2.0000714765e-1), p, m);
  p = multiplyAdd(f32x4.splat(-2.4999993993e-1), p, m);
  p = multiplyAdd(f32x4.splat(3.3333331174e-1), p, m);
  let y = f32x4.mul(f32x4.mul(p, m), square);
  y = multiplyAdd(y, e, f32x4.splat(-2.12194440e-4));
  y = f32x4.sub(y, f32x4.mul(square, f32x4.splat(0.5)));
  return multiplyAdd(f32x4.add(m, y), e, f32x4.splat(0.693359375));
}

/** log of one number, as log4; NaN stays NaN. */
@inline
export function log1(x: f32): f32 {
  // x - x is 0, except for numbers that are not finite.
  return f32x4.extract_lane(log4(f32x4.splat(x)), 0) + (x - x);
}
