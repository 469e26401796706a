// Commands that only read, on a new store: doctor, lists, and runs or data sets that are not there.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../store/temporary';
import { writeRunFile } from '../trainer/smallData';
import { cloister, json } from './process';

describe('doctor', () => {
  it('finds versions, the store, the kernels and both backends', async () => {
    const store = await temporaryDirectory();
    const answer = await json<Record<string, unknown>>('doctor', '--store', store);
    expect(answer).toMatchObject({
      healthy: true,
      versions: { node: process.versions.node, sqlite: expect.stringMatching(/^3\./) as string },
      store: { directory: store, usable: true },
      kernels: { bytes: expect.any(Number) as number },
      training: { tfjs: expect.any(String) as string },
    });
    const { backends } = answer.training as { backends: { name: string; usable: boolean }[] };
    expect(backends.filter(({ usable }) => usable).map(({ name }) => name).sort()).toEqual(['cpu', 'wasm']);
  });

  it('says what is wrong with a store, and exits with 1', async () => {
    const store = await temporaryDirectory();
    await writeFile(join(store, 'ledger.db'), 'this is no database, but a text that is long enough to be taken for a header of one '.repeat(20));
    const { code, stdout } = await cloister('doctor', '--store', store);
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ .*\n.*ledger\.db/);
  });
});

describe('a new store', () => {
  it('has no runs and no ledgers', async () => {
    const store = await temporaryDirectory();
    expect(await json('runs', 'list', '--store', store)).toEqual([]);
    expect(await json('budget', 'list', '--store', store)).toEqual([]);
    expect((await cloister('runs', 'list', '--store', store)).stdout).toContain('cloister train RUN.json');
  });

  it.each([['show'], ['stop'], ['resume'], ['log'], ['delete']])('runs %s of an unknown run is bad input', async (command) => {
    const { code, stderr } = await cloister('runs', command, 'no-such-run', '--store', await temporaryDirectory());
    expect(code).toBe(2);
    expect(stderr).toContain('no-such-run');
  });

  it('budget show of an unknown data set is bad input', async () => {
    const { code, stderr } = await cloister('budget', 'show', 'nothing', '--store', await temporaryDirectory());
    expect(code).toBe(2);
    expect(stderr).toContain('nothing');
  });

  it('takes --store before the command too', async () => {
    const store = join(await temporaryDirectory(), 'inside');
    await mkdir(store);
    expect(await json('--store', store, 'runs', 'list')).toEqual([]);
  });
});

describe('check', () => {
  interface CheckDocument {
    readonly ok: boolean;
    readonly findings: { readonly severity: string; readonly code: string; readonly path: string }[];
    readonly plan?: { readonly noiseMultiplier: number; readonly guarantee: { readonly pld: { readonly epsilon: number } } };
    readonly budgetAfterwards?: { readonly cap: object | null; readonly committed: { readonly filter: number; readonly pld: number } };
  }

  it('exits with 3 when only the budget is missing, and says how to set it', async () => {
    const [store, run] = [await temporaryDirectory(), await writeRunFile()];
    const { code, stdout } = await cloister('check', run, '--store', store);
    expect(code).toBe(3);
    expect(stdout).toContain('The run cannot start.');
    expect(stdout).toMatch(/Set its cap with: .*budget set \S+ --epsilon EPSILON/);
    expect((await json<CheckDocument>('check', run, '--store', store)).findings.map((finding) => finding.code)).toContain('budget');
  });

  it('shows plan and budget of a run that fits, and exits with 0', async () => {
    const [store, run] = [await temporaryDirectory(), await writeRunFile()];
    await cloister('budget', 'set', run, '--epsilon', '100', '--delta', '1e-3', '--reason', 'test', '--store', store);
    const { code, stdout } = await cloister('check', run, '--store', store);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/budget afterwards +ε [\d.]+ of 100 at δ 0\.001/) as string });
    const answer = await json<CheckDocument>('check', run, '--store', store);
    expect(answer).toMatchObject({ ok: true, plan: { noiseMultiplier: 2 }, budgetAfterwards: { cap: { epsilon: 100, delta: 1e-3 } } });
    // The ledger holds nothing else, so afterwards its PLD total is the run's own.
    expect(answer.budgetAfterwards!.committed.pld).toBeCloseTo(answer.plan!.guarantee.pld.epsilon, 6);
    expect(answer.budgetAfterwards!.committed.filter).toBeGreaterThanOrEqual(answer.plan!.guarantee.pld.epsilon);
  });

  it('exits with 2 on an error of input, with its place in the run file', async () => {
    const run = await writeRunFile({ privacy: { delta: 0.5 } });
    const store = await temporaryDirectory();
    const answer = await json<CheckDocument>('check', run, '--store', store);
    expect(answer.ok).toBe(false);
    expect(answer.findings).toContainEqual(expect.objectContaining({ severity: 'error', code: 'deltaTooLarge', path: 'privacy.delta' }));
    expect((await cloister('check', run, '--store', store)).code).toBe(2);
    expect((await cloister('check', 'nowhere.json', '--store', store)).code).toBe(2);
  });

  it('--exactness compares with the one-record loop on the model and data of the run', async () => {
    const run = await writeRunFile();
    const { code, stdout } = await cloister('check', run, '--exactness', '--show-sensitive', '--json', '--store', await temporaryDirectory());
    expect(code).toBe(3); // No budget yet: the comparison itself needs none.
    const { exactness } = JSON.parse(stdout) as { exactness: { units: number; records: number; worstRelativeError: number; worstParameter: string } };
    expect(exactness.records).toBeGreaterThan(0);
    expect(exactness.units).toBe(exactness.records);
    expect(exactness.worstRelativeError).toBeLessThan(1e-5);
    expect(exactness.worstParameter).not.toBe('');
  });

  it('--exactness sums by unit before it clips, where a unit holds several records', async () => {
    const run = await writeRunFile({ privacy: { unit: { column: 'author', maxRecords: 3 }, publicSize: 15, expectedBatchSize: 5 } });
    const { stdout } = await cloister('check', run, '--exactness', '--two-worlds', '--show-sensitive', '--json', '--store', await temporaryDirectory());
    const { exactness, twoWorlds } = JSON.parse(stdout) as { exactness: { units: number; records: number; worstRelativeError: number }; twoWorlds: { agree: boolean } };
    expect(exactness.units).toBeGreaterThan(1);
    expect(exactness.records).toBeGreaterThan(2 * exactness.units);
    expect(exactness.worstRelativeError).toBeLessThan(1e-5);
    expect(twoWorlds.agree).toBe(true);
  });

  it('--two-worlds leaves records out one by one, and finds that nothing else changes', async () => {
    const run = await writeRunFile();
    const { code, stdout } = await cloister('check', run, '--two-worlds', '--show-sensitive', '--json', '--store', await temporaryDirectory());
    expect(code).toBe(3); // No budget yet: the comparison itself needs none.
    const { twoWorlds } = JSON.parse(stdout) as { twoWorlds: object };
    const leftOut = ['longest', 'evenlySpaced', 'evenlySpaced', 'evenlySpaced', 'evenlySpaced']; // All are as long as the longest.
    expect(twoWorlds).toEqual({ agree: true, backend: 'wasm', leftOut, tolerance: 0, violations: [] });
  });

  it('--exactness and --two-worlds give verdict and bound alone of private records, where nobody asked for more', async () => {
    const run = await writeRunFile();
    const store = await temporaryDirectory();
    const document = JSON.parse((await cloister('check', run, '--exactness', '--two-worlds', '--json', '--store', store)).stdout) as { exactness: object; twoWorlds: object };
    expect(document).toMatchObject({ exactness: { exact: true, backend: 'wasm', tolerance: 1e-5 }, twoWorlds: { agree: true, backend: 'wasm', tolerance: 0 } });
    expect([...Object.keys(document.exactness), ...Object.keys(document.twoWorlds)]).toEqual(['exact', 'backend', 'tolerance', 'agree', 'backend', 'tolerance']);
    const { stdout } = await cloister('check', run, '--exactness', '--two-worlds', '--store', store);
    expect(stdout).toMatch(/Clipping is exact to the tolerance/);
    expect(stdout).not.toMatch(/worst relative error|Left out in turn/);
  });
});
