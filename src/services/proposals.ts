// Values that are proposed where one has to be chosen. None of them is ever filled in unasked: privacy parameters have no default.

/**
 * δ = 1/(10·N), rounded down to one digit: well below the 1/N at which publishing a random record outright would satisfy it.
 * @param publicSize N
 */
export function proposedDelta(publicSize: number): number {
  const largest = 1 / (10 * publicSize);
  const exponent = Math.floor(Math.log10(largest));
  // A last-digit error of the quotient is no reason to go from 1e-4 down to 9e-5.
  const digit = Math.floor(largest / 10 ** exponent + 1e-9);
  return Number(`${digit}e${exponent}`);
}

/** An eighth of the records: large batches suffer less from the noise, and sampling still amplifies privacy. */
export const proposedBatchSize = (publicSize: number): number => Math.max(1, Math.round(publicSize / 8));

/** What {@link proposedBatchSize} was tuned with. */
export const proposedEpochs = 10;

/** Values of ε that are offered, from strong to weak. */
export const proposedEpsilons: readonly number[] = [1, 3, 8];

/** ρ of a released routing load: costs the gradient 5 % more noise, and smoothed over the steps its own noise is small beside an imbalance. */
export const proposedLoadShare = 0.1;

/** Gradient norms of one record mostly lie between 0.1 and 100, and ε does not depend on where they are cut. */
export const proposedClipNorm = 1;

/** Costs ε 0.4 at δ 1e-5 by itself, and leaves an accuracy on 1,000 test records uncertain by about a point. */
export const proposedEvaluationNoise = 10;
