// Which runs of a list are not as they were when the page last got it.
import type { ComparedRun } from '../../protocol/compare';
import type { RunId } from '../../protocol/run';

/** Runs by what can change about them while they stay in the list. */
export type SentRuns = ReadonlyMap<RunId, string>;

export interface Changes {
  /** True when runs came or went: then the whole list is sent. */
  readonly list: boolean;
  readonly runs: readonly ComparedRun[];
  /** What the page knows once it has got them. */
  readonly sent: SentRuns;
}

/**
 * - A run whose configuration alone differs is no change: configurations never change.
 * - Another order is another list.
 */
export function changesSince(sent: SentRuns, runs: readonly ComparedRun[]): Changes {
  const now = new Map(runs.map((run) => [run.id, mutablePart(run)]));
  const ids = [...sent.keys()];
  const list = ids.length !== runs.length || runs.some(({ id }, i) => id !== ids[i]);
  return { list, runs: runs.filter(({ id }) => sent.get(id) !== now.get(id)), sent: now };
}

const mutablePart = ({ name, state, step, spent, metrics, releasedAccuracy }: ComparedRun): string => JSON.stringify([name, state, step, spent, metrics, releasedAccuracy]);
