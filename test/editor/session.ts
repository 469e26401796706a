// A VS Code with the packaged extension, a store and a workspace of its own, for as long as the tests of one file need it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inject } from 'vitest';
import { startServer } from '../../scripts/vscode/server.mjs';
import { startBrowser, type Workbench } from '../../scripts/vscode/workbench.mjs';
import { writeSampleWorkspace } from '../../scripts/workbench/sample-workspace.mjs';

/** Notes addresses outside this machine that a process asks for. */
export const preload = resolve(__dirname, '../../scripts/vscode/loopback-only.cjs');

export interface Session {
  readonly origin: string;
  /** Folder of the workspace. */
  readonly workspace: string;
  /** A window on the workspace, not loaded yet. */
  open(payload?: [string, string][]): Promise<Workbench>;
  /** Addresses outside this machine that the pages, the server, the extension or a trainer asked for. */
  outside(): string[];
  /** Ends the server with its windows; trainers go on. */
  stop(): Promise<void>;
}

export interface SessionOptions {
  /** Folder for everything that the session writes; another session may go on with it. */
  readonly folder: string;
  readonly settings?: Record<string, unknown>;
  readonly environment?: Record<string, string>;
}

export const storeOf = (folder: string): string => join(folder, 'store');

export async function startSession({ folder, settings = {}, environment = {} }: SessionOptions): Promise<Session> {
  const workspace = join(folder, 'workspace');
  writeSampleWorkspace(workspace);
  const addresses = join(folder, 'outside.txt');
  writeFileSync(addresses, '');
  const server = await startServer({
    extensions: [inject('vsix')],
    settings,
    environment: { CLOISTER_STORE: storeOf(folder), CLOISTER_LEDGER: 'ledger', NODE_OPTIONS: `--require=${preload}`, CLOISTER_OUTSIDE_ADDRESSES: addresses, ...environment },
  });
  const browser = await startBrowser();
  return {
    origin: server.origin,
    workspace,
    open: (payload) => browser.open(server, { folder: workspace, ...(payload === undefined ? {} : { payload }) }),
    outside: () => [...browser.outside, ...readFileSync(addresses, 'utf8').split('\n').filter((line) => line !== '')],
    stop: async () => {
      await browser.close();
      await server.stop();
    },
  };
}
