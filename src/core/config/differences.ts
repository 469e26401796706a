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
  const flat = configs.map(leavesOf);
  const paths = new Set(flat.flatMap((members) => [...members.keys()]));
  return [...paths]
    .map((path) => ({ path, values: flat.map((members) => members.get(path)) }))
    .filter(({ path, values }) => !ignored.has(path) && new Set(values.map((value) => JSON.stringify(value))).size > 1);
}

/** The value of the member at a path such as `privacy.clipNorm`, or undefined. */
export const configValue = (config: RunConfig, path: string): ConfigValue => leavesOf(config).get(path);

/** Paths of all members that hold a value in any of the configurations, without those that are ignored. */
export function configPaths(configs: Iterable<RunConfig>): string[] {
  const paths = new Set<string>();
  for (const config of configs) for (const path of leavesOf(config).keys()) if (!ignored.has(path)) paths.add(path);
  return [...paths];
}

/** Configurations never change, and tables ask for the same ones again and again. */
const known = new WeakMap<RunConfig, ReadonlyMap<string, ConfigValue>>();

function leavesOf(config: RunConfig): ReadonlyMap<string, ConfigValue> {
  const found = known.get(config) ?? new Map(leaves(config, ''));
  known.set(config, found);
  return found;
}

/** Every member that holds a value, with its path. */
function* leaves(value: unknown, path: string): Generator<[string, ConfigValue]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    yield [path, value as ConfigValue];
    return;
  }
  for (const [name, member] of Object.entries(value)) yield* leaves(member, path === '' ? name : `${path}.${name}`);
}
