// Real child processes for tests: bundles a script of the tests as the product is bundled, and starts it under Node.
import { fork, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';

const root = resolve(__dirname, '..', '..');

/**
 * Bundles `test/services/children/NAME.ts`.
 * @returns the path of the bundle, inside the given directory
 */
export async function bundleChild(name: string, directory: string): Promise<string> {
  const outfile = join(directory, `${name}.js`);
  await build({
    entryPoints: [join(__dirname, 'children', `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    // The native module cannot be bundled; NODE_PATH says where it is.
    external: ['sqlite3'],
  });
  return outfile;
}

/** Where bundles outside of the repository find native modules. */
export const modulePath = join(root, 'node_modules');

/** A started bundle, and what it printed so far. */
export interface Child {
  readonly process: ChildProcess;
  /** Whole lines of standard output. */
  readonly lines: string[];
  /** Resolves with exit code or signal when the process is gone and its output is complete. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Resolves with the line when it, or one like it, was printed. */
  printed(line: string | RegExp): Promise<string>;
}

/** Starts a bundle; it is killed at the end of the test at the latest. */
export function startChild(bundle: string, ...parameters: string[]): Child {
  const child = fork(bundle, parameters, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], env: { ...process.env, NODE_PATH: modulePath } });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  const lines: string[] = [];
  child.stdout!.on('data', (chunk: Buffer) => {
    const parts = (text + chunk.toString()).split('\n');
    text = parts.pop()!;
    lines.push(...parts);
    child.emit('lines');
  });
  const ended = new Promise<number | NodeJS.Signals>((done) => child.once('close', (code, signal) => done(signal ?? code!)));
  const printed = (line: string | RegExp): Promise<string> =>
    new Promise((done, reject) => {
      const look = (): boolean => {
        const found = lines.find((printed) => (typeof line === 'string' ? printed === line : line.test(printed)));
        if (found === undefined) return false;
        child.off('lines', look);
        done(found);
        return true;
      };
      child.on('lines', look);
      void ended.then(() => look() || reject(new Error(`The child ended without printing "${String(line)}": ${lines.join(' | ')}`)));
      look();
    });
  return { process: child, lines, ended, printed };
}
