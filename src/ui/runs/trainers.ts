// Looks after trainers that outlived the window that started them: the living are adopted, the dead are marked lost.
import { commands, Disposable, l10n, window } from 'vscode';
import type { Run } from '../../protocol/run';
import type { Cloister, RunArgument } from '../cloister';
import type { ActivityMonitor } from './activity';

/** Time between two looks at the trainers' processes, in milliseconds. */
const interval = 5_000;

/** Looks when the window opens, and regularly while any run is unfinished. */
export function registerTrainers(cloister: Cloister, monitor: ActivityMonitor): Disposable {
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    timer = undefined;
    try {
      const store = await cloister.store.openExisting();
      if (store === undefined) return;
      const { markLostRuns } = await import('../../services/runs/liveness');
      const lost = await markLostRuns(store);
      cloister.store.changed();
      if (lost.length > 0) void tellLost(lost);
    } catch (error) {
      cloister.log.warn(`The trainers could not be looked after: ${(error as Error).message}`);
    }
  };
  // After activation: no window waits for a store to open.
  timer = setTimeout(() => void look(), 0);
  return Disposable.from(
    monitor.onDidChange(({ unfinished }) => {
      if (unfinished.length > 0) timer ??= setTimeout(() => void look(), interval);
    }),
    { dispose: () => clearTimeout(timer) },
  );
}

async function tellLost(lost: readonly Run[]): Promise<void> {
  const [first] = lost;
  if (lost.length > 1) {
    const show = l10n.t('Show Runs');
    const names = lost.map(({ name }) => name).join(', ');
    const chosen = await window.showWarningMessage(l10n.t('{0} runs were lost, because their trainer processes are gone: {1}. What they spent is kept.', lost.length, names), show);
    if (chosen === show) await commands.executeCommand('cloister.runs.focus');
    return;
  }
  const [resume, log] = [l10n.t('Resume'), l10n.t('Show Log')];
  const chosen = await window.showWarningMessage(l10n.t('The run “{0}” was lost, because its trainer process is gone. What it spent is kept.', first.name), resume, log);
  const argument: RunArgument = { runId: first.id };
  if (chosen === resume) await commands.executeCommand('cloister.resumeRun', argument);
  if (chosen === log) await commands.executeCommand('cloister.showLog', argument);
}
