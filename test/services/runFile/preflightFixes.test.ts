// Fixes of what only data and budget can tell: after each of them, the same check no longer finds it.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { accountingInThread } from '../../../src/services/accounting/inThread';
import { applyFix } from '../../../src/services/documentEdits';
import type { Finding } from '../../../src/services/findings';
import { checkText } from '../../../src/services/preflight';
import { poissonSampledGaussian } from '../../../src/core/privacy/mechanism';
import type { Store } from '../../../src/store/store';
import { temporaryDirectory, temporaryStore } from '../../store/temporary';
import { broken, soundText } from './documents';

const mails = Array.from({ length: 200 }, (_, i) => JSON.stringify({ text: `note ${i} says hello`, label: i % 2 ? 'spam' : 'ham' })).join('\n');

async function world(): Promise<{ store: Store; path: string; folder: string }> {
  const store = await temporaryStore();
  await writeFile(store.paths.settings, '{ "defaultCap": { "epsilon": 2, "delta": 1e-4 } }');
  const folder = await temporaryDirectory();
  await writeFile(join(folder, 'mails.jsonl'), mails);
  return { store, folder, path: join(folder, 'a.run.json') };
}

/** With the data on the ledger and its Rényi order fixed, so that what fits does not depend on the run that is asked about. */
async function cappedWorld(): Promise<{ store: Store; path: string; digest: string }> {
  const { store, path } = await world();
  const { data } = await checkText(store, soundText, path, { accounting: accountingInThread });
  await store.ledger.dataSets.register(data!);
  await store.ledger.dataSets.setCap(data!.digest, 'test', () => ({ cap: { epsilon: 4, delta: 1e-4 }, order: 6 }));
  return { store, path, digest: data!.digest };
}

const errorsOf = async (store: Store, text: string, path: string): Promise<readonly Finding[]> =>
  (await checkText(store, text, path, { accounting: accountingInThread })).findings.filter(({ severity }) => severity === 'error');

describe('a data file that is not there', () => {
  it('is offered by its similar names first, then the others, and each of them is found', async () => {
    const { store, path, folder } = await world();
    await writeFile(join(folder, 'other.csv'), 'text,label\nhello,ham\n');
    await writeFile(join(folder, 'readme.md'), 'no data');
    const text = broken(['mails.jsonl', 'mial.jsonl']);
    const [finding] = await errorsOf(store, text, path);
    expect(finding).toMatchObject({ code: 'dataMissing', path: ['data', 'path'] });
    expect(finding.fixes.map(({ title }) => title)).toEqual(['Use "mails.jsonl"', 'Use "other.csv"']);
    for (const fix of finding.fixes) expect((await errorsOf(store, applyFix(text, fix), path)).map(({ code }) => code)).not.toContain('dataMissing');
  });

  it('is offered in the folder where it was looked for', async () => {
    const { store, path, folder } = await world();
    await mkdir(join(folder, 'data'));
    await writeFile(join(folder, 'data', 'mails.jsonl'), mails);
    const [finding] = await errorsOf(store, broken(['mails.jsonl', 'data/mail.jsonl']), path);
    expect(finding.fixes.map(({ title }) => title)).toEqual([`Use "${join('data', 'mails.jsonl')}"`]);
  });

  it('is found also when other sections are wrong', async () => {
    const { store, path } = await world();
    const codes = (await errorsOf(store, broken(['mails.jsonl', 'mail.jsonl'], ['"tiny"', '"tini"']), path)).map(({ code }) => code);
    expect(codes).toEqual(['wrongValue', 'dataMissing']);
  });

  it('in a folder that is not there has nothing to offer', async () => {
    const { store, path } = await world();
    const [finding] = await errorsOf(store, broken(['mails.jsonl', 'nowhere/mails.jsonl']), path);
    expect(finding).toMatchObject({ code: 'dataMissing', fixes: [] });
  });
});

describe('a column that is not there', () => {
  it.each(['jsonl', 'csv'])('of a %s file is found before it is read, and the similar ones are offered first', async (format) => {
    const { store, path, folder } = await world();
    if (format === 'csv') await writeFile(join(folder, 'mails.csv'), `text,label\n${Array.from({ length: 200 }, (_, i) => `note ${i} hello,${i % 2 ? 'spam' : 'ham'}`).join('\n')}\n`);
    const text = broken(['mails.jsonl', `mails.${format}`], ['"label": "label"', '"label": "lable"']);
    const [finding] = await errorsOf(store, text, path);
    expect(finding).toMatchObject({ code: 'columnMissing', path: ['data', 'label'] });
    expect(finding.fixes.map(({ title }) => title)).toEqual(['Use "label"', 'Use "text"']);
    expect(await errorsOf(store, applyFix(text, finding.fixes[0]), path)).toEqual([]);
  });
});

describe('a column of the unit of privacy that is not there', () => {
  it('is found at its place, and those that are there are offered', async () => {
    const { store, path } = await world();
    const text = broken(['"unit": "record"', '"unit": { "column": "lable", "maxRecords": 1000 }']);
    const [finding] = await errorsOf(store, text, path);
    expect(finding).toMatchObject({ code: 'columnMissing', path: ['privacy', 'unit', 'column'] });
    expect(finding.fixes.map(({ title }) => title)).toEqual(['Use "label"', 'Use "text"']);
    expect((await errorsOf(store, applyFix(text, finding.fixes[0]), path)).map(({ code }) => code)).not.toContain('columnMissing');
  });
});

describe('a plan over budget', () => {
  const mutations: [string, [string, string][]][] = [
    ['by steps and noise', [['"noiseMultiplier": 4', '"noiseMultiplier": 1'], ['"steps": 10', '"steps": 40']]],
    ['by epochs and noise', [['"noiseMultiplier": 4', '"noiseMultiplier": 1'], ['"steps": 10', '"epochs": 4']]],
    ['by steps and a target ε', [['"noiseMultiplier": 4', '"epsilon": 4.2'], ['"steps": 10', '"steps": 100']]],
    ['by epochs and a target ε', [['"noiseMultiplier": 4', '"epsilon": 4.2'], ['"steps": 10', '"epochs": 10']]],
  ];

  it.each(mutations)('%s fits after each fix, and hardly more would', async (_name, replacements) => {
    const { store, path } = await cappedWorld();
    const text = broken(...replacements);
    const [finding, ...others] = await errorsOf(store, text, path);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: 'budget', path: ['privacy'] });
    expect(finding.fixes).toHaveLength(2);
    for (const fix of finding.fixes) {
      const { findings, plan, config } = await checkText(store, applyFix(text, fix), path, { accounting: accountingInThread });
      expect(findings.filter(({ severity }) => severity === 'error'), fix.title).toEqual([]);
      const { steps, noiseMultiplier } = plan!;
      const more = fix.title.startsWith('Take') ? { steps: steps + 1, noiseMultiplier } : { steps, noiseMultiplier: noiseMultiplier * 0.998 };
      const { epochs: _, ...privacy } = { ...config!.privacy, ...more };
      expect((await errorsOf(store, JSON.stringify({ ...config!, model: { preset: 'tiny' }, privacy }), path)).map(({ code }) => code), fix.title).toEqual(['budget']);
    }
  });

  it('on data without a ledger yet also fits after each fix, although the order of its filter is chosen by the run', async () => {
    const { store, path } = await world();
    const text = broken(['"noiseMultiplier": 4', '"noiseMultiplier": 0.8'], ['"steps": 10', '"steps": 40']);
    const [finding] = await errorsOf(store, text, path);
    expect(finding.fixes.length).toBeGreaterThan(0);
    for (const fix of finding.fixes) expect(await errorsOf(store, applyFix(text, fix), path), fix.title).toEqual([]);
  });

  it('counts what other runs have taken', async () => {
    const { store, path, digest } = await cappedWorld();
    const claim = { digest, delta: 1e-4, grantSteps: 1, epsilon: { pld: 1, rdp: 1 }, stepMechanism: poissonSampledGaussian({ noiseMultiplier: 1, samplingRate: 0.1 }) };
    const steps = async (): Promise<number> => {
      const [finding] = await errorsOf(store, broken(['"noiseMultiplier": 4', '"noiseMultiplier": 1'], ['"steps": 10', '"steps": 100']), path);
      return Number(/\d+/.exec(finding.fixes[0].title)?.[0]);
    };
    const before = await steps();
    await store.ledger.claims.reserve({ ...claim, runId: 'other', reservedSteps: 4 }, () => undefined);
    expect(await steps()).toBe(before - 4);
  });

  it('that no noise would mend is offered nothing', async () => {
    const { store, path, digest } = await cappedWorld();
    const claim = { digest, delta: 1e-4, grantSteps: 1, epsilon: { pld: 1, rdp: 1 }, stepMechanism: poissonSampledGaussian({ noiseMultiplier: 1, samplingRate: 0.1 }) };
    await store.ledger.claims.reserve({ ...claim, runId: 'other', reservedSteps: 4000 }, () => undefined);
    const [finding] = await errorsOf(store, soundText, path);
    expect(finding).toMatchObject({ code: 'budget', fixes: [] });
  });

  it('is no question of steps where privacy is off or no cap is set', async () => {
    const { store, path } = await world();
    expect(await errorsOf(store, broken(['"noiseMultiplier": 4', '"epsilon": "inf"']), path)).toMatchObject([{ code: 'budget', fixes: [] }]);
    await writeFile(store.paths.settings, '{}');
    expect(await errorsOf(store, soundText, path)).toMatchObject([{ code: 'budget', fixes: [] }]);
  });
});

describe('a check', () => {
  it('ends at its signal, before the data is looked at', async () => {
    const { store, path } = await world();
    await expect(checkText(store, broken(['mails.jsonl', 'none.jsonl']), path, { accounting: accountingInThread, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});
