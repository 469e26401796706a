// Guesses which canaries a model was trained on, from how much it learnt about each.
import type { AuditDesign } from './design';
import type { GuessCount } from './oneRun';

/**
 * Guesses "in" for the canaries with the highest scores and "out" for those with the lowest, as many as the design fixed, and
 * counts how many are right. Among equal scores the earlier canary counts as the higher, which no coin has a part in.
 * @param scores how much surer of each canary's label training has made the model; a score that is no number counts as the lowest. (canaries)
 * @param included 1 where the canary was trained on. (canaries)
 */
export function countGuesses({ canaries, guesses }: AuditDesign, scores: Float64Array, included: Uint8Array): GuessCount {
  if (scores.length !== canaries || included.length !== canaries) {
    throw new Error(`The design has ${canaries} canaries, but there are ${scores.length} scores and ${included.length} coins.`);
  }
  const order = Array.from(scores, (score, i) => ({ i, score: Number.isNaN(score) ? -Infinity : score }));
  order.sort((a, b) => (a.score === b.score ? a.i - b.i : b.score - a.score));
  const half = guesses / 2;
  const right = (from: number, coin: 0 | 1): number => order.slice(from, from + half).filter(({ i }) => included[i] === coin).length;
  return { canaries, guesses, correct: right(0, 1) + right(canaries - half, 0) };
}
