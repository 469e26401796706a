// A page of the extension in a tab: its document under its policy, and typed messages both ways.
import { randomBytes } from 'node:crypto';
import { Disposable, env, l10n, Uri, type WebviewPanel } from 'vscode';
import { pageHtml } from './html';

/** Pages are built into dist/webview as one script and one style sheet of this name. */
export type PageName = 'dashboard' | 'compare';

export interface PageHandlers<Incoming> {
  /** @throws Error saying what is wrong with a message of the page */
  readonly parse: (message: unknown) => Incoming;
  /** Rejects with what people should hear about. */
  readonly receive: (message: Incoming) => Promise<void>;
  /** A message was not understood, or handling it failed. */
  readonly fail: (error: unknown) => void;
  /** The tab came to the front or went behind others. A hidden page is gone: it starts anew when it comes back, and says that it is ready. */
  readonly shown: (visible: boolean) => void;
  readonly closed: () => void;
}

/**
 * - Nothing is posted while the tab is hidden: nobody would get it.
 * - The page can load its own script and style sheet, and nothing else.
 */
export class PagePanel<Incoming, Outgoing> {
  private readonly subscriptions: Disposable;

  /** @param panel a new one, or one that the editor has brought back */
  constructor(
    readonly panel: WebviewPanel,
    extension: Uri,
    page: PageName,
    private readonly handlers: PageHandlers<Incoming>,
  ) {
    const { webview } = panel;
    const folder = Uri.joinPath(extension, 'dist', 'webview');
    const icon = (theme: string): Uri => Uri.joinPath(extension, 'media', `${page}-${theme}.svg`);
    const fileUri = (name: string): string => webview.asWebviewUri(Uri.joinPath(folder, name)).toString();
    this.subscriptions = Disposable.from(
      webview.onDidReceiveMessage((message) => this.received(message)),
      panel.onDidChangeViewState(() => handlers.shown(panel.visible)),
      panel.onDidDispose(() => {
        this.subscriptions.dispose();
        handlers.closed();
      }),
    );
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    webview.options = { enableScripts: true, localResourceRoots: [folder] };
    webview.html = pageHtml({
      script: fileUri(`${page}.js`),
      style: fileUri(`${page}.css`),
      nonce: randomBytes(16).toString('base64url'),
      cspSource: webview.cspSource,
      title: panel.title,
      // Without translations the page is English, and says so to screen readers, in whatever language the editor is.
      lang: l10n.bundle === undefined ? 'en' : env.language,
      translations: l10n.bundle,
    });
  }

  get visible(): boolean {
    return this.panel.visible;
  }

  post(message: Outgoing): void {
    if (this.visible) void this.panel.webview.postMessage(message);
  }

  reveal(): void {
    this.panel.reveal();
  }

  private async received(message: unknown): Promise<void> {
    try {
      await this.handlers.receive(this.handlers.parse(message));
    } catch (error) {
      this.handlers.fail(error);
    }
  }
}
