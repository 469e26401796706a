// The extension's settings with their types; package.json describes them to people.
import { isAbsolute } from 'node:path';
import { l10n, workspace } from 'vscode';
import type { WhenBusy } from '../protocol/runState';
import { commandAction } from './remedyAction';
import { ErrorWithAction } from './showError';

export interface Settings {
  /** Undefined: CLOISTER_STORE, or the user's data directory. */
  readonly store: string | undefined;
  /** Undefined: CLOISTER_LEDGER, which goes before the setting, or the user's data directory. */
  readonly ledger: string | undefined;
  /** Of the Python package index for TensorFlow runtimes. Undefined: the one that pip is set up for. */
  readonly runtimeIndex: string | undefined;
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
    store: folder('cloister.store', settings.get('store')),
    ledger: process.env.CLOISTER_LEDGER ? undefined : folder('cloister.ledger', settings.get('ledger')),
    runtimeIndex: text('cloister.runtimeIndex', settings.get('runtimeIndex')),
    whenBusy: oneOf('cloister.launch.whenBusy', settings.get('launch.whenBusy'), ['queue', 'beside']),
    openDashboard: settings.get('launch.openDashboard') === true,
    warnBelow: share('cloister.budget.warnBelow', settings.get('budget.warnBelow')),
    dashboardRefresh: wholeNumber('cloister.dashboard.refreshMilliseconds', settings.get('dashboard.refreshMilliseconds'), 200, 10_000),
  };
}

function folder(name: string, value: unknown): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string' && isAbsolute(value)) return value;
  throw badSetting(name, l10n.t('an absolute path or empty'), value);
}

function text(name: string, value: unknown): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw badSetting(name, l10n.t('a text'), value);
}

function oneOf<T extends string>(name: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((choice) => choice === value);
  if (found === undefined) throw badSetting(name, l10n.t('one of {0}', allowed.join(', ')), value);
  return found;
}

function share(name: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw badSetting(name, l10n.t('a number between 0 and 1'), value);
}

function wholeNumber(name: string, value: unknown, least: number, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw badSetting(name, l10n.t('a whole number from {0} to {1}', least, most), value);
}

const badSetting = (name: string, wanted: string, value: unknown): ErrorWithAction =>
  new ErrorWithAction(l10n.t('The setting {0} must be {1}, but is {2}.', name, wanted, JSON.stringify(value)), commandAction(l10n.t('Open Settings'), 'workbench.action.openSettings', name));
