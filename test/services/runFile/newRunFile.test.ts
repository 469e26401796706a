// New run files: what is drafted parses and plans, and labels are only ever proposed.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { presetNames } from '../../../src/core/config/presets';
import { planRun } from '../../../src/core/plan';
import { accountingInThread } from '../../../src/services/accounting/inThread';
import { previewData } from '../../../src/services/dataPreview';
import { builtInSize, draftRunFile, labelsIn, type NewData, type NewRunFile } from '../../../src/services/newRunFile';
import type { Finding } from '../../../src/services/findings';
import { checkText } from '../../../src/services/preflight';
import { proposedBatchSize, proposedDelta } from '../../../src/services/proposals';
import { analyse } from '../../../src/services/runFileText';
import { temporaryDirectory, temporaryStore } from '../../store/temporary';

const file: NewData = { type: 'file', path: '/data/my "mails".jsonl', text: 'body', label: 'kind', labels: ['ham', 'a "b"'], declared: 'private' };
const choices: NewRunFile = { name: 'first "run"', data: file, unit: 'record', preset: 'default', publicSize: 4000, epsilon: 3, delta: 1e-5 };

/** Codes of errors and warnings. */
const wrong = (findings: readonly Finding[]): string[] => findings.filter(({ severity }) => severity !== 'note').map(({ code }) => code);

describe('a drafted run file', () => {
  it.each(presetNames)('with the preset %s parses without a finding and plans to the chosen ε', (preset) => {
    const { findings, file: read } = analyse(draftRunFile({ ...choices, preset }, '/data'), '/data/a.run.json');
    expect(wrong(findings)).toEqual([]);
    const { guarantee } = planRun(read!.config.privacy);
    expect(guarantee.delta).toBe(1e-5);
    expect(guarantee.epsilon.pld).toBeLessThanOrEqual(3);
    expect(guarantee.epsilon.pld).toBeGreaterThan(2.99);
  });

  it('says what was chosen, whatever characters it has', () => {
    expect(analyse(draftRunFile(choices, '/runs/deep'), '/runs/deep/a.run.json').file?.config).toMatchObject({
      name: 'first "run"',
      data: { path: '../../data/my "mails".jsonl', text: 'body', label: 'kind', labels: ['ham', 'a "b"'], declared: 'private' },
      privacy: { publicSize: 4000, epsilon: 3, delta: 1e-5 },
    });
  });

  it('in a unit by column parses to it, whatever the name of the column, and plans as N units would', () => {
    const unit = { column: 'whose "note"\n // is it', maxRecords: 7 };
    const { findings, file: read } = analyse(draftRunFile({ ...choices, unit }, '/data'), '/data/a.run.json');
    expect(wrong(findings)).toEqual([]);
    expect(read!.config.privacy).toEqual({ ...analyse(draftRunFile(choices, '/data'), '/data/a.run.json').file!.config.privacy, unit });
    expect(planRun(read!.config.privacy).guarantee.unit).toEqual(unit);
  });

  it.each([20, 200, 4000, 1e6])('for %d records has no finding with the δ that is proposed, but for batches that are tiny', (publicSize) => {
    const text = draftRunFile({ ...choices, publicSize, delta: proposedDelta(publicSize) }, '/data');
    expect(wrong(analyse(text, '/data/a.run.json').findings).filter((code) => code !== 'batchTiny')).toEqual([]);
  });

  it('of the built-in data has no finding', () => {
    const text = draftRunFile({ ...choices, data: { type: 'builtIn' }, publicSize: builtInSize, delta: proposedDelta(builtInSize) }, '/data');
    expect(analyse(text, '/data/a.run.json').findings).toEqual([]);
  });

  it('finds its data from another folder', async () => {
    const folder = await temporaryDirectory();
    const path = join(folder, 'data', 'notes.csv');
    await mkdir(dirname(path));
    await writeFile(path, `body,kind\n${Array.from({ length: 100 }, (_, i) => `note ${i},${i % 2 ? 'x' : 'y'}`).join('\n')}\n`);
    const data: NewData = { type: 'file', path, text: 'body', label: 'kind', labels: ['x', 'y'], declared: 'publicDemonstration' };
    const text = draftRunFile({ ...choices, data, publicSize: 80, delta: proposedDelta(80) }, join(folder, 'runs'));
    const { findings } = await checkText(await temporaryStore(), text, join(folder, 'runs', 'a.run.json'), { accounting: accountingInThread });
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('the proposed δ', () => {
  it.each([[4059, 2e-5], [1000, 1e-4], [160, 6e-4], [10, 0.01], [1e6, 1e-7], [1, 0.1], [3, 0.03]])('for N = %d is %d', (publicSize, delta) => {
    expect(proposedDelta(publicSize)).toBe(delta);
  });

  it('is never above 1/(10 N), and never below half of it', () => {
    for (let publicSize = 1; publicSize < 20_000; publicSize += 7) {
      expect(proposedDelta(publicSize)).toBeLessThanOrEqual((1 / (10 * publicSize)) * (1 + 1e-9));
      expect(proposedDelta(publicSize)).toBeGreaterThanOrEqual(0.5 / (10 * publicSize));
    }
  });
});

describe('the proposed batch', () => {
  it('is a whole number of at least one record and at most all of them', () => {
    for (const size of [1, 2, 7, 100, 4059]) {
      expect(proposedBatchSize(size)).toBeGreaterThanOrEqual(1);
      expect(proposedBatchSize(size)).toBeLessThanOrEqual(size);
      expect(Number.isInteger(proposedBatchSize(size))).toBe(true);
    }
  });
});

describe('a look at a data file', () => {
  const rows = Array.from({ length: 600 }, (_, i) => ({ text: `note ${i}`, label: i % 3, ok: i % 2 === 0 }));

  it('of JSON lines and CSV shows columns and at most 500 rows', async () => {
    const folder = await temporaryDirectory();
    await writeFile(join(folder, 'a.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
    await writeFile(join(folder, 'a.csv'), `text,label,ok\n${rows.map(({ text, label, ok }) => `"${text}",${label},${ok}`).join('\n')}`);
    for (const name of ['a.jsonl', 'a.csv']) {
      const preview = await previewData(join(folder, name));
      expect(preview.columns).toEqual(['text', 'label', 'ok']);
      expect(preview.rows).toHaveLength(500);
      expect(labelsIn(preview.rows, 'label')).toEqual(['0', '1', '2']);
      expect(labelsIn(preview.rows, 'ok')).toEqual(['false', 'true']);
    }
  });

  it('finds no labels in a column of texts, and none in one that is not there', () => {
    expect(labelsIn(rows, 'text')).toEqual([]);
    expect(labelsIn(rows, 'colour')).toEqual([]);
  });

  it('of a file whose name tells no format is refused with the names that do', async () => {
    await expect(previewData('/data/notes.txt')).rejects.toThrow('.jsonl, .ndjson, .csv, .parquet');
  });

  it('of a broken line does not quote it', async () => {
    const path = join(await temporaryDirectory(), 'a.jsonl');
    await writeFile(path, '{"text": "a"}\n{"secret": \n');
    await expect(previewData(path)).rejects.toThrow(/^Line 2 is not a JSON object/);
  });
});
