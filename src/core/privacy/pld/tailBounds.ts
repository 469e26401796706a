// Chernoff bounds on the composed privacy loss: they say where the loss lies, before anything is composed.
import { valley } from '../../math/search';
import { logMoment } from '../logMoment';
import type { Component } from '../normalForm';
import type { Direction } from '../sampledGaussian';
import { highestOutcome } from './lossGrid';

/** A loss that is rarely passed, and the θ that shows it. */
export interface TailBound {
  readonly loss: number;
  readonly tilt: number;
}

/** Bounds on the composed loss of some components in one direction, on the whole or tilted: weighted by exp(tilt·loss). */
export class TailBounds {
  /** Number of steps in all. */
  readonly steps: number;
  /** Sampling bounds the loss of adding a record: at most −ln(1−q) a step. */
  private readonly largestLoss: number;
  private readonly variance: number;
  private readonly largestTilt: number;

  constructor(
    readonly components: readonly Component[],
    readonly direction: Direction,
    private readonly grid: { readonly interval: number; readonly tailMass: number } = { interval: 0, tailMass: 0 },
  ) {
    this.steps = components.reduce((sum, { count }) => sum + count, 0);
    const ofRemovalAtLeast = components.reduce((sum, step) => sum + step.count * Math.log1p(-step.samplingRate), 0);
    this.largestLoss = direction === 'add' ? -ofRemovalAtLeast : Infinity;
    this.variance = components.reduce((sum, step) => sum + step.count * logMoment(step, 2), 0);
    // Up to here the moments are cheap to integrate. Any θ gives a bound, so that this costs tightness only.
    this.largestTilt = 1e5 * Math.min(...components.map(({ noiseMultiplier: s }) => (s * s) / (s + 1)));
  }

  /** About the same for the loss on grids that leave out `tailMass` in all: to plan with, not to prove with. */
  discretised(interval: number, tailMass: number): TailBounds {
    return new TailBounds(this.components, this.direction, { interval, tailMass });
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
    const { interval, tailMass } = this.grid;
    const spread = (this.steps * interval * interval * (tilt * tilt + Math.abs(tilt))) / 8;
    const upTo = (step: Component): number => (tailMass > 0 ? highestOutcome(step, tailMass / step.count) : Infinity);
    return this.components.reduce((sum, step) => sum + step.count * logMoment(step, power, upTo(step)), spread);
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
    if (loss >= this.largestLoss) return { logProbability: -Infinity, tilt: 0 };
    const { at, value } = valley((tilt) => this.cumulant(tilt) - tilt * loss, Math.max(loss, 0) / this.variance + 1e-3, this.largestTilt);
    return value < 0 ? { logProbability: value, tilt: at } : { logProbability: 0, tilt: 0 };
  }

  /** The θ that a Gaussian loss of this variance would call for. */
  private scale(logProbability: number): number {
    return Math.sqrt((-2 * logProbability) / this.variance);
  }
}
