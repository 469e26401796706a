// Measures engines in turn: each in a process of its own that lives on, one step of each a round, pinned to the same cores.
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchModel } from '../model';
import type { Options } from '../options';
import { median } from '../timing';
import { References, spanOf, type Agreement } from './agreement';
import { EngineProcess, pins } from './child';
import { commandOf, engines, type Engine } from './engines';
import { flopsPerToken } from './flops';
import { batchSize, createProblem, writeProblem } from './problem';
import type { Timing } from './protocol';

const WARM_UP = 2;

export interface Setting {
  /** Tokens of a record. */
  readonly length: number;
  readonly threads: number;
}

export interface EngineFigures {
  /** Median milliseconds of a step. */
  readonly cpu: number;
  readonly wall: number;
  /** By the processor's time with one thread, so that other work on the machine does not count; by the clock with several. */
  readonly tokensPerSecond: number;
  /** With one thread: with several, some engines split a product among them, and ours takes one product a thread. */
  readonly product?: ProductFigures;
  /** With our built-in engine, before the first step. */
  readonly agreement: Agreement;
}

export interface ProductFigures {
  /** Of a product of two 1024 × 1024 matrices by the same engine, between the steps. */
  readonly gigaflops: number;
  /** GFLOP/s that the step needs by its formula, over those of the product. */
  readonly shareOfStep: number;
}

export interface Section extends Setting {
  readonly rounds: number;
  readonly pinned: boolean;
  /** Load average of the machine over the last minute, before and after; the measured engine itself makes 1 a thread. */
  readonly load: readonly [number, number];
  readonly engines: Readonly<Record<string, EngineFigures>>;
  /** Engines that could not be measured, and why. */
  readonly absent: Readonly<Record<string, string>>;
  /** Engines that compile for minutes and were not asked for. */
  readonly notAsked: readonly string[];
  readonly versions: Readonly<Record<string, string>>;
}

interface Running {
  readonly engine: Engine;
  readonly process: EngineProcess;
  readonly agreement: Agreement;
  readonly steps: Timing[];
  readonly products: Timing[];
}

/**
 * @param python interpreter of the peers' environment; undefined measures our own engines alone
 * @param options how many steps of each engine count, and whether engines that compile for minutes are among them
 */
export async function measure(setting: Setting, python: string | undefined, { rounds, all }: Options): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'cloister-peers-'));
  const running: Running[] = [];
  const absent: Record<string, string> = {};
  const notAsked: string[] = [];
  const versions: Record<string, string> = {};
  const before = loadavg()[0];
  try {
    const problem = join(folder, 'problem.safetensors');
    writeProblem(problem, createProblem(setting.length));
    const references = new References(folder);
    for (const engine of engines.filter(({ threads }) => threads.includes(setting.threads))) {
      if (engine.runs === 'python' && python === undefined) continue;
      if (engine.compilesForMinutes === true && !all) {
        notAsked.push(engine.name);
        continue;
      }
      try {
        const command = commandOf(engine, setting.threads, setting.length, python ?? '', problem);
        const started = await start(engine, command, setting.threads, references, versions);
        running.push(started);
        const { slice, difference } = started.agreement;
        console.error(`  ${engine.name} agrees to ${difference.toPrecision(2)} on records ${spanOf(slice)}`);
      } catch (error) {
        absent[engine.name] = (error as Error).message;
        console.error(`  ${engine.name} is left out: ${absent[engine.name]}`);
      }
    }
    for (let round = 0; round < WARM_UP + rounds; round++) await takeRound(running, setting, round >= WARM_UP);
    const figures = running.map((each) => [each.engine.name, figuresOf(each, setting)] as const);
    return { ...setting, rounds, pinned: pins, load: [before, loadavg()[0]], engines: Object.fromEntries(figures), absent, notAsked, versions };
  } finally {
    for (const { process } of running) await process.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts an engine that agrees with the first of its kind, and adds the versions that it runs on. */
async function start(engine: Engine, command: readonly string[], threads: number, references: References, versions: Record<string, string>): Promise<Running> {
  const { engine: process, ready } = await EngineProcess.start(command, threads);
  try {
    const agreement = await references.agreement(engine, process);
    Object.assign(versions, ready.versions);
    return { engine, process, agreement, steps: [], products: [] };
  } catch (error) {
    await process.close();
    throw error;
  }
}

async function takeRound(running: readonly Running[], { threads }: Setting, counts: boolean): Promise<void> {
  for (const { process, steps, products } of running) {
    const step = await process.step();
    const product = threads === 1 ? [await process.product()] : [];
    if (!counts) continue;
    steps.push(step);
    products.push(...product);
  }
}

function figuresOf({ steps, products, agreement }: Running, { length, threads }: Setting): EngineFigures {
  const middle = (timings: readonly Timing[], clock: keyof Timing): number => median(timings.map((timing) => timing[clock]));
  const clock = threads === 1 ? 'cpu' : 'wall';
  const tokens = batchSize * length;
  const milliseconds = middle(steps, clock);
  const gigaflops = (2 * 1024 ** 3) / middle(products, clock) / 1e6;
  const shareOfStep = (flopsPerToken(benchModel, length) * tokens) / milliseconds / 1e6 / gigaflops;
  return {
    cpu: middle(steps, 'cpu'),
    wall: middle(steps, 'wall'),
    tokensPerSecond: (1000 * tokens) / milliseconds,
    ...(threads === 1 && { product: { gigaflops, shareOfStep } }),
    agreement,
  };
}
