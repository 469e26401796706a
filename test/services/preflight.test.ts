// Preflight: what is found before a run starts, and that looking changes nothing.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunFile } from '../../src/core/config/runFile';
import { pathText } from '../../src/core/config/documentPath';
import { accountingInThread } from '../../src/services/accounting/inThread';
import { check, type Preflight } from '../../src/services/preflight';
import { poissonSampledGaussian } from '../../src/core/privacy/mechanism';
import { privacyFindings } from '../../src/services/privacyFindings';
import type { Store } from '../../src/store/store';
import { exampleConfig } from '../store/examples';
import { temporaryDirectory, temporaryStore } from '../store/temporary';

/** Nothing is wrong with this one. */
const sound: RunFile = {
  name: 'sound',
  data: { path: 'mails.jsonl', text: 'text', label: 'label', labels: ['ham', 'spam'], declared: 'private', testShare: 0.2, maxTokens: 64 },
  model: { preset: 'linear' },
  privacy: {
    unit: 'record',
    neighbouringRelation: 'addOrRemoveOne',
    noiseMultiplier: 8,
    delta: 1e-4,
    clipNorm: 1,
    publicSize: 160,
    expectedBatchSize: 80,
    steps: 100,
  },
  training: { optimizer: { name: 'adam' }, learningRate: 0.01 },
};

const mails = (count: number): string =>
  Array.from({ length: count }, (_, i) => JSON.stringify({ text: `note ${i} says hello`, label: i % 2 ? 'spam' : 'ham' })).join('\n');

async function checked(runFile: RunFile, data = mails(200)): Promise<Preflight & { store: Store; path: string }> {
  const store = await temporaryStore();
  await writeFile(store.paths.settings, '{ "defaultCap": { "epsilon": 5, "delta": 1e-4 } }');
  const path = join(await temporaryDirectory(), 'run.json');
  await writeFile(path, JSON.stringify(runFile));
  await writeFile(join(path, '..', 'mails.jsonl'), data);
  return { ...(await check(store, path, { accounting: accountingInThread })), store, path };
}

/** Errors and warnings: notes say nothing of what is wrong. */
const found = ({ findings }: Preflight): string[] => findings.filter(({ severity }) => severity !== 'note').map(({ severity, code, path }) => `${severity} ${code} ${pathText(path)}`);
const withPrivacy = (changes: Partial<RunFile['privacy']>): RunFile => ({ ...sound, privacy: { ...sound.privacy, ...changes } });

describe('a run file', () => {
  it('that is sound has no finding, and shows plan and data', async () => {
    const preflight = await checked(sound);
    expect(found(preflight)).toEqual([]);
    expect(preflight.plan).toMatchObject({ samplingRate: 0.5, steps: 100, noiseMultiplier: 8 });
    expect(preflight.data).toMatchObject({ name: 'mails.jsonl', declared: 'private' });
    expect(Math.abs(preflight.data!.trainingUnits - 160)).toBeLessThan(40); // Each record is in the split by chance.
  });

  it('is looked at without writing a run, a data set or a claim', async () => {
    const { store } = await checked(sound);
    expect(await store.runs.list()).toEqual([]);
    expect(await store.ledger.dataSets.list()).toEqual([]);
  });

  it.each<[string, RunFile, string[]]>([
    ['an unknown member', { ...sound, colour: 'blue' } as RunFile, ['error unknownMember colour']],
    ['a target that no noise meets', withPrivacy({ noiseMultiplier: undefined, epsilon: 1e-9, delta: 1e-12 }), ['error plan privacy']],
    ['missing data', { ...sound, data: { ...sound.data, path: 'letters.jsonl' } }, ['error dataMissing data.path']],
    ['more ε than the cap', withPrivacy({ noiseMultiplier: 3 }), ['error budget privacy']],
    ['a weak guarantee', withPrivacy({ noiseMultiplier: 0.3 }), ['warning epsilonLarge privacy', 'error budget privacy']],
    ['no privacy on private data', withPrivacy({ noiseMultiplier: undefined, epsilon: 'inf' }), ['error budget privacy']],
    ['a public size far from the truth', withPrivacy({ publicSize: 300 }), ['warning publicSizeOff privacy.publicSize']],
    ['noise that swamps any signal', withPrivacy({ noiseMultiplier: 10 }), ['warning noiseSwamps privacy']],
    ['experts that starve', { ...sound, model: { preset: 'tiny' }, data: { ...sound.data, maxTokens: 1 } }, ['warning expertsStarve model.numExperts', 'warning noiseSwamps privacy']],
  ])('with %s has it found', async (_name, runFile, expected) => {
    expect(found(await checked(runFile))).toEqual(expected);
  });

  it('with several faults shows all of them at once', async () => {
    const bad = { ...withPrivacy({ delta: 0.1, clipNorm: 1e6 }), data: { ...sound.data, path: 'letters.jsonl' } as RunFile['data'] };
    expect(found(await checked(bad))).toEqual(['error deltaTooLarge privacy.delta', 'warning clipNormExtreme privacy.clipNorm', 'error dataMissing data.path']);
  });
});

describe('data that changed', () => {
  it('since earlier runs of the same name is pointed out', async () => {
    const { store, path, data } = await checked(sound);
    await store.ledger.dataSets.register({ digest: data!.digest, name: data!.name, declared: 'private' });
    expect(found(await check(store, path, { accounting: accountingInThread }))).toEqual([]);
    await writeFile(join(path, '..', 'mails.jsonl'), mails(201));
    expect(found(await check(store, path, { accounting: accountingInThread }))).toEqual(['warning dataChanged data']);
  });
});

describe('earlier runs on the same private data', () => {
  const claim = { delta: 1e-4, grantSteps: 1, reservedSteps: 1, stepMechanism: poissonSampledGaussian({ noiseMultiplier: 8, samplingRate: 0.5 }), epsilon: { pld: 1, rdp: 1 } };
  const notes = ({ findings }: Preflight): string[] => findings.filter(({ severity }) => severity === 'note').map(({ code, path }) => `${code} ${pathText(path)}`);

  it('make the best of them a choice that is not covered, unless the accuracy is released', async () => {
    const { store, path, data } = await checked(sound);
    await store.ledger.dataSets.register({ digest: data!.digest, name: data!.name, declared: 'private' });
    await store.ledger.dataSets.setCap(data!.digest, 'test', () => ({ cap: { epsilon: 20, delta: 1e-4 }, order: 4 }));
    expect(notes(await check(store, path, { accounting: accountingInThread }))).toEqual(['privateEvaluation data.testShare']);
    await store.ledger.claims.reserve({ ...claim, digest: data!.digest, runId: 'earlier' }, () => undefined);
    expect(notes(await check(store, path, { accounting: accountingInThread }))).toEqual(['privateEvaluation data.testShare', 'uncoveredChoice data']);
    await writeFile(path, JSON.stringify(withPrivacy({ evaluation: { noiseMultiplier: 10 } })));
    expect(notes(await check(store, path, { accounting: accountingInThread }))).toEqual([]);
  });
});

describe('the number of records', () => {
  it('is not given away by a finding', async () => {
    const { findings } = await checked(sound, mails(1_234));
    expect(findings.map(({ code }) => code)).toContain('publicSizeOff');
    expect(findings.map(({ message }) => message).join()).not.toMatch(/\d{3,}/);
  });
});

describe('privacy parameters', () => {
  const { privacy } = exampleConfig; // N = 10,000.

  it.each([
    [{ delta: 1e-5 }, []],
    [{ delta: 1.1e-5 }, ['warning deltaLarge']],
    [{ delta: 0.99e-4 }, ['warning deltaLarge']],
    [{ delta: 1e-4 }, ['error deltaTooLarge']],
    [{ clipNorm: 1e-4 }, ['warning clipNormExtreme']],
    [{ clipNorm: 1e4 }, ['warning clipNormExtreme']],
    [{ expectedBatchSize: 15 }, ['warning batchTiny']],
    [{ expectedBatchSize: 16 }, []],
    [{ expectedBatchSize: 5_001 }, ['warning samplingRateLarge']],
  ])('%o: %o', (changes, expected) => {
    expect(privacyFindings({ ...privacy, ...changes }).map(({ severity, code }) => `${severity} ${code}`)).toEqual(expected);
  });
});
