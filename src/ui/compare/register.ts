// The compare page: its command, its panel and the tab that comes back after a restart.
import { commands, Disposable, l10n, ViewColumn, window, type WebviewPanel } from 'vscode';
import type { RunId } from '../../protocol/run';
import type { Cloister } from '../cloister';
import { runIdsOf } from '../commands/arguments';
import { showError } from '../showError';
import type { RunsView } from '../runs/register';
import type { ComparePage } from './comparePage';
import { runsToCompare } from './runsToCompare';

const viewType = 'cloister.compare';

/**
 * There is one compare page: the command brings it to the front, with the runs that it was called for.
 * Without any, the page keeps its selection, and runs are chosen in its table.
 */
export function registerCompare(cloister: Cloister, runs: RunsView): Disposable {
  let page: Promise<ComparePage> | undefined;
  const attach = (panel: WebviewPanel, runIds: readonly RunId[] | undefined): Promise<ComparePage> => {
    const attached = attachPage(cloister, panel, runIds, () => {
      if (page === attached) page = undefined;
    });
    page = attached;
    return attached;
  };
  const show = async (runIds: readonly RunId[]): Promise<void> => {
    if (page !== undefined) {
      (await page).show(runIds);
      return;
    }
    const panel = window.createWebviewPanel(viewType, l10n.t('Compare Runs'), ViewColumn.Active, { enableFindWidget: true });
    await attach(panel, runIds.length > 0 ? runIds : undefined);
  };
  return Disposable.from(
    commands.registerCommand('cloister.compareRuns', async (...args: unknown[]) => {
      try {
        await show(runsToCompare(runIdsOf(args), runs.selected()));
      } catch (error) {
        showError(cloister.log, error);
      }
    }),
    window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (panel) => {
        await attach(panel, undefined);
      },
    }),
  );
}

/** What the page needs is loaded with the first one. */
async function attachPage(cloister: Cloister, panel: WebviewPanel, runIds: readonly RunId[] | undefined, closed: () => void): Promise<ComparePage> {
  const { ComparePage } = await import('./comparePage');
  return new ComparePage(panel, cloister, runIds, closed);
}
