// Error functions against values computed with 40 digits.
import { describe, expect, it } from 'vitest';
import { erfc, erfcx } from '../../../src/core/math/errorFunction';

/** x, erfc(x), erfcx(x) by mpmath with 40 digits. */
const reference: readonly (readonly [number, number, number])[] = [
  [0, 1, 1],
  [0.001, 0.99887162120903076362, 0.99887262008115140863],
  [0.5, 0.47950012218695346232, 0.61569034419292587487],
  [1, 0.15729920705028513066, 0.42758357615580700441],
  [3, 2.2090496998585441373e-5, 0.17900115118138995042],
  [6, 2.1519736712498913117e-17, 0.092776567800538354389],
  [10, 2.088487583762544757e-45, 0.056140992743822585858],
  [25, 8.300172571196522752e-274, 0.022549572432641358944],
  [-0.5, 1.5204998778130465377, 1.9523604891825570933],
  [-3, 1.9999779095030014146, 16205.988853999586625],
];

const relativeError = (got: number, expected: number): number => Math.abs(got / expected - 1);

describe('erfcx', () => {
  it.each(reference)('is within 1e-15 relative at %d', (x, _, expected) => {
    expect(relativeError(erfcx(x), expected)).toBeLessThan(x < 0 ? 4e-15 : 1e-15);
  });

  it('falls to 0 at infinity', () => {
    expect(erfcx(1000)).toBeCloseTo(5.641893014533876542e-4, 18);
    expect(erfcx(Infinity)).toBe(0);
  });
});

describe('erfc', () => {
  it.each(reference)('keeps its relative precision at %d', (x, expected) => {
    expect(relativeError(erfc(x), expected)).toBeLessThan(1e-15 + 2e-16 * x * x);
  });
});
