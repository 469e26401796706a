// Which runs give the most for their privacy: the Pareto front of ε against a metric, among runs whose ε means the same.
import type { Guarantee } from './privacy/guarantee';

/** What two runs must share for their ε and metrics to be ranked together. */
export interface RankedOn extends Pick<Guarantee, 'unit' | 'neighbouringRelation' | 'delta'> {
  /** Digest of the data set. */
  readonly dataSet: string;
}

/**
 * Items in groups that may be ranked together, in the order in which they come: of one data set, one unit of privacy, one neighbouring
 * relation and one δ. An ε at another δ, or for another unit, is a number on another scale.
 */
export function rankableGroups<T>(items: readonly T[], rankedOn: (item: T) => RankedOn): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const { dataSet, unit, neighbouringRelation, delta } = rankedOn(item);
    const key = JSON.stringify([dataSet, unit, neighbouringRelation, delta]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/** Where an item lies: what it cost, and what it came to. */
export interface Outcome {
  /** At least 0; Infinity for training without privacy. */
  readonly epsilon: number;
  readonly metric: number;
}

/**
 * The items that no other beats, in rising order of ε. One beats another when it is no worse in ε and in the metric, and better in one.
 *
 * - Items that tie in both are all on the front, or none is.
 * - An infinite ε is the largest: without privacy an item is on the front only if its metric is better than every private one's.
 * - An item whose metric is no number (NaN) is never on the front.
 *
 * @param better which metrics are better, e.g. `lower` for a loss
 */
export function paretoFront<T>(items: readonly T[], outcome: (item: T) => Outcome, better: 'higher' | 'lower'): T[] {
  const sign = better === 'higher' ? 1 : -1;
  const known = items.map((item) => ({ item, epsilon: outcome(item).epsilon, gain: sign * outcome(item).metric })).filter(({ gain }) => !Number.isNaN(gain));
  known.sort((a, b) => ascending(a.epsilon, b.epsilon) || ascending(b.gain, a.gain));
  const front: typeof known = [];
  for (const candidate of known) {
    const last = front.at(-1);
    const ties = last !== undefined && last.epsilon === candidate.epsilon && last.gain === candidate.gain;
    if (last === undefined || candidate.gain > last.gain || ties) front.push(candidate);
  }
  return front.map(({ item }) => item);
}

/** Also right for two infinities, whose difference is no number. */
const ascending = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);
