// What every part of the extension works with; extension.ts makes one and hands it to the parts.
import type { Event, ExtensionContext, LogOutputChannel } from 'vscode';
import type { Store } from '../services/openStore';
import type { RunId } from '../protocol/run';
import type { Accounting } from '../services/accounting/accounting';

export interface Cloister {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
  readonly store: LiveStore;
  /** In a thread of its own: nobody waits on this one for a composition. */
  readonly accounting: Accounting;
  /** Path of the trainer bundle. */
  readonly trainer: string;
}

/** The store that the settings name, opened on first use and kept open. */
export interface LiveStore {
  /** @throws CloisterError when it cannot be opened; the next call tries again */
  open(): Promise<Store>;
  /** Opens the store only when it is there: a window in which nobody uses Cloister makes none. */
  openExisting(): Promise<Store | undefined>;
  /** Something in the store may have changed: by this window, another window, the command line or a trainer. */
  readonly onDidChange: Event<void>;
  /** Says that this window has just changed something, so that the views need not wait for the next look at the files. */
  changed(): void;
  dispose(): Promise<void>;
}

/** What commands about one run take as their argument; tree items of runs are of this shape. Without it they ask. */
export interface RunArgument {
  readonly runId: RunId;
}

/** What commands about one data set take as their argument; tree items of data sets are of this shape. Without it they ask. */
export interface DataSetArgument {
  readonly digest: string;
}

/** Every command of the extension. Tests compare this list with package.json. */
export const commandIds = [
  'cloister.newRunFile',
  'cloister.launchRun', // takes the run file's Uri
  'cloister.checkRunFile', // takes the run file's Uri
  'cloister.auditRunFile', // takes the run file's Uri
  'cloister.trySample',
  'cloister.stopRun',
  'cloister.resumeRun',
  'cloister.openDashboard',
  'cloister.compareRuns',
  'cloister.setPrivacyBudget', // takes a data set, or the Uri of a run file whose data is meant
  'cloister.changeDataSet', // takes a data set
  'cloister.verifyLedger',
  'cloister.backUpLedger', // takes the Uri of a new folder
  'cloister.exportLedger',
  'cloister.importLedger', // takes the Uri of an export
  'cloister.setUpRuntime',
  'cloister.showPrivacyStatement', // takes a run, or a data set
  'cloister.exportRun',
  'cloister.deleteRun',
  'cloister.revealStore',
  'cloister.showLog',
  'cloister.filterRuns',
  'cloister.clearRunFilter',
] as const;

export type CommandId = (typeof commandIds)[number];

/** Every context key of the extension. Tests compare this list with the `when` clauses of package.json. */
export const contextKeys = ['cloister.hasRuns', 'cloister.hasEndedRuns', 'cloister.hasStoppableRuns', 'cloister.runsFiltered'] as const;

export type ContextKey = (typeof contextKeys)[number];
