// Opens the dashboard of a run that has just been started, unless the user has switched that off.
import { commands } from 'vscode';
import type { RunId } from '../../protocol/run';
import type { RunArgument } from '../cloister';
import { readSettings } from '../settings';

export async function openDashboardIfWanted(runId: RunId): Promise<void> {
  if (readSettings().openDashboard) await commands.executeCommand('cloister.openDashboard', { runId } satisfies RunArgument);
}
