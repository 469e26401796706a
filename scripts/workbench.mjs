// `npm run workbench [-- --store DIRECTORY] [FOLDER]`: opens the packaged extension in a real VS Code, to be looked at in a browser.
// The store is one of its own in .cache, so that trying things spends nothing of real budgets; --store takes another.
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { extensionPackage } from './package.mjs';
import { startServer } from './vscode/server.mjs';
import { writeSampleWorkspace } from './workbench/sample-workspace.mjs';

const cache = join(import.meta.dirname, '..', '.cache', 'workbench');
const { values, positionals } = parseArgs({ allowPositionals: true, options: { store: { type: 'string' } } });
const store = resolve(values.store ?? join(cache, 'store'));
// Runs of another store are charged where they always are.
const ledger = values.store === undefined ? { CLOISTER_LEDGER: 'ledger' } : {};
const folder = resolve(positionals[0] ?? join(cache, 'workspace'));
if (positionals.length === 0) writeSampleWorkspace(folder);

const server = await startServer({ extensions: [await extensionPackage()], environment: { CLOISTER_STORE: store, ...ledger } });
console.log(`\nVS Code with Cloister: ${server.origin}/?folder=${encodeURIComponent(folder)}\nThe store is ${store}. Ctrl-C ends it; runs go on.`);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void server.stop().then(() => process.exit(0)));
