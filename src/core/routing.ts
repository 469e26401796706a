// How evenly a router spreads tokens over the experts of a layer.

export interface LoadStatistics {
  /** Entropy of the load over ln(experts): 1 for an even load, 0 when one expert gets everything. 1 for a single expert. */
  readonly entropy: number;
  /** Standard deviation of the load over its mean (of all experts, not of a sample): 0 for an even load, √(experts − 1) at most. */
  readonly coefficientOfVariation: number;
  /** Experts that got less than {@link deadBelow} of their fair share. */
  readonly dead: number;
}

/** Share of the fair load below which an expert counts as dead: it learns next to nothing. */
export const deadBelow = 0.01;

/**
 * Statistics of one layer's load. A load that does not sum to 1 is scaled to it; one that sums to 0 (an empty batch), or holds
 * what is no number, says nothing: undefined.
 * @param load share of the tokens of each expert (experts)
 */
export function loadStatistics(load: ArrayLike<number>): LoadStatistics | undefined {
  const experts = load.length;
  const sum = total(load, (value) => value);
  if (!(sum > 0) || !Number.isFinite(sum)) return undefined;
  const entropy = -total(load, (value) => (value > 0 ? (value / sum) * Math.log(value / sum) : 0));
  const variance = total(load, (value) => ((value * experts) / sum - 1) ** 2) / experts;
  return {
    entropy: experts === 1 ? 1 : entropy / Math.log(experts),
    coefficientOfVariation: Math.sqrt(variance),
    dead: total(load, (value) => ((value * experts) / sum < deadBelow ? 1 : 0)),
  };
}

function total(values: ArrayLike<number>, term: (value: number) => number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += term(values[i]);
  return sum;
}
