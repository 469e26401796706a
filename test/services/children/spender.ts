// Takes grants as fast as it can and prints the result of every step it was granted. Arguments: store, run id.
import { writeSync } from 'node:fs';
import { openStore } from '../../../src/store/store';

async function main(directory: string, runId: string): Promise<void> {
  const store = await openStore(directory);
  const claim = (await store.ledger.claims.ofRun(runId))!;
  for (let step = 0; ; ) {
    const grant = await store.ledger.grants.take(claim, step);
    if (grant === undefined) break;
    // Synchronous, so that what is printed is out before anything can kill this process.
    for (const end = step + grant.steps; step < end; step++) writeSync(1, `result of step ${step}\n`);
  }
  writeSync(1, 'no further grant\n');
  await store.close();
  process.disconnect();
}

void main(process.argv[2], process.argv[3]);
