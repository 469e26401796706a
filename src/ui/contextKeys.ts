// Tells the editor's `when` clauses what there is, so that no command is offered where it cannot work.
import { commands, type Disposable } from 'vscode';
import { accepts } from '../protocol/runState';
import type { ActivityMonitor } from './runs/activity';

/** Every key; tests compare the list with the clauses of package.json. */
export const contextKeys = ['cloister.hasRuns', 'cloister.hasEndedRuns', 'cloister.hasStoppableRuns', 'cloister.runsFiltered'] as const;

export function registerContextKeys(monitor: ActivityMonitor): Disposable {
  return monitor.onDidChange(({ unfinished, runs }) => {
    set('cloister.hasRuns', runs > 0);
    set('cloister.hasEndedRuns', runs > unfinished.length);
    set('cloister.hasStoppableRuns', unfinished.some(({ run }) => accepts(run.state, 'requestStop')));
  });
}

const set = (key: (typeof contextKeys)[number], value: boolean): void => void commands.executeCommand('setContext', key, value);
