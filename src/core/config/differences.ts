// What differs among the configurations of several runs, and nothing else.
import type { RunConfig } from './runFile';

/** A value without members of its own; a list is one value. Undefined where a configuration does not have the member. */
export type ConfigValue = string | number | boolean | null | readonly unknown[] | undefined;

/** One member that is not the same everywhere. */
export interface Difference {
  /** E.g. `privacy.noiseMultiplier`. */
  readonly path: string;
  /** One for each configuration, in their order. */
  readonly values: readonly ConfigValue[];
}

/** The name of a run says nothing about what it does, and `$schema` is for editors. */
const ignored = new Set(['name', '$schema']);

/**
 * Members whose values differ, in the order in which they first stand in a configuration.
 *
 * - A member that only some configurations have is a difference: the others have `undefined` there.
 * - Lists are compared as wholes, in their order.
 * - Fewer than two configurations differ in nothing.
 */
export function differences(configs: readonly RunConfig[]): Difference[] {
  const flat = configs.map((config) => new Map(leaves(config, '')));
  const paths = new Set(flat.flatMap((members) => [...members.keys()]));
  return [...paths]
    .map((path) => ({ path, values: flat.map((members) => members.get(path)) }))
    .filter(({ path, values }) => !ignored.has(path) && new Set(values.map((value) => JSON.stringify(value))).size > 1);
}

/** Every member that holds a value, with its path. */
function* leaves(value: unknown, path: string): Generator<[string, ConfigValue]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    yield [path, value as ConfigValue];
    return;
  }
  for (const [name, member] of Object.entries(value)) yield* leaves(member, path === '' ? name : `${path}.${name}`);
}
