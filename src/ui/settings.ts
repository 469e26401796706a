// The extension's settings with their types; package.json describes them to people.
import { isAbsolute } from 'node:path';
import { workspace } from 'vscode';
import { badInput } from '../base/errors';
import type { WhenBusy } from '../protocol/runState';

export interface Settings {
  /** Undefined: CLOISTER_STORE, or the user's data directory. */
  readonly store: string | undefined;
  readonly whenBusy: WhenBusy;
  readonly openDashboard: boolean;
  /** Share of the cap. */
  readonly warnBelow: number;
  /** Milliseconds between two updates of a dashboard. */
  readonly dashboardRefresh: number;
}

/**
 * The settings as they are now.
 * @throws badInput for a value that package.json does not allow, which settings.json can hold all the same
 */
export function readSettings(): Settings {
  const settings = workspace.getConfiguration('cloister');
  return {
    store: storeSetting(settings.get('store')),
    whenBusy: oneOf('cloister.launch.whenBusy', settings.get('launch.whenBusy'), ['queue', 'beside']),
    openDashboard: settings.get('launch.openDashboard') === true,
    warnBelow: share('cloister.budget.warnBelow', settings.get('budget.warnBelow')),
    dashboardRefresh: wholeNumber('cloister.dashboard.refreshMilliseconds', settings.get('dashboard.refreshMilliseconds'), 200, 10_000),
  };
}

function storeSetting(value: unknown): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string' && isAbsolute(value)) return value;
  throw badInput(`The setting cloister.store must be an absolute path or empty, but is ${JSON.stringify(value)}.`);
}

function oneOf<T extends string>(name: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((choice) => choice === value);
  if (found === undefined) throw badInput(`The setting ${name} must be one of ${allowed.join(', ')}, but is ${JSON.stringify(value)}.`);
  return found;
}

function share(name: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw badInput(`The setting ${name} must be a number between 0 and 1, but is ${JSON.stringify(value)}.`);
}

function wholeNumber(name: string, value: unknown, least: number, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw badInput(`The setting ${name} must be a whole number from ${least} to ${most}, but is ${JSON.stringify(value)}.`);
}
