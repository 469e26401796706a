// Runs the built command line as users do: a real process of dist/cli.js.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { packageRoot } from '../../src/data/packageRoot';

export const bundle = join(packageRoot(), 'dist', 'cli.js');

export interface Outcome {
  /** Exit code, or the signal that ended it. */
  readonly code: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly process: ChildProcess;
  readonly outcome: Promise<Outcome>;
  /** Resolves when stderr holds the text. */
  readonly said: (text: string) => Promise<void>;
}

/** Starts `cloister` with pipes for its output; killed when the test is over, at the latest. */
export function start(...command: readonly string[]): Started {
  return startProcess(process.execPath, [bundle, ...command]);
}

export function startProcess(program: string, parameters: readonly string[]): Started {
  if (!existsSync(bundle)) throw new Error(`${bundle} is missing. Build it with: npm run build`);
  const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const out = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (text: string) => (out[name] += text));
  const outcome = new Promise<Outcome>((done) => child.once('close', (code, signal) => done({ code: signal ?? code!, ...out })));
  const said = (text: string): Promise<void> =>
    new Promise((found, reject) => {
      const look = (): void => (out.stderr.includes(text) ? found() : undefined);
      child.stderr.on('data', look);
      void outcome.then(() => (out.stderr.includes(text) ? found() : reject(new Error(`It ended without saying "${text}":\n${out.stderr}${out.stdout}`))));
      look();
    });
  return { process: child, outcome, said };
}

/** Runs `cloister` to its end. */
export const cloister = (...command: readonly string[]): Promise<Outcome> => start(...command).outcome;

/** What a command printed with `--json`: exactly one line, one document. */
export async function json<T>(...command: readonly string[]): Promise<T> {
  const { stdout, stderr, code } = await cloister(...command, '--json');
  if (!/^[^\n]+\n$/.test(stdout)) throw new Error(`Not one line of JSON (exit code ${code}): ${stdout}\n${stderr}`);
  return JSON.parse(stdout) as T;
}
