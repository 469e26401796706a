// Moments of the likelihood ratio of one Poisson-sampled Gaussian step, which carry Rényi divergences and tail bounds.
import { log1pExp, LogSum } from '../math/logSpace';

/** Noise and sampling of one step; samplingRate 1 is the plain Gaussian. */
export interface SampledGaussianStep {
  readonly noiseMultiplier: number;
  readonly samplingRate: number;
}

/**
 * ln E_Q[(P/Q)^power] with P = (1−q)·N(0, s²) + q·N(1, s²), the step with the record, and Q = N(0, s²), without it
 * (Mironov, Talwar & Zhang 2019, §3). Any real power: `order` gives the Rényi divergence of P from Q, `1 − order` of Q from P.
 *
 * With w = P/Q − 1 we have E_Q[w] = 0, so E_Q[(P/Q)^power] − 1 = E_Q[(1+w)^power − 1 − power·w]. Between powers 0 and 1 the
 * integrand is never positive, elsewhere never negative, so that nothing cancels however small the moment is.
 * @returns within about 1e-9 relative; 0 at powers 0 and 1
 */
export function logMoment({ noiseMultiplier: s, samplingRate: q }: SampledGaussianStep, power: number): number {
  if (power === 0 || power === 1) return 0;
  if (q === 1) return (power * (power - 1)) / (2 * s * s);
  if (Number.isInteger(power) && power > 1) return log1pExp(logExcessAtInteger(s, q, power));
  const logExcess = logExcessByQuadrature(s, q, power);
  return power > 0 && power < 1 ? Math.log1p(-Math.exp(logExcess)) : log1pExp(logExcess);
}

/**
 * ln(A − 1), A = Σₖ C(a,k)·(1−q)^(a−k)·q^k·exp((k²−k)/(2s²)) (Mironov et al. 2019, §3.3). The binomial weights add up to 1 and
 * the factor is 1 for k = 0 and 1, so A − 1 is the same sum of positive terms with exp − 1 in place of exp, from k = 2.
 */
function logExcessAtInteger(s: number, q: number, order: number): number {
  const sum = new LogSum();
  let logWeight = order * Math.log1p(-q);
  for (let k = 1; k <= order; k++) {
    logWeight += Math.log((order - k + 1) / k) + Math.log(q) - Math.log1p(-q);
    sum.add(logWeight + logExpm1((k * k - k) / (2 * s * s)));
  }
  return sum.log;
}

/**
 * ln |E_Q[(1+w)^power − 1 − power·w]| by the trapezoidal rule, which converges geometrically on an analytic integrand.
 * Its nearest singularity is where P/Q = 0, at distance π·s² from the real line; the step follows from that distance.
 */
function logExcessByQuadrature(s: number, q: number, power: number): number {
  const step = (s * s) / (2 * s + 2);
  // The integrand is a mixture of Gaussians around 0 and around `power`, and between them; 9 deviations leave out less than 1e-18.
  const from = Math.min(0, power) - 9 * s;
  const to = Math.max(1, power) + 9 * s;
  const sum = new LogSum();
  for (let x = from; x <= to; x += step) {
    const exponent = (2 * x - 1) / (2 * s * s);
    sum.add(logBernoulliGap(q, exponent, power) - (x * x) / (2 * s * s));
  }
  return sum.log + Math.log(step / (s * Math.sqrt(2 * Math.PI)));
}

/** ln |(1+w)^power − 1 − power·w| for w = q·(exp(exponent) − 1). Zero by Bernoulli's inequality only at w = 0. */
function logBernoulliGap(q: number, exponent: number, power: number): number {
  const logRatio = exponent < 1 ? Math.log1p(q * Math.expm1(exponent)) : exponent + Math.log(q + (1 - q) * Math.exp(-exponent));
  const logPower = power * logRatio;
  if (logPower > 300) return logPower;
  const w = Math.expm1(logRatio);
  return Math.log(Math.abs(Math.expm1(logPower) - power * w));
}

/** ln(eᵃ − 1) for a ≥ 0; −∞ at 0. */
const logExpm1 = (a: number): number => (a > 36 ? a : Math.log(Math.expm1(a)));
