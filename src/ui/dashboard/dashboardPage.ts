// The dashboard of one run on the extension's side: a snapshot when the page is there, then what is new, while somebody sees it.
import { commands, type WebviewPanel } from 'vscode';
import { assertNever, CloisterError } from '../../base/errors';
import type { DashboardCommand, DashboardRun, FromDashboard, PlannedEpsilon, ToDashboard } from '../../protocol/dashboard';
import { parseFromDashboard } from '../../protocol/messages';
import type { RunId } from '../../protocol/run';
import { isActive } from '../../protocol/runState';
import { openDashboard, type DashboardFeed } from '../../services/views/dashboard';
import { plannedCurve } from '../../services/views/plannedCurve';
import type { Cloister, CommandId, RunArgument } from '../cloister';
import { refresher } from '../refresher';
import { readSettings } from '../settings';
import { showError } from '../showError';
import { PagePanel } from '../webviews/pagePanel';

export class DashboardPage {
  private readonly page: PagePanel<FromDashboard, ToDashboard>;
  private readonly update = refresher(async () => this.sendTail());
  private feed: DashboardFeed | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** As it was last sent. */
  private run: DashboardRun | undefined;
  /** The curve of the plan, which never changes: worked out once for all times that the page is shown. */
  private planned: Promise<readonly PlannedEpsilon[]> | undefined;
  /** The page is loaded and has its snapshot, and was not hidden since. */
  private ready = false;

  constructor(
    panel: WebviewPanel,
    private readonly cloister: Cloister,
    private readonly runId: RunId,
    closed: () => void,
  ) {
    const subscription = cloister.store.onDidChange(() => this.update());
    this.page = new PagePanel(panel, cloister.context.extensionUri, 'dashboard', {
      parse: parseFromDashboard,
      receive: async (message) => this.receive(message),
      fail: (error) => showError(cloister.log, error),
      shown: (visible) => {
        if (!visible) this.pause();
      },
      closed: () => {
        subscription.dispose();
        this.pause();
        closed();
      },
    });
  }

  reveal(): void {
    this.page.reveal();
  }

  private pause(): void {
    this.ready = false;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async receive(message: FromDashboard): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.sendSnapshot();
      case 'watchVectors':
        return this.telling(async (feed) => this.page.post({ type: 'vectors', vectors: await feed.watchVectors(message.series) }));
      case 'zoom':
        return this.telling(async (feed) => {
          const scalars = await feed.zoom(message.names, message.fromStep, message.toStep);
          this.page.post({ type: 'range', request: message.request, scalars });
        });
      case 'command':
        await commands.executeCommand(commandIdOf[message.command], { runId: this.runId } satisfies RunArgument);
        return;
      default:
        assertNever(message);
    }
  }

  private async sendSnapshot(): Promise<void> {
    await this.telling(async (feed) => {
      const snapshot = await feed.snapshot();
      this.page.panel.title = snapshot.run.name;
      this.page.post({ type: 'snapshot', snapshot });
      this.run = snapshot.run;
      this.ready = true;
      this.updateLater();
      void this.sendPlanned(snapshot.run);
    });
  }

  /** Whatever else the page shows does not wait for it. */
  private async sendPlanned({ plan }: DashboardRun): Promise<void> {
    this.planned ??= plannedCurve(this.cloister.accounting, plan);
    try {
      const points = await this.planned;
      if (this.ready) this.page.post({ type: 'planned', points });
    } catch (error) {
      this.planned = undefined;
      this.cloister.log.warn(`The planned ε is not drawn: ${(error as Error).message}`);
    }
  }

  private async sendTail(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.ready || !this.page.visible) return;
    await this.telling(async (feed) => {
      const tail = await feed.tail();
      if (tail !== undefined) {
        this.run = tail.run;
        this.page.post({ type: 'tail', tail });
      }
      this.updateLater();
    });
  }

  /** Looks again in a while as long as the run goes on; after its end only when the store says that something has changed. */
  private updateLater(): void {
    if (!this.ready || this.run === undefined || !isActive(this.run.state)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.update(), readSettings().dashboardRefresh);
  }

  /** Does work with the feed; when it fails, the page shows why instead of old figures. */
  private async telling(work: (feed: DashboardFeed) => Promise<void>): Promise<void> {
    try {
      this.feed ??= openDashboard(await this.cloister.store.open(), this.cloister.accounting, this.runId);
      await work(this.feed);
    } catch (error) {
      this.pause();
      // The store may have been closed and opened elsewhere: the next page starts with a new feed.
      this.feed = undefined;
      const message = error instanceof Error ? error.message : String(error);
      if (CloisterError.is(error)) this.cloister.log.warn(message);
      else this.cloister.log.error(error instanceof Error ? error : message);
      this.page.post({ type: 'unavailable', message });
    }
  }
}

const commandIdOf: Readonly<Record<DashboardCommand, CommandId>> = {
  stopRun: 'cloister.stopRun',
  resumeRun: 'cloister.resumeRun',
  showLog: 'cloister.showLog',
  showStatement: 'cloister.showPrivacyStatement',
  compareRuns: 'cloister.compareRuns',
  exportRun: 'cloister.exportRun',
};
