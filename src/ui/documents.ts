// Read-only documents that are made from the store: logs and privacy statements.
import { Disposable, EventEmitter, l10n, workspace, type TextDocumentContentProvider, type Uri } from 'vscode';
import type { Store } from '../services/openStore';
import type { Cloister } from './cloister';

export const logScheme = 'cloister-log';
export const statementScheme = 'cloister-statement';
export const dataSetStatementScheme = 'cloister-data-set-statement';

/** @param name the run's id, or the digest of a ledger */
type Content = (store: Store, name: string) => Promise<string>;

/** Open documents are read again when the store changes; the path of each is the name of what it is about, and an extension. */
class StoreDocuments implements TextDocumentContentProvider {
  private readonly changes = new EventEmitter<Uri>();
  readonly onDidChange = this.changes.event;
  private readonly subscription: Disposable;

  constructor(
    private readonly cloister: Cloister,
    scheme: string,
    private readonly content: Content,
  ) {
    this.subscription = cloister.store.onDidChange(() => {
      for (const { uri } of workspace.textDocuments) if (uri.scheme === scheme) this.changes.fire(uri);
    });
  }

  async provideTextDocumentContent({ path }: Uri): Promise<string> {
    return this.content(await this.cloister.store.open(), path.replace(/\.\w+$/, ''));
  }

  dispose(): void {
    this.subscription.dispose();
    this.changes.dispose();
  }
}

export function registerDocuments(cloister: Cloister): Disposable {
  const log = new StoreDocuments(cloister, logScheme, async (store, runId) => {
    const { readLog } = await import('../services/runs/log');
    return (await readLog(store, runId)) || l10n.t('The trainer of this run has printed nothing so far.');
  });
  const statement = new StoreDocuments(cloister, statementScheme, async (store, runId) => {
    const { runStatement } = await import('../services/statement/statement');
    return (await runStatement(store, cloister.accounting, runId)).markdown;
  });
  const dataSetStatement = new StoreDocuments(cloister, dataSetStatementScheme, async (store, digest) => {
    const { dataSetStatement: state } = await import('../services/statement/statement');
    return (await state(store, cloister.accounting, digest)).markdown;
  });
  return Disposable.from(
    log,
    statement,
    dataSetStatement,
    workspace.registerTextDocumentContentProvider(dataSetStatementScheme, dataSetStatement),
    workspace.registerTextDocumentContentProvider(logScheme, log),
    workspace.registerTextDocumentContentProvider(statementScheme, statement),
  );
}
