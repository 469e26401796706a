// Normal noise in float64 from random bytes, two Box–Muller pairs at a time.
import { multiplyAddDouble } from './lanes';

/** 2⁵² and 2⁸⁴ as bits: a small integer put into the mantissa makes an exact double without a conversion. */
const BITS_2_52: i64 = 0x4330000000000000;
const BITS_2_84: i64 = 0x4530000000000000;

/**
 * 1 - k · 2⁻⁵³ in (0, 1] or k · 2⁻⁵³ in [0, 1) starts from the 53-bit integer k of each 8 random bytes: 21 bits of the first
 * four bytes above the 32 bits of the last four. Returns k · 2⁻⁵³.
 */
@inline
function uniform(word: v128): v128 {
  const high = v128.or(i64x2.shr_u(i64x2.shl(word, 32), 43), i64x2.splat(BITS_2_84));
  const low = v128.or(i64x2.shr_u(word, 32), i64x2.splat(BITS_2_52));
  // 2⁸⁴ + high · 2³² - (2⁸⁴ + 2⁵²) + (2⁵² + low), each step exact.
  const k = f64x2.add(f64x2.sub(high, f64x2.splat(19342813118337666422669312.0)), low);
  return f64x2.mul(k, f64x2.splat(1.1102230246251565e-16));
}

@inline
function next(sum: f64, factor: v128, x: v128): v128 {
  return multiplyAddDouble(f64x2.splat(sum), factor, x);
}

/**
 * log of normal numbers in (0, 1]; exactly 0 for 1. Relative error at most 1e-15. With x = 2^e m, m ∈ [√½, √2), f = m - 1
 * and s = f / (2 + f): the series of fdlibm's e_log.c in s².
 */
@inline
function log(x: v128): v128 {
  const half = v128.or(v128.and(x, i64x2.splat(0x000fffffffffffff)), i64x2.splat(0x3fe0000000000000)); // [½, 1)
  const small = f64x2.lt(half, f64x2.splat(0.7071067811865476));
  // The exponent field counts from 1022 for numbers in [½, 1).
  const field = f64x2.sub(v128.or(i64x2.shr_u(x, 52), i64x2.splat(BITS_2_52)), f64x2.splat(4503599627370496.0 + 1022.0));
  const e = f64x2.sub(field, v128.and(small, f64x2.splat(1)));
  const f = f64x2.sub(f64x2.add(half, v128.and(small, half)), f64x2.splat(1));
  const s = f64x2.div(f, f64x2.add(f, f64x2.splat(2)));
  const z = f64x2.mul(s, s);
  let p = f64x2.splat(1.479819860511658591e-1);
  p = next(1.531383769920937332e-1, p, z);
  p = next(1.818357216161805012e-1, p, z);
  p = next(2.222219843214978396e-1, p, z);
  p = next(2.857142874366239149e-1, p, z);
  p = next(3.999999999940941908e-1, p, z);
  p = next(6.666666666666735130e-1, p, z);
  const r = f64x2.mul(p, z);
  const halfSquare = f64x2.mul(f64x2.splat(0.5), f64x2.mul(f, f));
  const tail = f64x2.add(f64x2.mul(s, f64x2.add(halfSquare, r)), f64x2.mul(e, f64x2.splat(1.90821492927058770002e-10)));
  const head = f64x2.mul(e, f64x2.splat(6.93147180369123816490e-1));
  return f64x2.sub(head, f64x2.sub(f64x2.sub(halfSquare, tail), f));
}

/** sin θ for |θ| ≤ π/4, with z = θ². Relative error at most 3e-16; the polynomial of fdlibm's k_sin.c. */
@inline
function sine(theta: v128, z: v128): v128 {
  let p = f64x2.splat(1.58969099521155010221e-10);
  p = next(-2.50507602534068634195e-8, p, z);
  p = next(2.75573137070700676789e-6, p, z);
  p = next(-1.98412698298579493134e-4, p, z);
  p = next(8.33333333332248946124e-3, p, z);
  p = next(-1.66666666666666324348e-1, p, z);
  return f64x2.add(theta, f64x2.mul(theta, f64x2.mul(z, p)));
}

/** cos θ for |θ| ≤ π/4, with z = θ². Relative error at most 3e-16; the polynomial of fdlibm's k_cos.c. */
@inline
function cosine(z: v128): v128 {
  let p = f64x2.splat(-1.13596475577881948265e-11);
  p = next(2.08757232129817482790e-9, p, z);
  p = next(-2.75573143513906633035e-7, p, z);
  p = next(2.48015872894767294178e-5, p, z);
  p = next(-1.38888888888741095749e-3, p, z);
  p = next(4.16666666666666019037e-2, p, z);
  const tail = f64x2.sub(f64x2.mul(f64x2.splat(0.5), z), f64x2.mul(f64x2.mul(z, z), p));
  return f64x2.sub(f64x2.splat(1), tail);
}

/**
 * sum += standardDeviation · √(-2 ln u) · (cos 2πv, sin 2πv) for each pair (Box and Muller 1958), u in (0, 1], v in [0, 1). Relative
 * error of what is added at most 1e-14. random: 16 bytes a pair, which are zero
 * afterwards; sum: 2 doubles a pair. `pairs` must be even.
 */
export function addNoise(random: usize, pairs: i32, standardDeviation: f64, sum: usize): void {
  const deviations = f64x2.splat(standardDeviation);
  for (let i = 0; i < pairs; i += 2) {
    const first = v128.load(random);
    const second = v128.load(random, 16);
    const u = f64x2.sub(f64x2.splat(1), uniform(v128.shuffle<i64>(first, second, 0, 2)));
    const radius = f64x2.mul(deviations, f64x2.sqrt(f64x2.mul(f64x2.splat(-2), log(u))));
    // Quarter turns: the nearest whole number q of them, and the rest as an angle in [-π/4, π/4].
    const turns = f64x2.mul(f64x2.splat(4), uniform(v128.shuffle<i64>(first, second, 1, 3)));
    const q = f64x2.nearest(turns);
    const theta = f64x2.mul(f64x2.sub(turns, q), f64x2.splat(1.5707963267948966));
    const z = f64x2.mul(theta, theta);
    const sin = sine(theta, z);
    const cos = cosine(z);
    // Bit 0 of q swaps sine and cosine; bit 1 of q and of q + 1 are their signs.
    const quadrant = f64x2.add(q, f64x2.splat(4503599627370496.0));
    const one = i64x2.splat(1);
    const two = i64x2.splat(2);
    const swap = i64x2.neg(v128.and(quadrant, one));
    const sinSign = i64x2.shl(v128.and(quadrant, two), 62);
    const cosSign = i64x2.shl(v128.and(i64x2.add(quadrant, one), two), 62);
    const x = f64x2.mul(radius, v128.xor(v128.bitselect(sin, cos, swap), cosSign));
    const y = f64x2.mul(radius, v128.xor(v128.bitselect(cos, sin, swap), sinSign));
    v128.store(sum, f64x2.add(v128.load(sum), v128.shuffle<i64>(x, y, 0, 2)));
    v128.store(sum, f64x2.add(v128.load(sum, 16), v128.shuffle<i64>(x, y, 1, 3)), 16);
    v128.store(random, i64x2.splat(0));
    v128.store(random, i64x2.splat(0), 16);
    random += 32;
    sum += 32;
  }
}
