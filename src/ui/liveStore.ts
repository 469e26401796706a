// The store that the settings name, opened on first use, and looked at again and again for what other processes change.
import { EventEmitter, window, type LogOutputChannel } from 'vscode';
import type { Store, StorePlace } from '../services/openStore';
import { CloisterError } from '../base/errors';
import type { LiveStore } from './cloister';
import { showError } from './showError';

/** Time between two looks, in milliseconds: while somebody looks at the window or something has just changed, and otherwise. */
const intervals = { busy: 500, idle: 3_000 };

/** For this long after a change more changes are expected, in milliseconds. */
const busyTime = 10_000;

export class StoreOnDisk implements LiveStore {
  private readonly changes = new EventEmitter<void>();
  readonly onDidChange = this.changes.event;
  private opening: Promise<Store> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private token: string | undefined;
  private changedAt = 0;
  private disposed = false;

  /** @param place reads the settings */
  constructor(
    private readonly place: () => StorePlace,
    private readonly log: LogOutputChannel,
  ) {}

  open(): Promise<Store> {
    if (this.disposed) return Promise.reject(new Error('The window is closing.'));
    if (this.opening === undefined) {
      const opening = this.openAndFollow();
      opening.catch(() => {
        if (this.opening === opening) this.opening = undefined;
      });
      this.opening = opening;
    }
    return this.opening;
  }

  async openExisting(): Promise<Store | undefined> {
    const { storeExists } = await import('../services/openStore');
    return (await storeExists(this.place().store)) ? this.open() : undefined;
  }

  changed(): void {
    this.changedAt = Date.now();
    this.changes.fire();
  }

  /** After a change of the settings: the next use opens the store that they name now. */
  async reopen(): Promise<void> {
    await this.close();
    this.changed();
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    await this.close();
    this.changes.dispose();
  }

  private async openAndFollow(): Promise<Store> {
    const { openStore } = await import('../services/openStore');
    const { store: directory, ledger } = this.place();
    const store = await openStore(directory, ledger);
    this.log.debug(`Opened the store ${store.paths.directory} with the ledger ${store.paths.ledgerDirectory}.`);
    const trouble = await store.ledgerTrouble();
    // Whatever the window is used for: nothing that it shows of budgets is to be trusted.
    if (trouble !== undefined) showError(this.log, new CloisterError('failed', trouble, { remedy: { kind: 'verifyLedger' } }));
    this.lookLater(store);
    return store;
  }

  private async close(): Promise<void> {
    clearTimeout(this.timer);
    const opening = this.opening;
    this.opening = undefined;
    this.token = undefined;
    await opening?.then((store) => store.close(), () => undefined); // Never opened: whoever asked for it has heard.
  }

  private lookLater(store: Store): void {
    const isBusy = window.state.focused || Date.now() - this.changedAt < busyTime;
    this.timer = setTimeout(() => void this.look(store), isBusy ? intervals.busy : intervals.idle);
  }

  private async look(store: Store): Promise<void> {
    const { changeToken } = await import('../services/views/changes');
    const token = await changeToken(store).catch((error: Error) => {
      this.log.warn(`The store could not be looked at: ${error.message}`);
      return this.token;
    });
    if ((await this.opening?.catch(() => undefined)) !== store) return; // Closed meanwhile.
    if (token !== this.token) this.changed();
    this.token = token;
    this.lookLater(store);
  }
}
