// Waits for a message, then reserves a claim at once; prints whether it got it. Arguments: store, run id.
import { CloisterError } from '../../../src/base/errors';
import { createLedger } from '../../../src/services/ledger/ledger';
import { openStore } from '../../../src/store/store';
import { exampleRun } from '../../store/examples';

async function main(directory: string, runId: string): Promise<void> {
  const store = await openStore(directory);
  console.log('ready');
  await new Promise((resolve) => process.once('message', resolve));
  try {
    await createLedger(store).reserve(runId, exampleRun.data, exampleRun.plan);
    console.log('reserved');
  } catch (error) {
    if (!CloisterError.is(error, 'refused')) throw error;
    console.log('refused');
  }
  await store.close();
  process.disconnect();
}

void main(process.argv[2], process.argv[3]);
