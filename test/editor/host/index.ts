// Runs Mocha suites inside the extension host, and writes what became of each test to a file.
import { writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import Mocha from 'mocha';
import type { HostResult } from './result';

/**
 * VS Code calls this with nothing; the suites and the file stand in the environment. A suite that cannot be loaded is a result too:
 * what is thrown here reaches nobody.
 */
export async function run(): Promise<void> {
  const { CLOISTER_TEST_SUITES: suites, CLOISTER_TEST_RESULTS: file } = process.env;
  if (suites === undefined || file === undefined) throw new Error('CLOISTER_TEST_SUITES and CLOISTER_TEST_RESULTS have to be set.');
  const results = await runSuites(suites.split(delimiter)).catch((error: Error) => [{ title: 'the suites run', error: error.stack ?? error.message }]);
  writeFileSync(file, JSON.stringify(results));
}

async function runSuites(files: readonly string[]): Promise<HostResult[]> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, reporter: 'min' });
  for (const file of files) mocha.addFile(file);
  const results: HostResult[] = [];
  await new Promise<void>((resolve) => {
    mocha
      .run(() => resolve())
      .on('pass', (test) => results.push({ title: test.fullTitle(), error: null }))
      .on('fail', (test, error: Error) => results.push({ title: test.fullTitle(), error: error.stack ?? error.message }));
  });
  return results;
}
