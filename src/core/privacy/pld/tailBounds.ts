// Chernoff bounds on the composed privacy loss: they say where the loss lies, before anything is composed.
import { valley } from '../../math/search';
import { logMoment } from '../logMoment';
import type { Component } from '../normalForm';
import type { Direction } from '../sampledGaussian';

/** A loss that is rarely passed, and the θ that shows it. */
export interface TailBound {
  readonly loss: number;
  readonly tilt: number;
}

/** Bounds on the composed loss of some components in one direction, on the whole or tilted: weighted by exp(tilt·loss). */
export class TailBounds {
  /** Number of steps in all. */
  readonly steps: number;
  private readonly variance: number;
  private readonly largestTilt: number;

  /** @param interval of the grid that each step's loss is spread over; 0 for none */
  constructor(
    readonly components: readonly Component[],
    readonly direction: Direction,
    private readonly interval = 0,
  ) {
    this.steps = components.reduce((sum, { count }) => sum + count, 0);
    this.variance = components.reduce((sum, step) => sum + step.count * logMoment(step, 2), 0);
    // Up to here the moments are cheap to integrate. Any θ gives a bound, so that this costs tightness only.
    this.largestTilt = 1e5 * Math.min(...components.map(({ noiseMultiplier: s }) => (s * s) / (s + 1)));
  }

  /** The same after discretisation. */
  discretised(interval: number): TailBounds {
    return new TailBounds(this.components, this.direction, interval);
  }

  /** Standard deviation of the composed loss, roughly. */
  get deviation(): number {
    return Math.sqrt(this.variance);
  }

  /**
   * K(θ) = ln E[exp(θ·loss)] for any real θ; convex, with K(0) = 0. Composition adds up the losses of independent steps, hence
   * their K. Between two points of a grid, a loss spreads by a variance of at most interval²/4, and K grows by at most about
   * interval²/8·(θ² + |θ|) a step.
   */
  cumulant(tilt: number): number {
    const power = this.direction === 'remove' ? tilt + 1 : -tilt;
    const spread = (this.steps * this.interval * this.interval * (tilt * tilt + Math.abs(tilt))) / 8;
    return this.components.reduce((sum, step) => sum + step.count * logMoment(step, power), spread);
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

  /** The θ that a Gaussian loss of this variance would call for. */
  private scale(logProbability: number): number {
    return Math.sqrt((-2 * logProbability) / this.variance);
  }
}
