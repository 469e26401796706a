// Chernoff bounds on the composed privacy loss: they say where the loss lies, before anything is composed.
import { valley } from '../../math/search';
import { logMoment } from '../logMoment';
import type { Component } from '../normalForm';
import type { Direction } from '../sampledGaussian';

/** K(θ) = ln E[exp(θ·loss)] of the composed privacy loss, for any real θ. It is convex with K(0) = 0. */
export type CumulantFunction = (tilt: number) => number;

/** Composition adds up the losses of independent steps, hence their K. */
export function cumulants(components: readonly Component[], direction: Direction): CumulantFunction {
  const power = (tilt: number): number => (direction === 'remove' ? tilt + 1 : -tilt);
  return (tilt) => components.reduce((sum, step) => sum + step.count * logMoment(step, power(tilt)), 0);
}

/** A loss that is rarely passed, and the θ that shows it. */
export interface TailBound {
  readonly loss: number;
  readonly tilt: number;
}

/** Number of steps in all. */
export const stepsOf = (components: readonly Component[]): number => components.reduce((sum, { count }) => sum + count, 0);

/** Searches for θ over the range where K is cheap to integrate, from the scale of a Gaussian loss of the same variance. */
export class TailBounds {
  private readonly variance: number;
  private readonly largestTilt: number;

  /** @param cumulant of the composed loss of these components */
  constructor(
    readonly cumulant: CumulantFunction,
    components: readonly Component[],
  ) {
    this.variance = components.reduce((sum, step) => sum + step.count * logMoment(step, 2), 0);
    this.largestTilt = 1e5 * Math.min(...components.map(({ noiseMultiplier: s }) => (s * s) / (s + 1)));
  }

  /**
   * Bounds for the loss after discretisation: between two points of a grid, a loss spreads by a variance of at most interval²/4,
   * and K(θ) grows by at most about interval²/8·(θ² + θ) a step, whichever sign θ has.
   */
  discretised(components: readonly Component[], interval: number): TailBounds {
    const spread = (stepsOf(components) * interval * interval) / 8;
    return new TailBounds((tilt) => this.cumulant(tilt) + spread * (tilt * tilt + Math.abs(tilt)), components);
  }

  /** The smallest loss with probability at most exp(logProbability) above it: P[loss > b] ≤ exp(K(θ) − θ·b), here tilted. */
  upper(logProbability: number, tilt = 0): TailBound {
    const atTilt = this.cumulant(tilt);
    const loss = (rise: number): number => (this.cumulant(tilt + rise) - atTilt - logProbability) / rise;
    const { at, value } = valley(loss, this.scale(logProbability), this.largestTilt);
    return { loss: value, tilt: tilt + at };
  }

  /** The largest loss with probability at most exp(logProbability) below it, tilted. */
  lower(logProbability: number, tilt = 0): TailBound {
    const atTilt = this.cumulant(tilt);
    const negatedLoss = (fall: number): number => (this.cumulant(tilt - fall) - atTilt - logProbability) / fall;
    const { at, value } = valley(negatedLoss, this.scale(logProbability), this.largestTilt);
    return { loss: -value, tilt: tilt - at };
  }

  /** ln of the bound P[loss > it] ≤ exp(K(θ) − θ·loss), and the best θ ≥ 0: where the tilted loss has this mean. */
  above(loss: number): { readonly logProbability: number; readonly tilt: number } {
    const { at, value } = valley((tilt) => this.cumulant(tilt) - tilt * loss, Math.max(loss, 0) / this.variance + 1e-3, this.largestTilt);
    return value < 0 ? { logProbability: value, tilt: at } : { logProbability: 0, tilt: 0 };
  }

  /** Standard deviation of the composed loss, roughly. */
  get deviation(): number {
    return Math.sqrt(this.variance);
  }

  private scale(logProbability: number): number {
    return Math.min(Math.sqrt((-2 * logProbability) / this.variance), this.largestTilt);
  }
}
