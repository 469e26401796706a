// The compare page on the extension's side: keeps its list of runs and the curves of the selected ones up to date while it is seen.
import { commands, type WebviewPanel } from 'vscode';
import { assertNever } from '../../base/errors';
import type { ComparedRun, FromCompare, ToCompare } from '../../protocol/compare';
import { parseFromCompare } from '../../protocol/messages';
import type { RunId } from '../../protocol/run';
import type { Store } from '../../services/openStore';
import { comparedRuns, curvesOf } from '../../services/views/compare';
import type { Cloister } from '../cloister';
import { refresher } from '../refresher';
import { showError } from '../showError';
import { PagePanel } from '../webviews/pagePanel';
import { changesSince, type SentRuns } from './changedRuns';
import { exportToFile } from './exportToFile';

/** Milliseconds between two updates at the least, while runs train. */
const pace = 500;

export class ComparePage {
  private readonly page: PagePanel<FromCompare, ToCompare>;
  private readonly updateRuns = refresher(async () => this.telling(async (store) => this.sendRuns(store)));
  private readonly updateCurves = refresher(async () => this.telling(async (store) => this.sendCurves(store)));
  private timer: NodeJS.Timeout | undefined;
  /** How long the list took to read: a store that takes long is read less often. */
  private reading = 0;
  /** The page is loaded, and was not hidden since. */
  private ready = false;
  private runs: readonly ComparedRun[] = [];
  private sent: SentRuns = new Map();
  private selected: readonly RunId[] = [];
  /** What each selected run was like when its curves were sent. */
  private readonly curves = new Map<RunId, string>();

  /** @param requested runs that the page is to select; undefined: those that it had selected before */
  constructor(
    panel: WebviewPanel,
    private readonly cloister: Cloister,
    private requested: readonly RunId[] | undefined,
    closed: () => void,
  ) {
    const subscription = cloister.store.onDidChange(() => this.updateSoon());
    this.page = new PagePanel(panel, cloister.context.extensionUri, 'compare', {
      parse: parseFromCompare,
      receive: async (message) => this.receive(message),
      fail: (error) => showError(cloister.log, error),
      shown: (visible) => {
        if (!visible) this.ready = false;
      },
      closed: () => {
        subscription.dispose();
        clearTimeout(this.timer);
        this.ready = false;
        closed();
      },
    });
  }

  /** Brings the page to the front, with these runs selected when there are any. */
  show(runIds: readonly RunId[]): void {
    if (runIds.length > 0) {
      this.requested = runIds;
      this.sent = new Map();
    }
    this.page.reveal();
    this.updateRuns();
  }

  private async receive(message: FromCompare): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.ready = true;
        this.sent = new Map();
        this.curves.clear();
        this.updateRuns();
        return;
      case 'select':
        this.selected = message.runIds;
        for (const runId of this.curves.keys()) if (!message.runIds.includes(runId)) this.curves.delete(runId);
        this.updateCurves();
        return;
      case 'openDashboard':
        await commands.executeCommand('cloister.openDashboard', { runId: message.runId });
        return;
      case 'export':
        await exportToFile(this.cloister, message);
        return;
      default:
        assertNever(message);
    }
  }

  private updateSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.updateRuns();
    }, Math.max(pace, 3 * this.reading));
  }

  /** Does nothing while nobody sees the page, and tells it when something fails. */
  private async telling(work: (store: Store) => Promise<void>): Promise<void> {
    if (!this.ready || !this.page.visible) return;
    try {
      await work(await this.cloister.store.open());
    } catch (error) {
      this.cloister.log.error(error instanceof Error ? error : String(error));
      this.sent = new Map(); // The next list that can be read takes the message off the page.
      this.page.post({ type: 'unavailable', message: error instanceof Error ? error.message : String(error) });
    }
  }

  private async sendRuns(store: Store): Promise<void> {
    const startedAt = performance.now();
    this.runs = await comparedRuns(store, this.cloister.accounting);
    this.reading = performance.now() - startedAt;
    const first = this.sent.size === 0;
    const changes = changesSince(this.sent, this.runs);
    this.sent = changes.sent;
    if (first || changes.list) {
      this.page.post({ type: 'runs', runs: this.runs, selected: this.requested });
      this.requested = undefined;
    } else if (changes.runs.length > 0) {
      this.page.post({ type: 'changed', runs: changes.runs });
    }
    this.updateCurves();
  }

  /** Of selected runs that have taken steps, or were taken up again, since they were last sent. */
  private async sendCurves(store: Store): Promise<void> {
    const byId = new Map(this.runs.map((run) => [run.id, run]));
    for (const runId of this.selected) {
      const run = byId.get(runId);
      const now = run && JSON.stringify([run.step, run.state]);
      if (now === undefined || this.curves.get(runId) === now) continue;
      const scalars = await curvesOf(store, runId);
      if (!this.ready) return;
      this.curves.set(runId, now);
      this.page.post({ type: 'curves', runId, scalars });
    }
  }
}
