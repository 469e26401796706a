// Checks types and style, runs the tests, and ends with one line `N passed, N failed` over all runners. `--fast` leaves slow tests out.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const fast = process.argv.includes('--fast');
const bin = (name) => join(root, 'node_modules', '.bin', name);

for (const project of ['.', 'webview', 'test/webview']) step(`Types of ${project}`, bin('tsc'), ['--noEmit', '-p', project]);
step('Lint', bin('eslint'), ['src', 'webview', 'test', 'bench']);

const folder = mkdtempSync(join(tmpdir(), 'cloister-test-'));
const report = join(folder, 'vitest.json');
const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...(fast ? ['--exclude', '**/*.slow.test.ts'] : [])];
const status = spawnSync(bin('vitest'), args, { cwd: root, stdio: 'inherit' }).status ?? 1;
const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(readFileSync(report, 'utf8'));
rmSync(folder, { recursive: true });

console.log(`${passed} passed, ${failed} failed`);
// A file that cannot be loaded fails without a failed test: the runner's own word counts.
process.exitCode = status !== 0 || failed > 0 || passed === 0 ? 1 : 0;

function step(name, command, args) {
  console.log(`${name} …`);
  if (spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status === 0) return;
  console.log(`${name} failed.\n0 passed, 1 failed`);
  process.exit(1);
}
