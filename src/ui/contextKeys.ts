// Tells the editor's `when` clauses what there is, so that no command is offered where it cannot work.
import { commands, type Disposable } from 'vscode';
import { accepts } from '../protocol/runState';
import type { ContextKey } from './cloister';
import type { ActivityMonitor } from './runs/activity';

export const setContextKey = (key: ContextKey, value: boolean): void => void commands.executeCommand('setContext', key, value);

/** The keys that follow from the runs of the store. */
export function registerContextKeys(monitor: ActivityMonitor): Disposable {
  return monitor.onDidChange(({ unfinished, runs }) => {
    setContextKey('cloister.hasRuns', runs > 0);
    setContextKey('cloister.hasEndedRuns', runs > unfinished.length);
    setContextKey('cloister.hasStoppableRuns', unfinished.some(({ run }) => accepts(run.state, 'requestStop')));
  });
}
