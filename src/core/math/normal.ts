// Tails of the standard normal distribution.
import { erfc, erfcx } from './errorFunction';

/** P(X ≤ x), with full relative precision in the lower tail. */
export const normalCdf = (x: number): number => erfc(-x * Math.SQRT1_2) / 2;

/** P(X > x), with full relative precision in the upper tail. */
export const normalSurvival = (x: number): number => erfc(x * Math.SQRT1_2) / 2;

/** ln P(X > x), finite where the probability itself underflows. */
export function logNormalSurvival(x: number): number {
  if (x <= 0) return Math.log1p(-normalCdf(x));
  return Math.log(erfcx(x * Math.SQRT1_2) / 2) - (x * x) / 2;
}
