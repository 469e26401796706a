// Runs one Mocha suite inside the extension host, and writes what became of each test to a file.
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import type { HostResult } from './result';

/** VS Code calls this with nothing; the suite and the file stand in the environment. */
export async function run(): Promise<void> {
  const { CLOISTER_TEST_SUITE: suite, CLOISTER_TEST_RESULTS: file } = process.env;
  if (suite === undefined || file === undefined) throw new Error('CLOISTER_TEST_SUITE and CLOISTER_TEST_RESULTS have to be set.');
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, reporter: 'min' });
  mocha.addFile(suite);
  const results: HostResult[] = [];
  await new Promise<void>((resolve) => {
    mocha
      .run(() => resolve())
      .on('pass', (test) => results.push({ title: test.fullTitle(), error: null }))
      .on('fail', (test, error: Error) => results.push({ title: test.fullTitle(), error: error.stack ?? error.message }));
  });
  writeFileSync(file, JSON.stringify(results));
}
