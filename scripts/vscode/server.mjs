// Starts VS Code's server on a free loopback port, with throwaway settings and extensions, in a process group of its own.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { vscodeServer } from './install.mjs';

/**
 * @typedef {object} ServerOptions
 * @property {string[]} [extensions] VSIX files to install
 * @property {Record<string, unknown>} [settings] user settings
 * @property {Record<string, string>} [environment] of the server and its extension hosts, beside this process's own
 */

/** Quiet, without network, and without what would cover the parts that pictures and tests look at. */
const quietSettings = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'security.workspace.trust.enabled': false,
  'security.workspace.trust.startupPrompt': 'never',
  'git.enabled': false,
};

/** Milliseconds in which a server has to answer. */
const startLimit = 30_000;
/** Milliseconds between asking a server to end and ending it. */
const stopLimit = 3_000;

/**
 * @param {ServerOptions} [options]
 * @returns a server whose `stop()` ends it with its extension hosts and removes its data; it also ends with this process
 */
export async function startServer({ extensions = [], settings = {}, environment = {} } = {}) {
  const data = mkdtempSync(join(tmpdir(), 'cloister-vscode-'));
  for (const folder of ['data/User', 'data/logs', 'extensions', 'sockets']) mkdirSync(join(data, folder), { recursive: true });
  writeFileSync(join(data, 'data', 'User', 'settings.json'), JSON.stringify({ ...quietSettings, ...settings }));
  // Without a gallery the server asks no marketplace. Its sockets would stay behind in the common folder.
  const env = { ...process.env, EXTENSIONS_GALLERY: '{}', XDG_RUNTIME_DIR: join(data, 'sockets'), ...environment };
  const main = join(vscodeServer(), 'out', 'server-main.js');
  for (const file of extensions) install(main, file, data, env);

  const port = await freePort();
  const log = join(data, 'server.log');
  const output = openSync(log, 'w');
  const flags = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--accept-server-license-terms'];
  const child = spawn(process.execPath, [main, ...flags, '--telemetry-level', 'off', '--server-data-dir', data], {
    env,
    stdio: ['ignore', output, output],
    detached: true, // A process group of its own: its extension hosts end with it.
  });
  const end = (signal) => endGroup(child.pid, signal);
  const atExit = () => {
    end('SIGKILL');
    removeFolder(data);
  };
  process.once('exit', atExit);
  const server = {
    origin: `http://127.0.0.1:${port}`,
    port,
    /** Folder of its settings, extensions and logs. */
    data,
    async stop() {
      const gone = child.exitCode ?? new Promise((resolve) => child.once('exit', resolve));
      end('SIGTERM');
      await Promise.race([gone, pause(stopLimit, undefined, { ref: false })]);
      atExit();
      process.off('exit', atExit);
    },
  };
  await answers(server.origin, child, log).catch(async (error) => {
    await server.stop();
    throw error;
  });
  return server;
}

function install(main, file, data, env) {
  try {
    execFileSync(process.execPath, [main, '--install-extension', file, '--force', '--server-data-dir', data], { env, stdio: 'pipe' });
  } catch (error) {
    throw new Error(`${file} could not be installed: ${error.stderr}`, { cause: error });
  }
}

async function answers(origin, child, log) {
  const deadline = Date.now() + startLimit;
  while (Date.now() < deadline && child.exitCode === null) {
    const response = await fetch(`${origin}/version`).catch(() => undefined); // Not listening yet.
    if (response?.ok) return;
    await pause(50);
  }
  throw new Error(`VS Code's server did not start:\n${readFileSync(log, 'utf8')}`);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function endGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error; // Already gone.
  }
}

const removeFolder = (folder) => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
