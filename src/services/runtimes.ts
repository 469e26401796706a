// TensorFlow runtimes for the front ends: install one, list and remove them, and see which one would be used.
import { installRuntime, type InstallOptions, type NewRuntime } from '../runtime/install';
import type { RuntimeKind } from '../runtime/place';
import { recipeFor } from '../runtime/wheels';

export { findRuntimes, type RuntimeReport, type RuntimeSearch } from '../runtime/find';
export type { InstallOptions, InstallProgress, NewRuntime } from '../runtime/install';
export { listRuntimes, removeRuntime, type InstalledRuntime } from '../runtime/installed';
export type { RuntimeKind } from '../runtime/place';

/** @throws as `recipeFor` and `installRuntime` do */
export const installRuntimeOf = (kind: RuntimeKind, options: InstallOptions): Promise<NewRuntime> => installRuntime(recipeFor(kind), options);
