// Runs the benches and keeps their results: `npm run bench [-- name …]`. Prints JSON; figures are medians, compare them as ratios.
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
import { benchPeers } from './peers';
import { writePeersTable } from './peersTable';
import { benchStep } from './step';
import { benchStore } from './store';
import { benchViews } from './views';

const benches: Record<string, () => Promise<object>> = {
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
  const asked = process.argv.slice(2).map((name) => name.replace(/^--/, ''));
  if (asked.join() === 'table') return writePeersTable();
  const unknown = asked.filter((name) => !(name in benches));
  if (unknown.length > 0) throw new Error(`No bench is called ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`);
  const folder = join(packageRoot(), 'bench', 'results');
  mkdirSync(folder, { recursive: true });
  for (const name of asked.length > 0 ? asked : Object.keys(benches)) {
    const result = {
      bench: name,
      date: new Date().toISOString().slice(0, 10),
      machine: { cpu: cpus()[0]?.model, cores: availableParallelism(), node: process.versions.node },
      results: await benches[name](),
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
