// The figures that a run came to on its test split, each under its own label, as every list and table looks them up.
import type { ReleasedAccuracy } from '../core/privacy/noisyAccuracy';
import { labelled, revealed, type Labelled } from './labelled';

/** Name of the one figure on private test records that may be published, compared and exported without asking. */
export const releasedAccuracyName = 'releasedAccuracy';

/** What a result holds of the test split; members are missing until the run has ended, or where nothing of the kind was asked for. */
export interface TestFigures {
  readonly metrics?: Labelled<Readonly<Record<string, number>>> | undefined;
  readonly releasedAccuracy?: Labelled<ReleasedAccuracy> | undefined;
}

/** Names of the figures that are there, the released one first. */
export const figureNames = ({ metrics, releasedAccuracy }: TestFigures): string[] => [
  ...(releasedAccuracy === undefined ? [] : [releasedAccuracyName]),
  ...(metrics === undefined ? [] : Object.keys(revealed(metrics))),
];

/** Undefined where the run has no such figure. */
export function figureOf({ metrics, releasedAccuracy }: TestFigures, name: string): Labelled<number> | undefined {
  if (name === releasedAccuracyName) return releasedAccuracy && labelled(releasedAccuracy.sensitivity, revealed(releasedAccuracy).value);
  const value = metrics && revealed(metrics)[name];
  return value === undefined ? undefined : labelled(metrics!.sensitivity, value);
}
