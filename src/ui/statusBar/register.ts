// The status bar item of the active runs.
import { Disposable, l10n, MarkdownString, StatusBarAlignment, window } from 'vscode';
import type { RunArgument } from '../cloister';
import type { ActivityMonitor } from '../runs/activity';
import { statusLine } from './model';

export function registerStatusBar(monitor: ActivityMonitor): Disposable {
  const item = window.createStatusBarItem('cloister.activeRun', StatusBarAlignment.Left, 10);
  item.name = l10n.t('Cloister: active run');
  return Disposable.from(
    item,
    monitor.onDidChange(({ unfinished }) => {
      const line = statusLine(unfinished, l10n.t);
      if (line === undefined) return item.hide();
      item.text = line.text;
      item.tooltip = new MarkdownString(line.tooltip);
      item.accessibilityInformation = { label: line.spoken };
      item.command =
        line.runId === undefined
          ? 'cloister.runs.focus'
          : { command: 'cloister.openDashboard', title: l10n.t('Open Dashboard'), arguments: [{ runId: line.runId } satisfies RunArgument] };
      item.show();
    }),
  );
}
