// What stands against ε: which metrics there are, which runs may be ranked together, and which are on the Pareto front.
import { paretoFront, rankableGroups } from '../../src/core/pareto';
import type { ComparedRun } from '../../src/protocol/compare';
import { figureNames, figureOf } from '../../src/protocol/figures';
import { epsilonMeaning } from '../shared/meaning';
import { intervalOf, metricOf, type Interval } from './columns';
import { labels } from './labels';

/** A run with a place in the plot. */
export interface Point {
  readonly run: ComparedRun;
  readonly label: string;
  /** Of what was charged; Infinity for training without privacy. */
  readonly epsilon: number;
  readonly metric: number;
  /** What the noise of a released figure and the number of its records leave open. */
  readonly interval: Interval | undefined;
  readonly onFront: boolean;
}

/** Runs that are ranked together, and by what they hang together. */
export interface Group {
  readonly dataSet: string;
  /** `ε at δ 1e-4 by PLD; unit: one record; neighbours: add or remove one` */
  readonly meaning: string;
  readonly sensitive: boolean;
  readonly points: readonly Point[];
  /** In rising order of ε. */
  readonly front: readonly Point[];
}

/** These count records, and say nothing about how well a run did. */
const notRanked = new Set(['testRecords', 'recordsOverBound']);

/** Metrics that can stand against ε, the most common first; of equally common ones the released, which may be published, before others. */
export function metricNames(runs: readonly ComparedRun[]): string[] {
  const counts = new Map<string, number>();
  for (const run of runs) for (const name of figureNames(run)) if (!notRanked.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

/** Losses are better when they are lower; all else when it is higher. */
export const betterWhen = (metric: string): 'higher' | 'lower' => (/loss|error|perplexity/i.test(metric) ? 'lower' : 'higher');

/** The largest group first. Runs without the metric have no place, nor has one whose metric is no number. */
export function outcomeGroups(runs: readonly ComparedRun[], metric: string): Group[] {
  const known = runs.filter((run) => Number.isFinite(metricOf(run, metric)));
  const groups = rankableGroups(known, ({ spent, dataSet }) => ({ ...spent, dataSet: dataSet.digest }));
  return groups.map((members) => groupOf(members, metric)).sort((a, b) => b.points.length - a.points.length);
}

function groupOf(runs: readonly ComparedRun[], metric: string): Group {
  const called = labels(runs);
  const places = runs.map((run) => ({ run, label: called.get(run.id)!, epsilon: run.spent.epsilon.pld, metric: metricOf(run, metric)!, interval: intervalOf(run, metric) }));
  const onFront = new Set(paretoFront(places, (place) => place, betterWhen(metric)));
  const points = places.map((place) => ({ ...place, onFront: onFront.has(place) }));
  const { dataSet, spent } = runs[0];
  return {
    dataSet: dataSet.name,
    meaning: epsilonMeaning(spent),
    sensitive: runs.some((run) => figureOf(run, metric)?.sensitivity === 'sensitive'),
    points,
    front: points.filter((point) => point.onFront).sort((a, b) => (a.epsilon === b.epsilon ? 0 : a.epsilon - b.epsilon)),
  };
}
