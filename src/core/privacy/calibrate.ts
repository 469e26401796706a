// Calibration: the least noise, or the most steps, for a target ε at δ.
import { badInput } from '../../base/errors';
import { openUnit, positive, positiveInteger, probability } from '../../base/validate';
import { smallestFrom } from '../math/search';
import type { Accountant } from './accountant';
import { epsilonText } from './guaranteeText';
import { composition, poissonSampledGaussian, selfComposition, type Mechanism } from './mechanism';
import { rdpAccountant } from './rdp/rdpAccountant';

/** Noise multipliers that are tried. */
const noiseRange = { low: 0.01, high: 1e5 };

/** Calibrated noise is at most this much above the smallest that would do, relatively. */
const tolerance = { coarse: 0.02, final: 1e-5 };

/** Steps with the Poisson-sampled Gaussian, and the target that they must meet. */
interface Target {
  readonly epsilon: number;
  readonly delta: number;
  readonly samplingRate: number;
}

const epsilonOfSteps = (accountant: Accountant, noiseMultiplier: number, samplingRate: number, steps: number, delta: number): number =>
  accountant.epsilon(selfComposition(poissonSampledGaussian({ noiseMultiplier, samplingRate }), steps), delta);

/** Steps whose noise is looked for. */
interface NoiseTarget extends Target {
  readonly steps: number;
  /** What is released besides the steps and counts against the same target; its own noise stays. Undefined: nothing. */
  readonly besides?: Mechanism | undefined;
}

/**
 * The smallest noise multiplier for which `steps` steps, composed with what is released besides, meet the target, rounded up: ε by the
 * accountant is at most the target.
 * @returns within 1e-5 relative of the smallest
 * @throws badInput for a parameter out of range, or when what is released besides takes all of the target, or even the largest noise
 *   misses it
 */
export function calibrateNoiseMultiplier(accountant: Accountant, target: NoiseTarget): number {
  const { epsilon, delta, samplingRate, steps, besides } = target;
  checkTarget(target);
  positiveInteger({ steps });
  if (besides !== undefined) requireRoomBesides(accountant, target, besides);
  const excessBy = (by: Accountant) => (logNoise: number): number => {
    const training = selfComposition(poissonSampledGaussian({ noiseMultiplier: Math.exp(logNoise), samplingRate }), steps);
    return Math.log(by.epsilon(besides === undefined ? training : composition([training, besides]), delta) / epsilon);
  };
  const limits = { failing: Math.log(noiseRange.low), fitting: Math.log(noiseRange.high) };
  // The Rényi accountant is quick and never far off: it tells where to look.
  const coarse = smallestFrom(excessBy(rdpAccountant), 0, limits, tolerance.coarse) ?? limits.fitting;
  const logNoise = smallestFrom(excessBy(accountant), coarse, limits, tolerance.final);
  if (logNoise !== undefined) return Math.exp(logNoise);
  throw badInput(
    `No noise multiplier up to ${noiseRange.high} keeps ${steps} steps at sampling rate ${samplingRate} ` +
      `within epsilon ${epsilon} at delta ${delta}. Raise epsilon or delta, or take fewer steps.`,
  );
}

function requireRoomBesides(accountant: Accountant, { epsilon, delta }: Target, besides: Mechanism): void {
  const alone = accountant.epsilon(besides, delta);
  if (alone < epsilon) return;
  throw badInput(
    `The release of the accuracy alone spends epsilon ${epsilonText(alone)} at delta ${delta}, which leaves nothing of the target ${epsilon} for training. ` +
      'Raise privacy.evaluation.noiseMultiplier or privacy.epsilon.',
  );
}

/**
 * The largest number of steps for which the mechanism meets the target.
 * @throws badInput for a parameter out of range, or when not even one step meets the target
 */
export function calibrateSteps(accountant: Accountant, target: Target & { readonly noiseMultiplier: number }): number {
  const { epsilon, delta, samplingRate, noiseMultiplier } = target;
  checkTarget(target);
  positive({ noiseMultiplier });
  const fits = (steps: number): boolean => epsilonOfSteps(accountant, noiseMultiplier, samplingRate, steps, delta) <= epsilon;
  if (!fits(1)) {
    throw badInput(
      `Not even one step with noise multiplier ${noiseMultiplier} at sampling rate ${samplingRate} stays ` +
        `within epsilon ${epsilon} at delta ${delta}. Raise the noise multiplier or epsilon.`,
    );
  }
  let fitting = 1;
  let failing = 2;
  while (fits(failing)) {
    fitting = failing;
    failing *= 2;
    if (failing > mostSteps) return mostSteps;
  }
  while (failing - fitting > 1) {
    const middle = Math.floor((fitting + failing) / 2);
    if (fits(middle)) fitting = middle;
    else failing = middle;
  }
  return fitting;
}

/** More steps than any run takes; calibration of steps stops there. */
const mostSteps = 1e9;

function checkTarget({ epsilon, delta, samplingRate }: Target): void {
  positive({ epsilon });
  openUnit({ delta });
  probability({ samplingRate });
}
