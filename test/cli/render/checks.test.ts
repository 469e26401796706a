// Ledgers, findings and diagnoses as people read them.
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { budgetDetails, budgetTable } from '../../../src/cli/render/budget';
import { newLedger } from '../../../src/protocol/ledger';
import { budgetJson } from '../../../src/cli/render/budgetJson';
import { diagnosisText } from '../../../src/cli/render/diagnosis';
import { commandLineFor } from '../../../src/cli/context';
import { preflightText } from '../../../src/cli/render/preflight';
import type { Diagnosis } from '../../../src/services/doctor';
import type { LedgerReport } from '../../../src/services/ledger/report';
import { examplePlan } from '../exampleRun';

const plain = pc.createColors(false);

const capped: LedgerReport = {
  dataSet: { digest: 'abcdef0123456789', name: 'notes', declared: 'private', ...newLedger, rule: { cap: { epsilon: 5, delta: 1e-5 }, order: 8 }, createdAt: 0 },
  delta: 1e-5,
  spent: { filter: 2.005, pld: 1.5 },
  committed: { filter: 3.761, pld: 3.1 },
  remaining: 1.239,
  runsThatFit: 2,
  claims: [],
  capEvents: [{ cap: { epsilon: 5, delta: 1e-5 }, order: 8, reason: 'first budget', at: 0 }],
};

describe('a ledger', () => {
  it('rounds what is spent up and what is left down', () => {
    const [, , row] = budgetTable([capped], plain).split('\n');
    expect(row).toMatch(/^notes +abcdef012345 +2\.01 +1\.76 +5 +1\.23 +1e-5 +1\.50 +0 +2$/);
  });

  it('says which reading the cap is enforced on, and what ε means', () => {
    const texts = [budgetTable([capped], plain), budgetDetails(capped, plain)];
    for (const text of texts) expect(text).toMatch(/unit: one record; neighbours: add or remove one/);
    expect(texts[0]).toMatch(/The cap is enforced on ε by the Rényi filter/);
    expect(texts[1]).toMatch(/ε by the filter is what the cap is enforced on.*Feldman & Zrnic 2021.*Order 8, chosen without a number of runs; it stays from the first charge on/s);
  });

  it('whose unit of privacy is another one than its neighbour’s says so in its row', () => {
    const byAuthor: LedgerReport = { ...capped, dataSet: { ...capped.dataSet, unit: { column: 'author' } } };
    expect(budgetTable([byAuthor], plain)).toMatch(/unit: all records of one “author”; neighbours: add or remove one/);
    const [heading, titles, ...rows] = budgetTable([capped, byAuthor], plain).split('\n');
    expect(heading).toMatch(/unit: that of the row; neighbours: add or remove one/);
    expect(titles).toMatch(/UNIT$/);
    expect(rows[0]).toMatch(/ record$/);
    expect(rows[1]).toMatch(/ author$/);
  });

  it('without a cap says so, each in its way', () => {
    const rest = { remaining: undefined, runsThatFit: undefined, spent: { filter: undefined, pld: Infinity }, committed: { filter: undefined, pld: Infinity } };
    const open: LedgerReport = { ...capped, ...rest, dataSet: { ...capped.dataSet, rule: undefined } };
    expect(budgetTable([open], plain)).toMatch(/not set .*∞/);
    const shown: LedgerReport = { ...open, dataSet: { ...open.dataSet, declared: 'publicDemonstration' } };
    expect(budgetTable([shown], plain)).toMatch(/none \(public\)/);
    expect(budgetDetails(shown, plain)).toMatch(/this ledger has no cap/);
    expect(budgetJson(shown)).toMatchObject({ cap: null, remaining: null, spent: { filter: null, pld: 'inf' } });
  });
});

describe('a check', () => {
  it('shows each finding with severity, place and code', () => {
    const text = preflightText({ findings: [{ severity: 'warning', code: 'batchTiny', path: ['privacy', 'expectedBatchSize'], message: 'too few', fixes: [] }] }, plain, commandLineFor({}));
    expect(text).toBe('warning  privacy.expectedBatchSize: too few [batchTiny]\nThe run can start.');
  });

  it('with notes alone can start: they say what the guarantee covers, not what is wrong', () => {
    const text = preflightText({ findings: [{ severity: 'note', code: 'privateEvaluation', path: ['data', 'testShare'], message: 'not covered', fixes: [] }] }, plain, commandLineFor({}));
    expect(text).toBe('note  data.testShare: not covered [privateEvaluation]\nThe run can start.');
  });

  it('shows the plan, and the budget as it would be afterwards', () => {
    const text = preflightText({ findings: [], plan: examplePlan, budget: capped }, plain, commandLineFor({}));
    expect(text).toMatch(/noise multiplier 2, clip norm 1/);
    expect(text).toMatch(/budget afterwards +ε 3\.77 of 5 at δ 1e-5, by the Rényi filter of order 8/);
  });
});

describe('a diagnosis', () => {
  it('marks what is wrong', () => {
    const diagnosis: Diagnosis = {
      versions: { cloister: '1.0.0', node: '20.18.0', sqlite: '3.52.0' },
      platform: 'linux',
      cpu: 'a processor',
      cores: 2,
      memory: 2 ** 34,
      store: { directory: '/store', ledger: '/ledger', usable: false, problem: 'read-only' },
      kernels: undefined,
      runtimes: {
        reports: [{ name: 'a library', origin: 'package', folder: '/packages', usable: false, problem: 'no addon' }],
        chosen: undefined,
      },
      training: { backends: [{ name: 'cpu', usable: true }, { name: 'wasm', usable: false, detail: 'no SIMD' }], tfjs: '4.22.0' },
    };
    const text = diagnosisText(diagnosis, false, plain);
    expect(text).toMatch(/store +✗ \/store\n +read-only/);
    expect(text).toMatch(/kernels +✗ .*npm run build/);
    expect(text).toMatch(/backend cpu +✓ usable\n +backend wasm +✗ no SIMD/);
    expect(text).toMatch(/a library +✗ no addon\n +\/packages/);
    expect(text).toMatch(/Something is wrong/);
  });
});
