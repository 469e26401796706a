// Opens a page of the extension in a real Chromium as VS Code shows it: its HTML, its content security policy, a real theme.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { pageOptions, pages } from '../../scripts/build-pages.mjs';
import { chromiumFlags, chromiumPath } from '../../scripts/chromium.mjs';
import { pageHtml } from '../../src/ui/webviews/html';

export type PageName = keyof typeof pages;

export const themes = ['dark', 'light', 'hcDark', 'hcLight'] as const;
export type Theme = (typeof themes)[number];

/** What VS Code 1.104 gives a page in one of its own themes, read out of a running one. */
interface ThemeFile {
  readonly bodyClass: string;
  readonly dataset: Readonly<Record<string, string>>;
  readonly defaultStyles: string;
  readonly variables: Readonly<Record<string, string>>;
}

export interface OpenOptions {
  readonly theme?: Theme;
  /** What an earlier life of the tab has kept by `setState`. */
  readonly state?: unknown;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly reducedMotion?: boolean;
  /** Of the texts, numbers and moments; English unless told. */
  readonly language?: string;
  readonly translations?: Readonly<Record<string, string>>;
}

/** One finding of axe-core. */
export interface Violation {
  readonly rule: string;
  readonly impact: string;
  /** Where, as CSS selectors. */
  readonly targets: readonly string[];
}

/** A page in its tab. Messages are recorded; the state that it keeps outlives a reload. */
export interface OpenPage {
  /** For clicks, keys and looks. */
  readonly page: Page;
  /** A message of the extension, serialised as VS Code does it: JSON, with typed arrays carried as they are. */
  send(message: object): Promise<void>;
  /** Messages to the extension since the page was loaded. */
  sent(): Promise<readonly { readonly type: string }[]>;
  /** The first message of a type, waiting for it. */
  sentOf<T extends { readonly type: string }>(type: T['type']): Promise<T>;
  /** What the page has kept by `setState`. */
  state(): Promise<unknown>;
  /** Changes the theme under the page, as VS Code does. */
  setTheme(theme: Theme): Promise<void>;
  reload(): Promise<void>;
  /** Findings of axe-core that it calls serious or critical. */
  axe(): Promise<readonly Violation[]>;
  screenshot(path?: string): Promise<Buffer>;
  /** @throws Error when the page has violated its content security policy or thrown an error */
  close(): Promise<void>;
}

const origin = 'http://webview.test';
const nonce = 'bm9uY2Utb2YtdGhlLXRlc3Q';

let browser: Promise<Browser> | undefined;
const bundles = new Map<PageName, Promise<ReadonlyMap<string, Buffer>>>();

/** Call it once after the tests of a file. */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}

/** Bundles the page from its sources (once a process) and loads it. */
export async function openPage(name: PageName, options: OpenOptions = {}): Promise<OpenPage> {
  browser ??= launch();
  const files = await bundled(name);
  const context = await (await browser).newContext({
    viewport: options.viewport ?? { width: 1280, height: 900 },
    reducedMotion: options.reducedMotion === true ? 'reduce' : 'no-preference',
  });
  const page = await context.newPage();
  let theme = options.theme ?? 'dark';
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} (${message.location().url})`);
  });
  await context.route('**/*', async (route) => {
    const path = new URL(route.request().url()).pathname.slice(1);
    if (path === '') return route.fulfill({ contentType: 'text/html', body: documentOf(name, theme, options) });
    const body = files.get(path);
    return body === undefined ? route.fulfill({ status: 404 }) : route.fulfill({ contentType: contentType(path), body });
  });
  await page.addInitScript(stubHost, options.state);
  await page.goto(`${origin}/`);

  const opened: OpenPage = {
    page,
    send: async (message) => page.evaluate(postToPage, serialised(message)),
    sent: async () => page.evaluate(() => window.sentToHost),
    sentOf: async (type) => {
      const found = await page.waitForFunction((wanted) => window.sentToHost.find((message) => message.type === wanted), type);
      return (await found.jsonValue()) as never;
    },
    state: async () => page.evaluate(() => JSON.parse(sessionStorage.getItem('state') ?? 'null') as unknown),
    setTheme: async (next) => {
      theme = next;
      const { bodyClass, dataset, variables } = themeFile(next);
      await page.evaluate(applyTheme, { bodyClass, dataset, variables });
    },
    reload: async () => void (await page.reload()),
    axe: async () => {
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(async () => (window as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'] }));
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, impact, nodes }) => ({ rule: id, impact: String(impact), targets: nodes.map(({ target }) => target.join(' ')) }));
    },
    screenshot: async (path) => page.screenshot({ animations: 'disabled', ...(path === undefined ? {} : { path }) }),
    close: async () => {
      complaints.push(...(await page.evaluate(() => window.policyViolations)));
      await context.close();
      if (complaints.length > 0) throw new Error(`The page complained:\n${complaints.join('\n')}`);
    },
  };
  return opened;
}

declare global {
  interface Window {
    sentToHost: { readonly type: string }[];
    policyViolations: string[];
    acquireVsCodeApi: unknown;
  }
}

async function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: await chromiumPath(), args: [...chromiumFlags] });
}

function bundled(name: PageName): Promise<ReadonlyMap<string, Buffer>> {
  const known = bundles.get(name) ?? bundle(name);
  bundles.set(name, known);
  return known;
}

/** Files of the page by their names, e.g. `compare.js`. */
async function bundle(name: PageName): Promise<ReadonlyMap<string, Buffer>> {
  const root = join(__dirname, '..', '..');
  const { outputFiles } = await build({ ...pageOptions, absWorkingDir: root, entryPoints: { [name]: pages[name] }, outdir: root, write: false });
  return new Map(outputFiles.map(({ path, contents }) => [path.slice(root.length + 1), Buffer.from(contents)]));
}

/**
 * The page's own HTML with what VS Code puts into it: theme variables, classes, and its default styles. They stand before the policy,
 * which is why it does not hold for them. The background is that of the editor behind the page.
 */
function documentOf(name: PageName, theme: Theme, { reducedMotion = false, language = 'en', translations }: OpenOptions): string {
  const { bodyClass, dataset, defaultStyles, variables } = themeFile(theme);
  const own = pageHtml({ script: `${origin}/${name}.js`, style: `${origin}/${name}.css`, nonce, cspSource: origin, title: name, lang: language, translations });
  const style = Object.entries(variables).map(([key, value]) => `${key}: ${value}`).join('; ').replaceAll('"', '&quot;');
  const data = Object.entries(dataset).map(([key, value]) => `data-${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}="${value}"`).join(' ');
  const body = `${bodyClass}${reducedMotion ? ' vscode-reduce-motion' : ''}`;
  return own
    .replace(/<html/, () => `<html style="${style}"`)
    .replace(/<head>/, () => `<head><style id="_defaultStyles">${defaultStyles} html { background-color: var(--vscode-editor-background); }</style>`)
    .replace(/<body/, () => `<body class="${body}" ${data}`);
}

const themeFile = (theme: Theme): ThemeFile => JSON.parse(readFileSync(join(__dirname, 'themes', `${theme}.json`), 'utf8')) as ThemeFile;

const contentType = (path: string): string => (path.endsWith('.js') ? 'text/javascript' : 'text/css');

/** Runs in the page before its own scripts. */
function stubHost(state: unknown): void {
  window.sentToHost = [];
  window.policyViolations = [];
  document.addEventListener('securitypolicyviolation', (event) => {
    window.policyViolations.push(`Content security policy: ${event.violatedDirective} blocked ${event.blockedURI} ${event.sample}`);
  });
  if (state !== undefined && state !== null && sessionStorage.getItem('state') === null) sessionStorage.setItem('state', JSON.stringify(state));
  window.acquireVsCodeApi = () => ({
    postMessage: (message: { type: string }) => void window.sentToHost.push(message),
    getState: (): unknown => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
    setState: (next: unknown) => sessionStorage.setItem('state', JSON.stringify(next)),
  });
}

/** Runs in the page. */
function applyTheme({ bodyClass, dataset, variables }: Omit<ThemeFile, 'defaultStyles'>): void {
  const { style } = document.documentElement;
  for (const name of [...style]) style.removeProperty(name);
  for (const [name, value] of Object.entries(variables)) style.setProperty(name, value);
  document.body.className = bodyClass;
  Object.assign(document.body.dataset, dataset);
}

interface Serialised {
  readonly json: string;
  /** Typed arrays, for which the JSON has `{ "$array": position }`. */
  readonly arrays: readonly ArrayBufferView[];
}

/** JSON has neither NaN nor Infinity nor undefined: what comes out is what a page gets from VS Code. */
function serialised(message: object): Serialised {
  const arrays: ArrayBufferView[] = [];
  const json = JSON.stringify(message, (_, value: unknown) => (ArrayBuffer.isView(value) ? { $array: arrays.push(value) - 1 } : value));
  return { json, arrays };
}

/** Runs in the page. */
function postToPage({ json, arrays }: Serialised): void {
  const revive = (_: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null && '$array' in value ? arrays[value.$array as number] : value;
  window.postMessage(JSON.parse(json, revive), '*');
}
