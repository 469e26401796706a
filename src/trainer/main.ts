// Entry of the trainer process: `trainer.js run <run id> --store <directory>`. Started detached; talks only to the store.
import { parseArgs } from 'node:util';
import { badInput, CloisterError } from '../base/errors';
import { openStore } from '../store/store';
import { trainRun } from './run';

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { store: { type: 'string' } } });
  const [command, subject] = positionals;
  switch (command) {
    case 'run': {
      if (subject === undefined || values.store === undefined) throw badInput('Usage: trainer run <run id> --store <directory>');
      const store = await openStore(values.store);
      try {
        return await trainRun(store, subject);
      } finally {
        await store.close();
      }
    }
    default:
      throw badInput(`The trainer has no command "${command ?? ''}".`);
  }
}

main().catch((error: unknown) => {
  // The log file is the only reader.
  console.error(CloisterError.is(error) ? error.message : error);
  process.exitCode = 1;
});
