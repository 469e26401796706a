// Checks types and style, runs the tests, and ends with one line `N passed, N failed` over all runners.
// `--fast` leaves out slow tests, and those in a real VS Code.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromiumPath } from './chromium.mjs';

const root = dirname(import.meta.dirname);
const fast = process.argv.includes('--fast');
const bin = (name) => join(root, 'node_modules', '.bin', name);

for (const project of ['.', 'webview', 'test/webview']) step(`Types of ${project}`, bin('tsc'), ['--noEmit', '-p', project]);
step('Lint', bin('eslint'), ['src', 'webview', 'test', 'bench']);

// Found, or installed, once: test files that run at the same time would get in each other's way.
if (!fast) process.env.CHROMIUM = await chromiumPath().catch((error) => fail(error.message));

const folder = mkdtempSync(join(tmpdir(), 'cloister-test-'));
const runs = [runTests('sources', fast ? ['--exclude', '**/*.slow.test.ts'] : [])];
if (!fast) runs.push(runTests('editor', ['--config', join('test', 'editor', 'vitest.config.mts')]));
rmSync(folder, { recursive: true });

const passed = runs.reduce((sum, run) => sum + run.passed, 0);
const failed = runs.reduce((sum, run) => sum + run.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/**
 * A file that cannot be loaded fails without a failed test, and a runner that breaks down writes no report: each counts as one failure.
 * @param {string} name
 * @param {string[]} options
 */
function runTests(name, options) {
  const report = join(folder, `${name}.json`);
  const { status } = spawnSync(bin('vitest'), ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...options], { cwd: root, stdio: 'inherit' });
  const { numPassedTests: passed = 0, numFailedTests: failed = 0 } = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
  return { passed, failed: failed === 0 && (status !== 0 || passed === 0) ? 1 : failed };
}

function step(name, command, args) {
  console.log(`${name} …`);
  if (spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status === 0) return;
  fail(`${name} failed.`);
}

function fail(reason) {
  console.log(`${reason}\n0 passed, 1 failed`);
  process.exit(1);
}
