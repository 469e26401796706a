// Runs a Mocha suite in the extension host of a VS Code session, while the test beside it does what a person would do in the window.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { build } from 'esbuild';
import { describe, it } from 'vitest';
import type { Workbench } from '../../scripts/vscode/workbench.mjs';
import type { HostResult } from './host/result';
import { startSession, type SessionOptions } from './session';

/** Bundles and pictures; below the repository, so that Mocha is found from the bundles. */
const cache = resolve(__dirname, '..', '..', '.cache', 'editor-tests');

export interface HostRun extends SessionOptions {
  /** Files of host/suites, in the order in which they run. */
  readonly suites: readonly string[];
  /** What happens in the window meanwhile. */
  readonly person?: (window: Workbench) => Promise<void>;
}

/** Milliseconds for a whole suite. */
const limit = 120_000;

/** @throws Error when the suite did not come to its end */
export async function runInHost({ suites, person, ...options }: HostRun): Promise<HostResult[]> {
  const bundles = await bundle(suites);
  const results = join(bundles, 'results.json');
  const environment = { CLOISTER_TEST_SUITES: suites.map((suite) => join(bundles, 'suites', `${suite}.js`)).join(delimiter), CLOISTER_TEST_RESULTS: results, ...options.environment };
  const session = await startSession({ ...options, environment });
  try {
    const { host } = new URL(session.origin);
    const remote = (path: string): string => `vscode-remote://${host}${path}`;
    const window = await session.open([
      ['extensionDevelopmentPath', remote(join(__dirname, 'host', 'harness'))],
      ['extensionTestsPath', remote(join(bundles, 'index.js'))],
    ]);
    const ended = await exitCode(window);
    await window.load();
    await Promise.all([finished(ended), person?.(window)]).catch(async (error: Error) => {
      const picture = join(cache, `${suites.join('-')}.png`);
      await window.screenshot(picture);
      throw new Error(`${error.message} (see ${picture})`, { cause: error });
    });
    return JSON.parse(readFileSync(results, 'utf8')) as HostResult[];
  } finally {
    await session.stop();
    rmSync(bundles, { recursive: true });
  }
}

/** Makes each result of the host a test of this runner. */
export function report(name: string, results: readonly HostResult[]): void {
  describe(name, () => {
    for (const { title, error } of results) {
      it(title, () => {
        if (error !== null) throw new Error(error);
      });
    }
  });
}

async function bundle(suites: readonly string[]): Promise<string> {
  mkdirSync(cache, { recursive: true });
  const outdir = mkdtempSync(join(cache, 'bundles-'));
  await build({
    entryPoints: ['index', ...suites.map((suite) => join('suites', suite))].map((name) => join(__dirname, 'host', `${name}.ts`)),
    outbase: join(__dirname, 'host'),
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: ['vscode', 'mocha', 'sqlite3'],
    logLevel: 'warning',
  });
  return outdir;
}

/** The workbench calls a function of the page when the suite is done. In an object, since a promise of a promise is the inner one. */
async function exitCode({ page }: Workbench): Promise<{ readonly code: Promise<number> }> {
  let end: (code: number) => void = () => undefined;
  const code = new Promise<number>((resolve) => (end = resolve));
  await page.exposeFunction('codeAutomationLog', () => undefined);
  await page.exposeFunction('codeAutomationExit', end);
  return { code };
}

async function finished({ code }: { readonly code: Promise<number> }): Promise<void> {
  const result = await Promise.race([code, pause(limit, 'late' as const, { ref: false })]);
  if (result !== 0) throw new Error(result === 'late' ? `The suites did not end in ${limit / 1000} s.` : `The suites ended with code ${result}.`);
}
