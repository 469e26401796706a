// Moments of the likelihood ratio of one Poisson-sampled Gaussian step, which carry Rényi divergences and tail bounds.
import { log1pExp, LogSum } from '../math/logSpace';
import { logLikelihoodRatio, type SampledGaussianStep } from './sampledGaussian';

/**
 * ln E_Q[(P/Q)^power] of one step, P with the record and Q without it (Mironov, Talwar & Zhang 2019, §3). Any real power:
 * `order` gives the Rényi divergence of P from Q, `1 − order` that of Q from P.
 *
 * With w = P/Q − 1 we have E_Q[w] = 0, so E_Q[(P/Q)^power] − 1 = E_Q[(1+w)^power − 1 − power·w]. Between powers 0 and 1 the
 * integrand is never positive, elsewhere never negative, so that nothing cancels however small the moment is.
 * @param upTo leaves out the outcomes above, roughly (not for the plain Gaussian): rare outcomes carry most of a high moment
 * @returns within about 1e-9 relative; 0 at powers 0 and 1
 */
export function logMoment(step: SampledGaussianStep, power: number, upTo = Infinity): number {
  const { noiseMultiplier: s, samplingRate: q } = step;
  if (power === 0 || power === 1) return 0;
  if (q === 1) return (power * (power - 1)) / (2 * s * s);
  if (Number.isInteger(power) && power > 1 && upTo === Infinity) return log1pExp(logExcessAtInteger(s, q, power));
  const logExcess = logExcessByQuadrature(step, power, upTo);
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
 * Its nearest singularity is where P/Q = 0, at distance π·s² from the real line; the width of the steps follows from that.
 * The integrand has a hill near 0 and, for a large power, a second one near x = power; outside them it is left out.
 */
function logExcessByQuadrature(step: SampledGaussianStep, power: number, upTo: number): number {
  const s = step.noiseMultiplier;
  const width = (s * s) / (2 * s + 2);
  const logTerm = (x: number): number => logBernoulliGap(logLikelihoodRatio(step, x), power) - (x * x) / (2 * s * s);
  const secondHill = power > 1 ? logTerm(Math.min(power, upTo)) : -Infinity;
  const sum = new LogSum();
  for (let x = 0.5 - width; x > -s || logTerm(x) > sum.log - negligible; x -= width) sum.add(logTerm(x));
  const end = Math.min(Math.max(1, power) + 9 * s, upTo);
  let x = 0.5 + width;
  for (; x < end; x += width) {
    const term = logTerm(x);
    sum.add(term);
    if (x > 1 + s && term < sum.log - negligible && secondHill < sum.log - negligible) break;
  }
  // Where the integral is cut off on the rise of the second hill, the last piece is a rectangle of its largest height.
  if (end === upTo) sum.add(logTerm(upTo) + Math.log(Math.max(0, upTo - x + width) / width));
  return sum.log + Math.log(width / (s * Math.sqrt(2 * Math.PI)));
}

/** Terms of the integral that are smaller than the sum by exp(this) are left out. */
const negligible = 42;

/** ln |(1+w)^power − 1 − power·w| where ln(1+w) is given; −∞ at w = 0. */
function logBernoulliGap(logRatio: number, power: number): number {
  const logPower = power * logRatio;
  if (Math.max(logPower, logRatio) < 300) return Math.log(Math.abs(Math.expm1(logPower) - power * Math.expm1(logRatio)));
  // Out of range of exp, the 1 and the −1 vanish beside (1+w)^power and power·w.
  const logLine = Math.log(Math.abs(power)) + logRatio;
  const larger = Math.max(logPower, logLine);
  return larger + Math.log1p(-Math.sign(power) * Math.exp(Math.min(logPower, logLine) - larger));
}

/** ln(eᵃ − 1) for a ≥ 0; −∞ at 0. */
const logExpm1 = (a: number): number => (a > 36 ? a : Math.log(Math.expm1(a)));
