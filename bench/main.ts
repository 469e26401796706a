// Runs the benches and keeps their results: `npm run bench [-- name … --rounds N --all]`. Prints JSON; figures are medians, compare them as ratios.
// `npm run bench -- table` makes the table of peers anew from its last results.
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../src/data/packageRoot';
import { benchAccountant } from './accountant';
import { benchCurves } from './curves';
import { benchEditor } from './editor';
import { benchKernels } from './kernels';
import { benchLedger } from './ledger';
import { readOptions, type Options } from './options';
import { benchPeers } from './peers';
import { writePeersTable } from './peersTable';
import { benchStep } from './step';
import { benchStore } from './store';
import { benchViews } from './views';

const benches: Record<string, (options: Options) => Promise<object>> = {
  step: benchStep,
  kernels: benchKernels,
  accountant: benchAccountant,
  store: benchStore,
  ledger: benchLedger,
  views: benchViews,
  editor: benchEditor,
  curves: benchCurves,
  peers: benchPeers,
};

async function main(): Promise<void> {
  // Inside of each store: no bench touches the user's own ledger.
  process.env.CLOISTER_LEDGER = 'ledger';
  const { names, options } = readOptions(process.argv.slice(2), [...Object.keys(benches), 'table']);
  if (names.includes('table')) return writePeersTable();
  const folder = join(packageRoot(), 'bench', 'results');
  mkdirSync(folder, { recursive: true });
  for (const name of names.length > 0 ? names : Object.keys(benches)) {
    const result = {
      bench: name,
      date: new Date().toISOString().slice(0, 10),
      machine: { cpu: cpus()[0]?.model, cores: availableParallelism(), node: process.versions.node },
      results: await benches[name](options),
    };
    const json = JSON.stringify(result, null, 2);
    console.log(json);
    writeFileSync(join(folder, `${name}.json`), `${json}\n`);
    if (name === 'peers') writePeersTable();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
