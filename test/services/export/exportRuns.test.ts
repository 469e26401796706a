// Exports: everything public and released is in them, nothing sensitive unless asked for, and other programs can read them.
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { accountingInThread } from '../../../src/services/accounting/inThread';
import { exportRuns } from '../../../src/services/export/exportRuns';
import { exampleRun } from '../../store/examples';
import { temporaryStore } from '../../store/temporary';
import { endedRun } from '../endedRun';

interface Row {
  readonly run: string;
  readonly series: string;
  readonly sensitivity: string;
  readonly step: string;
  readonly value: string;
}

const rowsOf = (csv: string): Row[] => parse<Row>(csv, { columns: true, record_delimiter: '\r\n' });
const figures = (rows: readonly Row[], series: string): [step: string, value: string][] =>
  rows.filter((row) => row.series === series).map(({ step, value }) => [step, value]);

interface Document {
  readonly runs: (Record<string, unknown> & { readonly series: { readonly name: string; readonly steps: number[]; readonly values: unknown[] }[] })[];
}

/** What only the records could have told. */
const secrets = ['0.625', '0.8125', '0.9375', 'Record 17'];

describe('an export', () => {
  it.each(['csv', 'json'] as const)('as %s has nothing sensitive in it, and says by name what it leaves out', async (format) => {
    const store = await temporaryStore();
    const { id, startedAt, endedAt } = await endedRun(store);
    const text = await exportRuns(store, accountingInThread, [id], { format, includeSensitive: false });
    const times = [startedAt!, endedAt!].map((time) => new Date(time).toISOString());
    for (const secret of [...secrets, `startedAt,`, ...(times[1] === times[0] ? [] : [times[1]])]) expect(text).not.toContain(secret);
    for (const name of ['metrics', 'startedAt', 'endedAt', 'failure', 'loss', 'expertLoad/1/0', 'expertLoad/1/1']) expect(text).toContain(name);
  });

  it.each(['csv', 'json'] as const)('as %s has what is sensitive when it is asked for', async (format) => {
    const store = await temporaryStore();
    const { id } = await endedRun(store);
    const text = await exportRuns(store, accountingInThread, [id], { format, includeSensitive: true });
    for (const secret of secrets) expect(text).toContain(secret);
    expect(text).not.toMatch(/leftOut,public|"leftOut":\["/);
  });

  it('of public demonstration data keeps times, since nobody is in it who must be protected', async () => {
    const store = await temporaryStore();
    const { id } = await endedRun(store, { draft: { data: { ...exampleRun.data, declared: 'publicDemonstration' } } });
    const { runs } = JSON.parse(await exportRuns(store, accountingInThread, [id], { format: 'json', includeSensitive: false })) as Document;
    expect(runs[0]).toMatchObject({ startedAt: expect.any(String) as string, failure: 'Record 17 says "secret".' });
  });

  it('gives every ε with δ, unit, relation and accountant, planned and spent', async () => {
    const store = await temporaryStore();
    const { id } = await endedRun(store, { chargedSteps: 400 });
    const { runs } = JSON.parse(await exportRuns(store, accountingInThread, [id], { format: 'json', includeSensitive: false })) as Document;
    const whole = { delta: 1e-5, unit: 'record', neighbouringRelation: 'addOrRemoveOne' };
    const { epsilon } = exampleRun.plan.guarantee;
    expect(runs[0]).toMatchObject({
      chargedSteps: 400,
      plan: { steps: 1000, noiseMultiplier: 1, guarantee: { ...whole, pld: { epsilon: epsilon.pld }, rdp: { epsilon: epsilon.rdp } } },
      spent: whole,
      config: exampleRun.config,
    });
    expect((runs[0].spent as { pld: { epsilon: number } }).pld.epsilon).toBeLessThan(epsilon.pld);
  });

  it('holds several runs in the order asked for, and an unknown one is an error', async () => {
    const store = await temporaryStore();
    const ids = [(await endedRun(store)).id, (await endedRun(store)).id].reverse();
    const { runs } = JSON.parse(await exportRuns(store, accountingInThread, ids, { format: 'json', includeSensitive: false })) as Document;
    expect(runs.map(({ id }) => id)).toEqual(ids);
    await expect(exportRuns(store, accountingInThread, [...ids, 'nobody'], { format: 'csv', includeSensitive: false })).rejects.toThrow(/no run "nobody"/);
  });
});

describe('CSV', () => {
  it('is one row a figure; facts have a path and no step, and numbers that are none are NaN, inf and -inf', async () => {
    const store = await temporaryStore();
    const { id } = await endedRun(store);
    const rows = rowsOf(await exportRuns(store, accountingInThread, [id], { format: 'csv', includeSensitive: true }));
    expect(figures(rows, 'learningRate')).toEqual([['0', '0.5'], ['1', '-0.25']]);
    expect(figures(rows, 'loss')).toEqual([['0', '0.625'], ['1', 'NaN']]);
    expect(figures(rows, 'noisyLoad')).toEqual([['0', 'inf'], ['1', '-inf']]);
    expect(figures(rows, 'plan/noiseMultiplier')).toEqual([['', '1']]);
    expect(figures(rows, 'spent/unit')).toEqual([['', 'record']]);
    expect(rows.find(({ series }) => series === 'metrics/accuracy')).toMatchObject({ sensitivity: 'sensitive', value: '0.9375' });
    expect(new Set(rows.map(({ run }) => run))).toEqual(new Set([id]));
  });

  it.each([
    ['=HYPERLINK("http://a.example","x")', `'=HYPERLINK("http://a.example","x")`],
    ['+1', `'+1`],
    ['-1', `'-1`],
    ['@SUM(A1)', `'@SUM(A1)`],
    ['\tx', `'\tx`],
    ['commas, "quotes"\nand lines', 'commas, "quotes"\nand lines'],
    ['ε, 私', 'ε, 私'],
  ])('survives the name %o, and no spreadsheet takes it for a formula', async (name, expected) => {
    const store = await temporaryStore();
    const { id } = await endedRun(store, { draft: { name } });
    const rows = rowsOf(await exportRuns(store, accountingInThread, [id], { format: 'csv', includeSensitive: false }));
    expect(figures(rows, 'name')).toEqual([['', expected]]);
  });
});

describe('JSON', () => {
  it('has null, "inf" and "-inf" where it has no number', async () => {
    const store = await temporaryStore();
    const { id } = await endedRun(store);
    const { runs } = JSON.parse(await exportRuns(store, accountingInThread, [id], { format: 'json', includeSensitive: true })) as Document;
    const values = (name: string): unknown => runs[0].series.find((series) => series.name === name)?.values;
    expect(values('loss')).toEqual([0.625, null]);
    expect(values('noisyLoad')).toEqual(['inf', '-inf']);
    expect(values('expertLoad/1/1')).toEqual([0.1875]);
    expect(runs[0].sensitiveFacts).toEqual(['metrics', 'startedAt', 'endedAt', 'failure']);
  });
});
