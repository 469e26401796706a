// Accounting in a thread of its own: the same bits as in the thread that asks, the same errors, and a thread that may die.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CloisterError } from '../../../src/base/errors';
import type { PrivacyConfig } from '../../../src/core/config/privacy';
import { composition, gaussian, nonPrivate, poissonSampledGaussian, selfComposition, type Mechanism } from '../../../src/core/privacy/mechanism';
import { BackgroundAccounting } from '../../../src/services/accounting/background';
import { accountingInThread } from '../../../src/services/accounting/inThread';
import { composedRuns, goldenCases, sampledSteps, type GoldenRun, type SampledParameters } from '../../core/privacy/golden';
import { exampleConfig } from '../../store/examples';
import { randomFrom } from '../../store/random';
import { temporaryDirectory } from '../../store/temporary';
import { bundle, bundleAccountant } from './accountantBundle';

const step = poissonSampledGaussian({ noiseMultiplier: 1, samplingRate: 0.01 });
const steps = (count: number): Mechanism => selfComposition(step, count);

/** Closed when the test is over. */
function opened(entry: string, idleTime?: number): BackgroundAccounting {
  const accounting = new BackgroundAccounting(entry, idleTime);
  onTestFinished(() => accounting.close());
  return accounting;
}

const started = async (idleTime?: number): Promise<BackgroundAccounting> => opened(await bundleAccountant(await temporaryDirectory()), idleTime);

describe('the same bits as in the thread that asks', () => {
  let directory: string;
  let accounting: BackgroundAccounting;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'cloister-test-'));
    accounting = new BackgroundAccounting(await bundleAccountant(directory));
  });
  afterAll(async () => {
    await accounting.close();
    await rm(directory, { recursive: true });
  });

  it.each(goldenCases<{ parameters: SampledParameters; delta: number }>('a_pld_epsilon').slice(0, 12))('ε of $id', async ({ parameters, delta }) => {
    const mechanism = sampledSteps(parameters);
    expect(await accounting.epsilon(mechanism, delta)).toBe(await accountingInThread.epsilon(mechanism, delta));
  });

  it.each(goldenCases<{ runs: readonly GoldenRun[]; delta: number }>('e_composition').slice(0, 4))('guarantee of $id', async ({ runs, delta }) => {
    const mechanism = composedRuns(runs);
    expect(await accounting.guarantee(mechanism, delta, 'record')).toStrictEqual(await accountingInThread.guarantee(mechanism, delta, 'record'));
  });

  it('plans, drawn at random', async () => {
    const random = randomFrom(1);
    for (let i = 0; i < 6; i++) {
      const { noiseMultiplier: _, ...rest } = exampleConfig.privacy;
      const privacy: PrivacyConfig = { ...rest, epsilon: 0.5 + 8 * random(), delta: 10 ** (-4 - 4 * random()), steps: 1 + Math.floor(500 * random()) };
      expect(await accounting.plan(privacy)).toStrictEqual(await accountingInThread.plan(privacy));
    }
  });

  it('plans without privacy: Infinity comes across', async () => {
    const { noiseMultiplier: _, ...rest } = exampleConfig.privacy;
    const plan = await accounting.plan({ ...rest, epsilon: 'inf' });
    expect(plan.guarantee.epsilon.pld).toBe(Infinity);
    expect(await accounting.epsilon(composition([gaussian({ noiseMultiplier: 1 }), nonPrivate]), 1e-5)).toBe(Infinity);
  });

  it('frozen to the innermost', async () => {
    const plan = await accounting.plan(exampleConfig.privacy);
    expect([plan, plan.guarantee, plan.guarantee.epsilon, plan.stepMechanism].every(Object.isFrozen)).toBe(true);
  });
});

describe('errors', () => {
  it('for people come across with their kind and message', async () => {
    const { noiseMultiplier: _, ...rest } = exampleConfig.privacy;
    const impossible: PrivacyConfig = { ...rest, epsilon: 1e-9, delta: 1e-12 };
    const [there, here] = await Promise.all([(await started()).plan(impossible), accountingInThread.plan(impossible)].map((plan) => plan.catch((error: unknown) => error)));
    expect(there).toBeInstanceOf(CloisterError);
    expect(there).toMatchObject({ kind: 'badInput', message: (here as CloisterError).message });
  });

  it('of ours come across with the stack of the thread that they happened in, and the thread lives on', async () => {
    const accounting = await started();
    const error = await accounting.epsilon({ type: 'unheardOf' } as unknown as Mechanism, 1e-5).catch((reason: unknown) => reason);
    expect(error).not.toBeInstanceOf(CloisterError);
    expect((error as Error).message).toContain('unheardOf');
    expect((error as Error).stack).toContain('accountant.js');
    expect(await accounting.epsilon(steps(10), 1e-5)).toBeGreaterThan(0);
  });
});

describe('the thread', () => {
  it('starts with the first question, ends when nobody asks for a while, and starts again', async () => {
    const accounting = await started(50);
    expect(accounting.isStarted).toBe(false);
    const epsilon = await accounting.epsilon(steps(10), 1e-5);
    expect(accounting.isStarted).toBe(true);
    await expect.poll(() => accounting.isStarted).toBe(false);
    expect(await accounting.epsilon(steps(10), 1e-5)).toBe(epsilon);
  });

  it('leaves the thread that asks free', async () => {
    const accounting = await started();
    let turns = 0;
    const counter = setInterval(() => turns++, 1);
    const before = performance.eventLoopUtilization();
    await accounting.plan({ ...exampleConfig.privacy, steps: 200_000 });
    const { active, idle } = performance.eventLoopUtilization(before);
    clearInterval(counter);
    expect(turns).toBeGreaterThan(10);
    expect(active).toBeLessThan(idle);
  });

  it('that dies rejects all who wait, saying so, and the next question starts another', async () => {
    const directory = await temporaryDirectory();
    await bundleAccountant(directory);
    const mortal = join(directory, 'mortal.js');
    // Dies of the first question that it ever gets.
    await writeFile(
      mortal,
      `const { existsSync, writeFileSync } = require('node:fs');
      if (existsSync(__filename + '.died')) require('./accountant.js');
      else require('node:worker_threads').parentPort.on('message', () => { writeFileSync(__filename + '.died', ''); process.exit(7); });`,
    );
    const accounting = opened(mortal);
    const answers = await Promise.allSettled([accounting.epsilon(steps(10), 1e-5), accounting.guarantee(steps(20), 1e-5, 'record')]);
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 'rejected', reason: { kind: 'failed' } });
      expect(String((answer as PromiseRejectedResult).reason)).toContain('has died (code 7)');
    }
    expect(await accounting.epsilon(steps(10), 1e-5)).toBe(await accountingInThread.epsilon(steps(10), 1e-5));
  });

  it('keeps a process alive while somebody waits, and no longer', async () => {
    const directory = await temporaryDirectory();
    await bundleAccountant(directory);
    await bundle('background', directory);
    const script = `const { BackgroundAccounting } = require('./background.js');
      void new BackgroundAccounting(__dirname + '/accountant.js').epsilon(${JSON.stringify(steps(10))}, 1e-5).then(console.log);`;
    await writeFile(join(directory, 'script.js'), script);
    // An idle thread would stay for a minute.
    const { stdout } = await promisify(execFile)(process.execPath, [join(directory, 'script.js')], { timeout: 30_000 });
    expect(Number(stdout)).toBe(await accountingInThread.epsilon(steps(10), 1e-5));
  });

  it('that is not there is an error for people', async () => {
    const accounting = opened(join(await temporaryDirectory(), 'missing.js'));
    await expect(accounting.epsilon(steps(10), 1e-5)).rejects.toMatchObject({ kind: 'failed' });
  });

  it('ends on close: who waits is rejected as interrupted, and so is who asks later', async () => {
    const accounting = await started();
    const waiting = accounting.plan({ ...exampleConfig.privacy, steps: 1_000_000 }).catch((error: unknown) => error);
    await accounting.close();
    expect(await waiting).toMatchObject({ kind: 'interrupted' });
    expect(accounting.isStarted).toBe(false);
    await expect(accounting.epsilon(steps(10), 1e-5)).rejects.toMatchObject({ kind: 'interrupted' });
  });
});
