// An engine in a child process that stays alive between steps, so that engines can be measured in turn.
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { EngineRequest, Ready, Slice, Timing } from './protocol';

/** How much of an engine's standard error is kept for the message when it ends. */
const ERROR_TAIL = 2000;

const canPin = process.platform === 'linux' && spawnSync('taskset', ['--version']).status === 0;

/** The command under taskset, where there is one: on the first cores, as many as it has threads. */
export function pinned(command: readonly string[], threads: number): readonly string[] {
  return canPin ? ['taskset', '-c', threads === 1 ? '0' : `0-${threads - 1}`, ...command] : command;
}

/** Whether engines keep to their cores here. */
export const pins = canPin;

/** Every library that has a switch of its own for its threads obeys one of these. */
const threadSettings = (threads: number): Record<string, string> =>
  Object.fromEntries(['OMP_NUM_THREADS', 'MKL_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'TF_NUM_INTRAOP_THREADS'].map((name) => [name, `${threads}`]));

export class EngineProcess {
  private errors = '';
  private readonly lines: AsyncIterator<string>;

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
    this.lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stderr.on('data', (chunk: Buffer) => (this.errors = (this.errors + chunk.toString()).slice(-ERROR_TAIL)));
    child.stdin.on('error', () => undefined); // Told by the line that does not come.
  }

  /** @throws Error with the end of what the engine wrote when it ends before it is ready */
  static async start(command: readonly string[], threads: number): Promise<{ engine: EngineProcess; ready: Ready }> {
    const [program, ...args] = pinned(command, threads);
    const engine = new EngineProcess(spawn(program, args, { env: { ...process.env, ...threadSettings(threads) }, stdio: 'pipe' }));
    return { engine, ready: (await engine.receive()) as Ready };
  }

  step(): Promise<Timing> {
    return this.ask({ do: 'step' }) as Promise<Timing>;
  }

  product(): Promise<Timing> {
    return this.ask({ do: 'product' }) as Promise<Timing>;
  }

  async check(to: string, slice: Slice): Promise<void> {
    await this.ask({ do: 'check', to, ...slice });
  }

  async close(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill();
    await ended;
  }

  private ask(request: EngineRequest): Promise<object> {
    this.child.stdin.write(`${JSON.stringify(request)}\n`);
    return this.receive();
  }

  private async receive(): Promise<object> {
    const line = await this.lines.next();
    if (line.done === true) throw new Error(`The engine ended. It wrote last:\n${this.errors.trim()}`);
    return JSON.parse(line.value) as object;
  }
}
