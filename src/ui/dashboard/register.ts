// The dashboard of a run: its command, its panel and the tabs that come back after a restart.
import { commands, Disposable, l10n, ViewColumn, window, type WebviewPanel } from 'vscode';
import type { RunId } from '../../protocol/run';
import type { Cloister } from '../cloister';
import { runIdOf } from '../commands/arguments';
import { showError } from '../showError';
import type { DashboardPage } from './dashboardPage';

const viewType = 'cloister.dashboard';

/** Each run has one dashboard: the command brings it to the front, or opens it. Without a run it asks which. */
export function registerDashboard(cloister: Cloister): Disposable {
  const pages = new Map<RunId, Promise<DashboardPage>>();
  const attach = (panel: WebviewPanel, runId: RunId): Promise<DashboardPage> => {
    const page = attachPage(cloister, panel, runId, () => {
      if (pages.get(runId) === page) pages.delete(runId);
    });
    pages.set(runId, page);
    return page;
  };
  const show = async (runId: RunId): Promise<void> => {
    const open = pages.get(runId);
    if (open !== undefined) return (await open).reveal();
    const panel = window.createWebviewPanel(viewType, runId, ViewColumn.Active, { enableFindWidget: true });
    await attach(panel, runId);
  };
  return Disposable.from(
    commands.registerCommand('cloister.openDashboard', async (...args: unknown[]) => {
      try {
        const runId = runIdOf(args) ?? (await askForRun(cloister));
        if (runId !== undefined) await show(runId);
      } catch (error) {
        showError(cloister.log, error);
      }
    }),
    window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (panel, state) => {
        const runId = runIdOf([state]);
        // A tab that was closed off before its page knew the run: there is nothing to bring back.
        if (runId === undefined) panel.dispose();
        else await attach(panel, runId);
      },
    }),
  );
}

/** What the page needs is loaded with the first one. */
async function attachPage(cloister: Cloister, panel: WebviewPanel, runId: RunId, closed: () => void): Promise<DashboardPage> {
  const { DashboardPage } = await import('./dashboardPage');
  return new DashboardPage(panel, cloister, runId, closed);
}

async function askForRun(cloister: Cloister): Promise<RunId | undefined> {
  const { pickRun } = await import('../commands/pickRun');
  return pickRun(cloister, { title: l10n.t('Open Dashboard'), fits: () => true, none: l10n.t('There are no runs yet.') });
}
