// Entry of the trainer process. Started detached with a run id it trains and talks only to the store; small jobs answer on standard output.
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { badInput } from '../base/errors';
import type { RunConfig } from '../core/config/runFile';
import type { StorePlace } from '../store/directory';
import { openStore, type Store } from '../store/store';
import type { ExactnessJob } from './exactness';
import { printable } from './printable';
import { trainRun } from './run';
import type { TwoWorldsJob } from './twoWorlds/twoWorlds';

const usage = [
  'trainer run <run id> --store <directory> [--ledger <directory>]   trains a run of the store',
  'trainer exactness --store <directory> [--ledger <directory>]      reads {config, baseDirectory} as JSON, prints how exact its clipped sums are',
  'trainer two-worlds --store <directory> [--ledger <directory>]     reads {config, baseDirectory} as JSON, prints what else than one record, or unit, changed when it was left out',
  'trainer forecast                                                  reads a run configuration as JSON, prints how long its steps take on made-up records',
  'trainer probe                                                     prints which backends work here',
].join('\n');

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { store: { type: 'string' }, ledger: { type: 'string' } } });
  const [command, runId] = positionals;
  switch (command) {
    case 'run':
      return withStore(values, (store) => trainRun(store, required(runId)));
    case 'exactness':
      return withStore(values, async (store) => {
        const { compareWithLoop } = await import('./exactness');
        print(await compareWithLoop(store, JSON.parse(await text(process.stdin)) as ExactnessJob));
      });
    case 'two-worlds':
      return withStore(values, async (store) => {
        const { checkTwoWorlds } = await import('./twoWorlds/twoWorlds');
        print(await checkTwoWorlds(store, JSON.parse(await text(process.stdin)) as TwoWorldsJob));
      });
    case 'forecast': {
      const { timeSteps } = await import('./stepTimes');
      return print(await timeSteps(JSON.parse(await text(process.stdin)) as RunConfig));
    }
    case 'probe': {
      const { probeBackends } = await import('./probe');
      return print(await probeBackends(process.cwd()));
    }
    default:
      throw badInput(usage);
  }
}

async function withStore({ store: directory, ledger }: StorePlace, use: (store: Store) => Promise<void>): Promise<void> {
  const store = await openStore(required(directory), ledger);
  try {
    await use(store);
  } finally {
    await store.close();
  }
}

function required(argument: string | undefined): string {
  if (argument === undefined) throw badInput(usage);
  return argument;
}

const print = (value: object): void => console.log(JSON.stringify(value));

/** The log file of the run, or whoever started the job, is the reader. */
function fail(error: unknown): void {
  console.error(printable(error));
  process.exitCode = 1;
}

// What nobody awaits would be printed by Node, with its message.
process.on('uncaughtException', (error) => {
  fail(error);
  process.exit();
});
main().catch(fail);
