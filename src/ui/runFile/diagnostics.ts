// Findings of open run files in the Problems panel: those of the text while one types, those of data and budget on open and save.
import { Diagnostic, DiagnosticSeverity, Disposable, EventEmitter, languages, workspace, type TextDocument } from 'vscode';
import { CloisterError } from '../../base/errors';
import type { Finding } from '../../services/findings';
import type { CheckOptions, Preflight } from '../../services/preflight';
import type { ReadFacts } from '../../services/dataOfRun';
import type { Cloister } from '../cloister';
import { refresher } from '../refresher';
import { isRunFile, rangeIn } from './document';

/** Quiet time after a keystroke before the text is looked at, in milliseconds. */
const typingPause = 200;

const severities: Readonly<Record<Finding['severity'], DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  note: DiagnosticSeverity.Information,
};

/** A finding as the editor shows it; quick fixes are found by it. */
export class FindingDiagnostic extends Diagnostic {
  override readonly source = 'Cloister';

  constructor(
    document: TextDocument,
    readonly finding: Finding,
    place: { readonly offset: number; readonly length: number },
  ) {
    super(rangeIn(document, place), finding.message, severities[finding.severity]);
    this.code = finding.code;
  }
}

/** What goes on for one open document. */
interface Watch {
  typing?: NodeJS.Timeout;
  checking?: AbortController;
  /** The check whose findings are shown; undefined while another one is under way, and while someone types. */
  done?: Done | undefined;
}

interface Done {
  /** Of the data that was checked. */
  readonly digest: string;
  /** How its budget stood before the check; undefined when nobody has looked. */
  readonly budget: string | undefined;
}

export class RunFileDiagnostics implements Disposable {
  private readonly collection = languages.createDiagnosticCollection('cloister');
  private readonly watches = new Map<string, Watch>();
  private readonly changes = new EventEmitter<void>();
  /** Something was found, or is no longer. */
  readonly onDidChange = this.changes.event;
  private readonly subscriptions: Disposable;
  /** Checks that come again and again read data again only when it has changed. */
  private readFacts: ReadFacts | undefined;

  constructor(private readonly cloister: Cloister) {
    this.subscriptions = Disposable.from(
      this.collection,
      this.changes,
      workspace.onDidOpenTextDocument((document) => this.look(document)),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => contentChanges.length > 0 && this.lookLater(document)),
      workspace.onDidSaveTextDocument((document) => this.look(document)),
      workspace.onDidCloseTextDocument((document) => this.forget(document)),
      workspace.onDidGrantWorkspaceTrust(() => this.lookAtAll()),
      cloister.store.onDidChange(() => this.lookAtBudgets()),
    );
    this.lookAtAll();
  }

  /**
   * The whole check of the text as it stands in the editor, shown when it is done.
   * @param budget how the budget of its data stands, where that is known
   * @returns undefined when the text changed or another check started meanwhile
   * @throws whatever keeps the store from being opened
   */
  async check(document: TextDocument, onProgress?: CheckOptions['onProgress'], budget?: string): Promise<Preflight | undefined> {
    const watch = this.watch(document);
    const checking = new AbortController();
    this.stopChecking(watch);
    watch.checking = checking;
    const { checkText } = await import('../../services/preflight');
    const { rememberingFacts } = await import('../../services/dataOfRun');
    this.readFacts ??= rememberingFacts();
    const store = await this.cloister.store.open();
    if (checking.signal.aborted) return undefined;
    try {
      const preflight = await checkText(store, document.getText(), document.uri.fsPath, {
        accounting: this.cloister.accounting,
        readFacts: this.readFacts,
        signal: checking.signal,
        ...(onProgress && { onProgress }),
      });
      if (checking.signal.aborted) return undefined;
      watch.done = preflight.data && { digest: preflight.data.digest, budget };
      await this.show(document, preflight.findings);
      return preflight;
    } catch (error) {
      if (checking.signal.aborted) return undefined;
      throw error;
    }
  }

  private lookAtAll(): void {
    for (const document of workspace.textDocuments) this.look(document);
  }

  /** The text at once, then the data and the budget; data only where the workspace is trusted. */
  private look(document: TextDocument): void {
    if (!isRunFile(document.uri)) return;
    const work = workspace.isTrusted ? this.analyse(document).then(() => this.check(document)) : this.analyse(document);
    work.catch((error: unknown) => this.noteFailure(error));
  }

  /** A budget that was set meanwhile clears its finding, and one that another run has taken makes one. */
  private readonly lookAtBudgets = refresher(async () => {
    try {
      const { budgetState } = await import('../../services/ledger/budgetState');
      for (const document of workspace.textDocuments) {
        const watch = this.watches.get(document.uri.toString());
        const done = watch?.done;
        if (done === undefined) continue;
        const budget = await budgetState(await this.cloister.store.open(), done.digest);
        if (budget !== done.budget && watch?.done === done) await this.check(document, undefined, budget);
      }
    } catch (error) {
      this.noteFailure(error);
    }
  });

  /** Nobody asked for this check: the log holds why there is none. */
  private noteFailure(error: unknown): void {
    if (CloisterError.is(error)) this.cloister.log.warn(error.message);
    else this.cloister.log.error(error as Error);
  }

  private stopChecking(watch: Watch): void {
    watch.checking?.abort();
    watch.done = undefined;
  }

  private lookLater(document: TextDocument): void {
    if (!isRunFile(document.uri)) return;
    const watch = this.watch(document);
    this.stopChecking(watch);
    clearTimeout(watch.typing);
    watch.typing = setTimeout(() => void this.analyse(document), typingPause);
  }

  private async analyse(document: TextDocument): Promise<void> {
    const { analyse } = await import('../../services/runFileText');
    await this.show(document, analyse(document.getText(), document.uri.fsPath).findings);
  }

  private async show(document: TextDocument, findings: readonly Finding[]): Promise<void> {
    const { locate } = await import('../../services/documentRanges');
    if (document.isClosed) return;
    const places = locate(document.getText(), findings);
    this.collection.set(document.uri, findings.map((finding, i) => new FindingDiagnostic(document, finding, places[i])));
    this.changes.fire();
  }

  private watch(document: TextDocument): Watch {
    const key = document.uri.toString();
    const watch = this.watches.get(key) ?? {};
    this.watches.set(key, watch);
    return watch;
  }

  private forget({ uri }: TextDocument): void {
    const watch = this.watches.get(uri.toString());
    clearTimeout(watch?.typing);
    watch?.checking?.abort();
    this.watches.delete(uri.toString());
    this.collection.delete(uri);
  }

  dispose(): void {
    for (const { typing, checking } of this.watches.values()) {
      clearTimeout(typing);
      checking?.abort();
    }
    this.subscriptions.dispose();
  }
}
