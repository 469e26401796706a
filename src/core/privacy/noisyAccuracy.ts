// Accuracy on test records as it may be published: from noisy counts of right and wrong answers, with what the noise leaves uncertain.
import type { PrivacyUnit } from './unit';

/** Test records that a model classified as their label says, and those that it did not. */
export interface AnswerCounts {
  readonly correct: number;
  readonly incorrect: number;
}

/** What a release of {@link AnswerCounts} says. The counts are what was released; all else follows from them and from what is public. */
export interface ReleasedAccuracy extends AnswerCounts {
  /** Share of correct answers, in [0, 1]. */
  readonly value: number;
  /** Ends of a 95 % confidence interval of the accuracy on records like these. */
  readonly low: number;
  readonly high: number;
}

/** Standard normal quantile of 97.5 %. */
const quantile = 1.959963984540054;

/**
 * L2 sensitivity of {@link AnswerCounts}: a record adds one to exactly one of the two counts, and a unit of several records at most
 * as many as it may have. Noise of the evaluation's noise multiplier times this makes the release one plain Gaussian mechanism.
 */
export const countSensitivity = (unit: PrivacyUnit): number => (unit === 'record' ? 1 : unit.maxRecords);

/**
 * Releases the counts under independent normal noise on each. The noisy counts are rounded to whole numbers, so that no bit of the
 * noise's floating-point representation can tell the count beneath it (Mironov 2012).
 *
 * - The interval is the score interval of a proportion (Wilson 1927) with the variance of the noise added: it holds the accuracy p for
 *   which |(1 − p) correct − p incorrect| is at most 1.96 √(n p (1 − p) + σ² ((1 − p)² + p²)), n being the sum of the noisy counts.
 * - Counts below 0 are read as 0, and the share stays in [0, 1].
 * - Where the noise leaves nothing of the counts, the interval is all of [0, 1], and the value its middle.
 * - Without noise the interval is Wilson's.
 *
 * @param counts exact; neither is in the result
 * @param noise two independent standard normal numbers that serve for nothing else
 * @param deviation σ, standard deviation of the noise on each count: noise multiplier times {@link countSensitivity}
 */
export function releaseAccuracy(counts: AnswerCounts, noise: readonly [correct: number, incorrect: number], deviation: number): ReleasedAccuracy {
  const correct = Math.round(counts.correct + deviation * noise[0]);
  const incorrect = Math.round(counts.incorrect + deviation * noise[1]);
  const [right, wrong] = [Math.max(0, correct), Math.max(0, incorrect)];
  if (right + wrong === 0) return { correct, incorrect, value: 1 / 2, low: 0, high: 1 };
  return { correct, incorrect, value: right / (right + wrong), ...scoreInterval(right, right + wrong, deviation) };
}

/** `0.9412 (95 % interval 0.8731 to 0.9786)` */
export const accuracyText = ({ value, low, high }: ReleasedAccuracy): string => `${value.toFixed(4)} (95 % interval ${low.toFixed(4)} to ${high.toFixed(4)})`;

/** Solves the quadratic inequality a p² + b p + c ≤ 0 that {@link releaseAccuracy} describes, within [0, 1]. */
function scoreInterval(right: number, total: number, deviation: number): { low: number; high: number } {
  const sampling = quantile ** 2 * total;
  const noise = (quantile * deviation) ** 2;
  const a = total ** 2 + sampling - 2 * noise;
  const b = 2 * noise - sampling - 2 * right * total;
  const c = right ** 2 - noise;
  // The parabola is below zero at the value itself; unless it opens upwards, no accuracy on one side of it can be ruled out.
  if (a <= 0) return { low: 0, high: 1 };
  const root = Math.sqrt(b ** 2 - 4 * a * c);
  return { low: Math.max(0, (-b - root) / (2 * a)), high: Math.min(1, (-b + root) / (2 * a)) };
}
