// Gets a real VS Code (server, web workbench and extension host) out of an npm package, once, and keeps it in .cache.
// code-server carries the whole of it in lib/vscode; its own wrapper is left out, and nothing is compiled.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { writeStandIns } from './native-stand-ins.mjs';

/** The newest version whose server runs on Node 20. */
const version = '4.104.0';
const integrity = 'sha512-wSo8KOqN/HnhAPkZ+aKviR61xx97KrYpvy9oomXhSwoM+1l5t8Mfuffx5or3Ew1PoJh2u2Y4fxIEi3Wn5++vfg==';

const cache = join(import.meta.dirname, '..', '..', '.cache');
const installed = join(cache, `vscode-${version}`);
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/**
 * Folder of the server. Fetching takes some ten seconds and 45 MB; on disk it takes 150 MB. The folder gets its name only when it is
 * whole, so that an interrupted installation is never used.
 * @throws Error when it cannot be fetched, or is not what was pinned
 */
export function vscodeServer() {
  if (existsSync(installed)) return installed;
  console.error(`Installing VS Code's server from npm (code-server ${version}) into .cache …`);
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'installing-'));
  try {
    unpack(fetchTarball(work), work);
    const folder = join(work, 'vscode');
    run(npm, ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], folder);
    symlinkSync('node_modules', join(folder, 'node_modules.asar'), 'junction'); // Where the workbench looks for its own packages.
    writeStandIns(join(folder, 'node_modules'));
    linkRipgrep(folder);
    moveIntoPlace(folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return installed;
}

function fetchTarball(folder) {
  run(npm, ['pack', '--silent', `code-server@${version}`], folder);
  const file = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')));
  const found = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
  if (found !== integrity) throw new Error(`code-server ${version} from the registry is ${found}, but ${integrity} is pinned: not used.`);
  return file;
}

/** Leaves out the maps of sources, which are half of it. */
function unpack(tarball, folder) {
  run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=2', '--exclude=*.map', 'package/lib/vscode'], folder);
  rmSync(tarball);
}

/** Search and `findFiles` start ripgrep, whose own installer downloads it from elsewhere; without one on this machine they find nothing. */
function linkRipgrep(folder) {
  const found = (process.env.PATH ?? '').split(delimiter).map((path) => join(path, 'rg')).find((path) => existsSync(path));
  const target = join(folder, 'node_modules', '@vscode', 'ripgrep', 'bin');
  if (found === undefined) return;
  mkdirSync(target, { recursive: true });
  symlinkSync(found, join(target, 'rg'));
}

/** Another process may have installed it meanwhile; theirs is as good. */
function moveIntoPlace(folder) {
  try {
    renameSync(folder, installed);
  } catch (error) {
    if (!existsSync(installed)) throw error;
  }
}

function run(command, args, cwd) {
  try {
    execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
  } catch (error) {
    throw new Error(`VS Code's server could not be installed: ${command} ${args.join(' ')} failed (${error.message}).`, { cause: error });
  }
}
