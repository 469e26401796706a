// How runs are called where several stand beside each other: by name, and by id as well where names repeat.
import type { ComparedRun } from '../../src/protocol/compare';
import type { RunId } from '../../src/protocol/run';

export function labels(runs: readonly ComparedRun[]): ReadonlyMap<RunId, string> {
  const counts = new Map<string, number>();
  for (const { name } of runs) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Map(runs.map(({ id, name }) => [id, counts.get(name) === 1 ? name : `${name} (${id})`]));
}
