// Prepares a fresh clone and runs one of the main jobs: `node scripts/bootstrap.mjs start|test|check|faults|bench|package|… [arguments]`.
// Uses Node alone, because nothing is installed yet when it starts.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const marker = join(root, 'node_modules', '.cloister-lock');

/** What each job runs once packages and build are there. */
const jobs = {
  start: ['dist/cli.js', 'demo'],
  test: ['scripts/test.mjs'],
  check: ['scripts/test.mjs', '--fast'],
  faults: ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/faults/vitest.config.mts', 'test/faults'],
  bench: ['dist/bench.js'],
  package: ['scripts/package.mjs'],
  workbench: ['scripts/workbench.mjs'],
  screenshots: ['scripts/screenshots.mjs'],
};
const buildsItself = ['package', 'workbench', 'screenshots'];

requireNode(20, 18);
const [job, ...rest] = process.argv.slice(2);
if (!(job in jobs)) fail(`Usage: node scripts/bootstrap.mjs ${Object.keys(jobs).join('|')} [arguments]`);
installWhenOutdated();
if (!buildsItself.includes(job)) run('Building', process.execPath, ['esbuild.mjs']);
process.exitCode = spawnSync(process.execPath, [...jobs[job], ...rest], { cwd: root, stdio: 'inherit' }).status ?? 1;

function requireNode(major, minor) {
  const [haveMajor, haveMinor] = process.versions.node.split('.').map(Number);
  if (haveMajor > major || (haveMajor === major && haveMinor >= minor)) return;
  fail(`Cloister needs Node ${major}.${minor} or newer; this is ${process.versions.node}.`);
}

/** Installs packages unless node_modules was installed from this very lock file. */
function installWhenOutdated() {
  const lock = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return;
  console.log(
    'Installing packages (npm ci). Where the prebuilt binary of sqlite3 cannot be fetched, it is compiled: one to two minutes,\n' +
      'with a C++ compiler, make and Python 3.',
  );
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  run('Installing', npm, ['ci', '--no-audit', '--no-fund']);
  // .npmrc keeps packages from running scripts: that of @tensorflow/tfjs-node would download a library. SQLite's is the one we need.
  run('Installing SQLite', npm, ['rebuild', 'sqlite3', '--ignore-scripts=false'], { ...process.env, ...nodeHeaders() });
  writeFileSync(marker, lock);
}

/** Lets a compilation use the headers that came with Node instead of downloading them. */
function nodeHeaders() {
  const prefix = dirname(dirname(process.execPath));
  const found = existsSync(join(prefix, 'include', 'node', 'node_api.h'));
  return found && process.env.npm_config_nodedir === undefined ? { npm_config_nodedir: prefix } : {};
}

function run(what, command, args, env = process.env) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env, shell: process.platform === 'win32' });
  if (status !== 0) fail(`${what} failed: ${command} ${args.join(' ')}${error ? `: ${error.message}` : ''}`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
