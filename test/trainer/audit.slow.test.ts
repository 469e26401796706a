// Whole audits in real trainer processes: a model without noise gives its canaries away, one with noise does not.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/data/packageRoot';
import type { AuditResult, Run } from '../../src/protocol/run';
import { revealed } from '../../src/protocol/labelled';
import { accountingInThread } from '../../src/services/accounting/inThread';
import { auditOf, refutes } from '../../src/services/audit';
import { exportRuns } from '../../src/services/export/exportRuns';
import { launch } from '../../src/services/runs/launch';
import { resumeRun } from '../../src/services/runs/resume';
import { requestStop } from '../../src/services/runs/runs';
import { runStatement } from '../../src/services/statement/statement';
import type { Store } from '../../src/store/store';
import { temporaryStore } from '../store/temporary';
import { ended, underWay } from './following';
import { giveBudget, writeRunFile } from './smallData';

const trainer = join(packageRoot(), 'dist', 'trainer.js');
const options = { trainer, whenBusy: 'beside' } as const;
const design = { canaries: 400, guesses: 100, confidence: 0.95 };

/** The small data as a public demonstration, on which noise may be left out. */
async function demonstration(privacy: object): Promise<string> {
  const path = await writeRunFile();
  const file = JSON.parse(await readFile(path, 'utf8')) as { data: object; privacy: object };
  const { noiseMultiplier: _, ...rest } = { noiseMultiplier: undefined, ...file.privacy };
  await writeFile(path, JSON.stringify({ ...file, data: { ...file.data, declared: 'publicDemonstration' }, privacy: { ...rest, ...privacy } }));
  return path;
}

const audited = async (store: Store, path: string): Promise<Run> => {
  const run = await launch(store, await auditOf(path, design), { ...options, accounting: accountingInThread });
  return ended(store, run.id);
};

const resultOf = (run: Run): AuditResult => revealed(run.result!.audit!);

describe('an audit', () => {
  it('of a run without noise shows a large lower bound: the positive control', async () => {
    const run = await audited(await temporaryStore(), await demonstration({ epsilon: 'inf', delta: 1e-5, steps: 100 }));
    const { correct, lowerBound } = resultOf(run);
    expect(correct).toBeGreaterThanOrEqual(97);
    expect(lowerBound).toBeGreaterThan(2.4);
  });

  it('of a run with noise stays below the ε that its accountant promises', async () => {
    const run = await audited(await temporaryStore(), await demonstration({ epsilon: 1, delta: 1e-5, steps: 100 }));
    expect(resultOf(run).lowerBound).toBeLessThan(1);
    expect(refutes(resultOf(run), run)).toBe(false);
  });

  it('finds a guarantee refuted that is far too small', async () => {
    const run = await audited(await temporaryStore(), await demonstration({ epsilon: 'inf', delta: 1e-5, steps: 100 }));
    const { guarantee } = run.plan;
    const promising = { ...run, plan: { ...run.plan, guarantee: { ...guarantee, epsilon: { ...guarantee.epsilon, pld: 1 } } } };
    expect(refutes(resultOf(run), promising)).toBe(true);
  });

  it('on private data is charged like any run, says it is for an audit only, and releases its bound', async () => {
    const store = await temporaryStore();
    const path = await writeRunFile();
    await giveBudget(store, path);
    const run = await audited(store, path);
    expect(run.name).toBe('small (audit only)');
    expect(run.config.audit).toEqual(design);
    expect((await store.ledger.claims.ofRun(run.id))!.chargedSteps).toBe(40);
    expect(run.result!.audit).toMatchObject({ sensitivity: 'released', value: { ...design, delta: 1e-3 } });
    const { runs } = JSON.parse(await exportRuns(store, accountingInThread, [run.id], { format: 'json', includeSensitive: false })) as { runs: object[] };
    expect(runs[0]).toMatchObject({ name: 'small (audit only)', config: { audit: design }, audit: resultOf(run), leftOut: expect.arrayContaining(['metrics']) as string[] });
    const { markdown } = await runStatement(store, accountingInThread, run.id);
    expect(markdown).toMatch(/Audit only/);
  });

  it('that is stopped has no bound, and cannot be resumed', async () => {
    const store = await temporaryStore();
    const path = await writeRunFile({ privacy: { steps: 4000, noiseMultiplier: 8 } });
    await giveBudget(store, path);
    const { id } = await launch(store, await auditOf(path, design), { ...options, accounting: accountingInThread });
    await underWay(store, id);
    await requestStop(store, id);
    const run = await ended(store, id);
    expect(run.state.status).toBe('stopped');
    expect(run.result!.audit).toBeUndefined();
    await expect(resumeRun(store, id, options)).rejects.toThrow(/is an audit.*Launch a new audit/);
    expect((await store.ledger.claims.ofRun(id))!.chargedSteps, 'stays charged').toBe(run.step);
  });

  it('with a bad design is refused before anything is made', async () => {
    await expect(auditOf(await writeRunFile(), { ...design, guesses: 101 })).rejects.toThrow(/even/);
  });
});
