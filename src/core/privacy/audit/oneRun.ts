// What the guesses of a one-run audit prove: the p-value of a claimed ε, and the largest ε that they refute.
import { badInput } from '../../../base/errors';
import { nonNegativeInteger, openUnit } from '../../../base/validate';
import { binomialTails } from '../../math/binomial';
import { smallestSatisfying } from '../../math/search';

/** What came of an audit. Each canary was in the training data by a fair coin of its own. */
export interface GuessCount {
  readonly canaries: number;
  /** Canaries about which a guess was made, "in" or "out"; on the others the audit abstained. */
  readonly guesses: number;
  /** Guesses that were right. */
  readonly correct: number;
}

/**
 * Probability, at most, of so many right guesses or more about a mechanism that is (ε, δ)-differentially private
 * (Steinke, Nasr and Jagielski 2023, theorem 5.2): with W ~ Bin(guesses, eᵉ/(1 + eᵉ)), β = Pr[W ≥ v] and
 * α = max over 1 ≤ i ≤ v of (Pr[W ≥ v − i] − β) / i, it is min(1, β + 2 m δ α).
 * The number of guesses has to be fixed before the mechanism runs.
 *
 * Guarantees: 1 without a right guess; does not fall when δ rises.
 * @param epsilon at least 0
 * @param delta in [0, 1)
 * @throws badInput when more guesses are right than were made, or more were made than there are canaries
 */
export function auditPValue({ canaries, guesses, correct }: GuessCount, epsilon: number, delta: number): number {
  nonNegativeInteger({ canaries, guesses, correct });
  if (guesses > canaries) throw badInput(`An audit cannot guess about ${guesses} of ${canaries} canaries.`);
  if (correct > guesses) throw badInput(`An audit cannot be right in ${correct} of ${guesses} guesses.`);
  const tails = binomialTails(guesses, epsilon);
  const beta = tails[correct];
  let alpha = 0;
  for (let i = 1; i <= correct; i++) alpha = Math.max(alpha, (tails[correct - i] - beta) / i);
  return Math.min(1, beta + 2 * canaries * delta * alpha);
}

/**
 * Largest ε that the audit refutes: with the given confidence, the mechanism is not (ε, δ)-differentially private for it, and so for
 * no smaller ε either.
 *
 * Guarantees: 0 when nothing is refuted; rounded down, by at most 1e-9.
 * @param confidence in (0, 1), such as 0.95
 * @throws badInput as {@link auditPValue} does, and for a confidence out of range
 */
export function auditLowerBound(outcome: GuessCount, delta: number, confidence: number): number {
  openUnit({ confidence });
  const excess = (epsilon: number): number => auditPValue(outcome, epsilon, delta) - (1 - confidence);
  if (excess(0) > 0) return 0;
  let high = 1;
  while (excess(high) <= 0) high *= 2;
  // The search is for the smallest point of a falling function: −ε mirrors it into the largest ε of a rising one.
  return -smallestSatisfying((mirrored) => excess(-mirrored), { failing: -high, fitting: 0 }, tolerance);
}

const tolerance = 1e-9;
