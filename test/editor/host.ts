// Runs a Mocha suite in the extension host of a VS Code session, while the test beside it does what a person would do in the window.
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { build } from 'esbuild';
import { describe, it } from 'vitest';
import type { Workbench } from '../../scripts/vscode/workbench.mjs';
import type { HostResult } from './host/result';
import { startSession, type SessionOptions } from './session';

/** Bundles and pictures; below the repository, so that Mocha is found from the bundles. */
const cache = resolve(__dirname, '..', '..', '.cache', 'editor-tests');

export interface HostRun extends SessionOptions {
  /** A file of host/suites. */
  readonly suite: string;
  /** What happens in the window meanwhile. */
  readonly person?: (window: Workbench) => Promise<void>;
}

/** Milliseconds for a whole suite. */
const limit = 120_000;

/** @throws Error when the suite did not come to its end */
export async function runInHost({ suite, person, ...options }: HostRun): Promise<HostResult[]> {
  const bundles = await bundle(suite);
  const results = join(bundles, 'results.json');
  const environment = { CLOISTER_TEST_SUITE: join(bundles, 'suite.js'), CLOISTER_TEST_RESULTS: results, ...options.environment };
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
    await Promise.all([finished(ended, suite, window), person?.(window)]);
    return JSON.parse(readFileSync(results, 'utf8')) as HostResult[];
  } finally {
    await session.stop();
  }
}

/** Makes each result of the host a test of this runner. */
export function report(name: string, results: readonly HostResult[]): void {
  describe(name, () => {
    it.each(results)('$title', ({ error }) => {
      if (error !== null) throw new Error(error);
    });
  });
}

async function bundle(suite: string): Promise<string> {
  mkdirSync(cache, { recursive: true });
  const outdir = mkdtempSync(join(cache, `${suite}-`));
  await build({
    entryPoints: { index: join(__dirname, 'host', 'index.ts'), suite: join(__dirname, 'host', 'suites', `${suite}.ts`) },
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
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

async function finished(ended: { readonly code: Promise<number> }, suite: string, window: Workbench): Promise<void> {
  const code = await Promise.race([ended.code, pause(limit, 'late' as const, { ref: false })]);
  if (code === 0) return;
  const picture = join(cache, `${suite}.png`);
  await window.screenshot(picture);
  throw new Error(`The suite ${suite} ${code === 'late' ? `did not end in ${limit / 1000} s` : `ended with code ${code}`}; see ${picture}.`);
}
