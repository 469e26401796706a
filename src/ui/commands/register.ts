// The commands of the palette and the menus: each in a file of its own, loaded when it is first used.
import { commands, Disposable } from 'vscode';
import type { Cloister, CommandId } from '../cloister';
import { showError } from '../showError';

/** What a command's file exports. Arguments come from menus, other commands or keybindings of the user, so they can be anything. */
interface CommandFile {
  run(cloister: Cloister, ...args: unknown[]): Promise<void>;
}

/** Commands of run files, pages and the run filter stand with these parts. */
const files: Partial<Record<CommandId, () => Promise<CommandFile>>> = {
  'cloister.launchRun': () => import('./launchRun'),
  'cloister.auditRunFile': () => import('./auditRunFile'),
  'cloister.trySample': () => import('./trySample'),
  'cloister.stopRun': () => import('./stopRun'),
  'cloister.resumeRun': () => import('./resumeRun'),
  'cloister.setPrivacyBudget': () => import('./setPrivacyBudget'),
  'cloister.changeDataSet': () => import('./changeDataSet'),
  'cloister.verifyLedger': () => import('./verifyLedger'),
  'cloister.backUpLedger': () => import('./backUpLedger'),
  'cloister.exportLedger': () => import('./exportLedger'),
  'cloister.importLedger': () => import('./importLedger'),
  'cloister.setUpRuntime': () => import('./setUpRuntime'),
  'cloister.showPrivacyStatement': () => import('./showPrivacyStatement'),
  'cloister.exportRun': () => import('./exportRun'),
  'cloister.deleteRun': () => import('./deleteRun'),
  'cloister.revealStore': () => import('./revealStore'),
  'cloister.showLog': () => import('./showLog'),
};

/** Errors end here: a command never rejects, and none is swallowed. */
export function registerCommands(cloister: Cloister): Disposable {
  return Disposable.from(
    ...Object.entries(files).map(([id, load]) =>
      commands.registerCommand(id, async (...args: unknown[]) => {
        try {
          await (await load()).run(cloister, ...args);
        } catch (error) {
          showError(cloister.log, error);
        }
      }),
    ),
  );
}
