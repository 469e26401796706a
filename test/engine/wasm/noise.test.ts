// The SIMD kernel of the mechanism's noise: the same numbers as Box–Muller in plain JavaScript, and their distribution.
import { beforeAll, describe, expect, it } from 'vitest';
import type { RandomSource } from '../../../src/core/random';
import { boxMuller } from '../../../src/engine/dp/noise';
import { uniforms53 } from '../../../src/engine/dp/uniform';
import { constantSource, hashSource, kolmogorovSmirnov } from '../randomness';
import { openStepBench, stepVariants, type StepBench } from './stepBench';

/** Most numbers that a test draws. */
const MOST = 1_000_000;

/** `count` numbers, added to zeros. */
function draw({ kernels, sums: [sum] }: StepBench, count: number, source: RandomSource): Float64Array {
  const numbers = sum.subarray(0, count).fill(0);
  kernels.addNoise(numbers, 1, source);
  return numbers.slice();
}

function boxMullers(count: number, source: RandomSource): Float64Array {
  const numbers = new Float64Array(count);
  boxMuller(numbers, source);
  return numbers;
}

/** Box–Muller with the angle reduced before it is multiplied by π, so that numbers near zero keep all their digits. */
function accurateNormals(count: number, source: RandomSource): Float64Array {
  const uniforms = uniforms53(count, source);
  const normals = new Float64Array(count);
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - uniforms[i]));
    const quarters = Math.round(4 * uniforms[i + 1]);
    const angle = (4 * uniforms[i + 1] - quarters) * (Math.PI / 2);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const turned = [[cos, sin], [-sin, cos], [-cos, -sin], [sin, -cos]][quarters % 4];
    normals.set(turned.map((x) => radius * x), i);
  }
  return normals;
}

describe.each(stepVariants)('%s', (variant) => {
  let bench: StepBench;
  beforeAll(async () => {
    bench = await openStepBench(variant, MOST);
  });

  describe('equals Box–Muller on the same bytes to 1e-12', () => {
    it.each([1, 2, 3, 5, 1024, 1025, 100_000])('%d numbers', (count) => {
      const expected = boxMullers(count, hashSource(`${count} numbers`));
      const actual = draw(bench, count, hashSource(`${count} numbers`));
      let worst = 0;
      expected.forEach((x, i) => {
        worst = Math.max(worst, Math.abs(actual[i] - x));
      });
      expect(worst).toBeLessThan(1e-12);
    });
  });

  it('has a relative error of at most 1e-14, also near zero', () => {
    const expected = accurateNormals(200_000, hashSource('accuracy'));
    const actual = draw(bench, 200_000, hashSource('accuracy'));
    let worst = 0;
    expected.forEach((x, i) => {
      worst = Math.max(worst, Math.abs(actual[i] / x - 1));
    });
    expect(worst).toBeLessThan(1e-14);
  });

  describe('distribution of a million numbers', () => {
    let sample: Float64Array;
    beforeAll(() => {
      sample = draw(bench, MOST, hashSource('distribution'));
    });

    it('passes the Kolmogorov–Smirnov test at the 0.1 % level', () => {
      expect(kolmogorovSmirnov(sample)).toBeLessThan(1.95 / Math.sqrt(sample.length));
    });

    it('has the moments of the standard normal', () => {
      const moment = (power: number): number => sample.reduce((sum, x) => sum + x ** power, 0) / sample.length;
      // Five standard errors each: the variance of x^p is (2p - 1)!! minus the squared moment.
      expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(1 / sample.length));
      expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / sample.length));
      expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / sample.length));
      expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / sample.length));
    });
  });

  describe('extreme bytes', () => {
    it('reach 8.57 σ, beyond the 5.77 σ of 24-bit uniforms', () => {
      // The largest u has all bits set, and 1 - u is 2⁻⁵³; v = 0 is the angle 0.
      const source: RandomSource = { fill: (target) => target.forEach((_, i) => (target[i] = i % 16 < 8 ? 0xff : 0)) };
      const [cosine, sine] = draw(bench, 2, source);
      expect(cosine).toBeCloseTo(Math.sqrt(2 * 53 * Math.LN2), 12);
      expect(cosine).toBeGreaterThan(5.8);
      expect(sine).toBe(0);
    });

    it.each([0x00, 0xff, 0x80, 0x7f])('give finite numbers when all bytes are %d', (byte) => {
      expect(draw(bench, 64, constantSource(byte)).every(Number.isFinite)).toBe(true);
    });

    it('give 0 for a radius of 0', () => {
      expect(draw(bench, 4, constantSource(0x00)).map(Math.abs)).toEqual(new Float64Array(4));
    });
  });

  it.each([1, 2, 3, 5, 4095, 4097])('adds to %d elements, times the standard deviation, and to no others', (count) => {
    const noise = draw(bench, count, hashSource('added'));
    const { kernels, sums: [sum] } = bench;
    sum.fill(7);
    kernels.addNoise(sum.subarray(4, 4 + count), 3, hashSource('added'));
    noise.forEach((x, i) => expect(sum[4 + i]).toBeCloseTo(7 + 3 * x, 12));
    expect([...sum.subarray(0, 4), ...sum.subarray(4 + count, 12 + count)].every((x) => x === 7)).toBe(true);
  });

  it('keeps no random byte', () => {
    draw(bench, 5, hashSource('kept'));
    expect(bench.scratch[0].every((byte) => byte === 0)).toBe(true);
  });
});
