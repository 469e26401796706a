// Starts processes that something happens to, and waits for what becomes of them.
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { orderVariable, type Fault, type Order } from './fault';
import type { Task } from './children/trainee';

const root = resolve(__dirname, '..', '..');

/** What became of a process. */
export interface Outcome {
  /** Exit code, or the signal that ended it. */
  readonly end: number | NodeJS.Signals;
  /** What it printed, errors included. */
  readonly output: string;
}

/** Bundles of the scripts in `children`, made once for a file of tests. */
export interface Bundles {
  readonly saboteur: string;
  readonly trainee: string;
  readonly racer: string;
}

/** @param directory where the bundles are put */
export async function bundleChildren(directory: string): Promise<Bundles> {
  const names = ['saboteur', 'trainee', 'racer'] as const;
  await build({
    entryPoints: names.map((name) => join(__dirname, 'children', `${name}.ts`)),
    outdir: directory,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    // The native module cannot be bundled; NODE_PATH says where it is.
    external: ['sqlite3'],
  });
  const [saboteur, trainee, racer] = names.map((name) => join(directory, `${name}.js`));
  return { saboteur, trainee, racer };
}

/** Lets bundles outside of the repository find native modules. */
export const plainEnvironment = (): NodeJS.ProcessEnv => ({ ...process.env, NODE_PATH: join(root, 'node_modules') });

/** The environment in which a process and its children look out for an order. */
export function underOrder({ saboteur }: Bundles, order: Order): NodeJS.ProcessEnv {
  return { ...plainEnvironment(), NODE_OPTIONS: `--require "${saboteur}"`, [orderVariable]: JSON.stringify(order) };
}

/** One attempt of a run, in a process of its own. @param folder holds its store and its witness, or will */
export function trainee(bundles: Bundles, folder: string, task: Task, faults: readonly Fault[]): Promise<Outcome> {
  const env = underOrder(bundles, { script: 'trainee.js', faults });
  return outcomeOf(process.execPath, [bundles.trainee, folder, JSON.stringify(task)], env);
}

export function outcomeOf(program: string, parameters: readonly string[], env = plainEnvironment()): Promise<Outcome> {
  return new Promise((done, fail) => {
    const child = spawn(program, parameters, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.once('error', fail).once('close', (code, signal) => done({ end: signal ?? code!, output }));
  });
}
