// Reading the curve δ(ε) = E[(1 − exp(ε − loss))₊] off a composed loss.
import type { TiltedLoss } from './compose';

/** What is asked: ε at a δ, or δ at an ε. */
export type Query = { readonly find: 'epsilon'; readonly delta: number } | { readonly find: 'delta'; readonly epsilon: number };

/** A point of the curve, and how steeply ln δ falls with ε there. */
export interface CurvePoint {
  readonly epsilon: number;
  readonly delta: number;
  readonly slope: number;
}

/** What is added to the computed curve, or taken off, to make it a bound. */
export interface Correction {
  /** Added to each tilted mass; a negative result counts as 0. */
  readonly perMass: number;
  /** Added to δ at this loss. */
  readonly at: (loss: number) => number;
}

/**
 * Walks down from the largest loss. With S(l) = Σ_{l' ≥ l} p(l')·exp(l − l'), which is −dδ/dε just below l, δ grows from one loss
 * to the next lower one by (1 − exp(−interval))·S(l): every term is positive, so that no digits cancel.
 */
export function pointOnCurve(loss: TiltedLoss, query: Query, correction: Correction): CurvePoint {
  const { interval, lowest, mass, tilt, logScale } = loss;
  const decay = Math.exp(-interval);
  const rise = -Math.expm1(-interval);
  let delta = 0;
  let fall = 0;
  for (let i = mass.length - 1; i >= 0; i--) {
    const upper = (lowest + i) * interval;
    fall = fall * decay + Math.exp(logScale - tilt * upper) * Math.max(0, mass[i] + correction.perMass);
    const next = delta + rise * fall;
    const extra = correction.at(upper - interval);
    if (query.find === 'delta' && query.epsilon >= upper - interval) {
      const slopeHere = fall * Math.exp(query.epsilon - upper);
      const value = delta - fall * Math.min(0, Math.expm1(query.epsilon - upper)) + extra;
      return { epsilon: query.epsilon, delta: value, slope: slopeHere / value };
    }
    if (query.find === 'epsilon' && next + extra > query.delta) {
      const wanted = query.delta - extra - delta;
      // Corrections alone above δ at the very top: no finite loss of this window will do.
      if (wanted < 0) return { epsilon: Infinity, delta: query.delta, slope: 0 };
      return { epsilon: upper + Math.log1p(-wanted / fall), delta: query.delta, slope: (fall - wanted) / query.delta };
    }
    delta = next;
  }
  const bottom = (lowest - 1) * interval;
  const epsilon = query.find === 'delta' ? query.epsilon : bottom;
  const value = query.find === 'delta' ? delta + correction.at(bottom) : query.delta;
  return { epsilon, delta: value, slope: fall / value };
}
