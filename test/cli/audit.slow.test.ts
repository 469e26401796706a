// `audit` by real processes: what it fixes beforehand, what it shows at the end, and how it is listed.
import { describe, expect, it } from 'vitest';
import { privateData } from './privateData';
import { cloister, json } from './process';

interface AuditDocument {
  readonly id: string;
  readonly name: string;
  readonly chargedSteps: number;
  readonly audit?: { readonly auditOnly: boolean; readonly lowerBound?: number; readonly promised?: number };
}

describe('audit', () => {
  it('says beforehand what is fixed, and afterwards the bound and the promised ε; lists show the run as audit only', async () => {
    const { runFile, store } = await privateData(1000);
    const { code, stdout, stderr } = await cloister('audit', runFile, '--canaries', '200', '--guesses', '60', ...store);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toMatch(/^Fixed beforehand: 200 canaries, a fair coin each; 60 guesses, 30 "in" and 30 "out"; 95 % confidence\.\n/);
    expect(stdout).toMatch(/audit +ε is at least [\d.]+ at δ 0\.001 with 95 % confidence, by \d+ of 60 guesses right; the accountant promises at most [\d.]+/);
    expect(stdout).not.toMatch(/AUC +\d/);
    expect((await cloister('runs', 'list', ...store)).stdout).toMatch(/small \(audit only\)/);
    const [listed] = await json<AuditDocument[]>('runs', 'list', ...store);
    expect(listed).toMatchObject({ chargedSteps: 40, audit: { auditOnly: true, canaries: 200, guesses: 60 } });
  });

  it('prints one document with --json', async () => {
    const { runFile, store } = await privateData(1000);
    const { audit } = await json<AuditDocument>('audit', runFile, ...store);
    expect(audit).toMatchObject({ auditOnly: true, canaries: 400, guesses: 100, confidence: 0.95, refuted: false });
    expect(audit!.lowerBound!).toBeLessThan(audit!.promised!);
  });

  it('exits with 3 when the ledger refuses it, like any run', async () => {
    const { runFile, store } = await privateData(1);
    expect((await cloister('audit', runFile, ...store)).code).toBe(3);
  });

  it('exits with 2 on a bad design', async () => {
    const { runFile, store } = await privateData(1000);
    const { code, stderr } = await cloister('audit', runFile, '--guesses', '500', ...store);
    expect(code).toBe(2);
    expect(stderr).toMatch(/at most the number of canaries, 400, but is 500/);
  });
});
