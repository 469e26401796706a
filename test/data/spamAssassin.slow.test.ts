// The built-in data set from end to end, on the real corpus.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { inTestSplit } from '../../src/data/digest';
import { loadDataSet, type LoadedDataSet } from '../../src/data/loadDataSet';
import { cachePath, readCache, writeCache } from '../../src/data/spamAssassin/cache';
import type { CleanedCorpus } from '../../src/data/spamAssassin/clean';
import { openCorpus, type Corpus } from '../../src/data/spamAssassin/corpus';
import { packCorpus, packedPath } from '../../src/data/spamAssassin/packed';
import { cachedCorpus, spamAssassinSource } from '../../src/data/spamAssassin/source';
import type { LoadProgress } from '../../src/data/textRecord';
import { Vocabulary } from '../../src/data/vocabulary';
import { wordsOf } from '../../src/data/words';
import { recordsOf, secret, temporaryFolder } from './dataFile';

const folder = temporaryFolder();
const cacheDirectory = join(folder, 'made', 'on', 'demand');
const path = cachePath(cacheDirectory, openCorpus().version);
const progress: LoadProgress[] = [];
const load = (maxTokens = 128): Promise<LoadedDataSet> =>
  loadDataSet({ builtIn: 'spam-assassin', maxTokens }, 'record', '/', secret, { cacheDirectory, onProgress: (step) => progress.push(step) });

let first: LoadedDataSet;
let cleaned: CleanedCorpus;

beforeAll(async () => {
  first = await load();
  const cached = await readCache(path);
  if (!cached) throw new Error('The first load has written no cache.');
  cleaned = cached;
}, 180_000); // some eight seconds on an idle machine

describe('the built-in e-mails', () => {
  it('account for every mail of the corpus', () => {
    const { read, records, nearDuplicates, tooShort, mixedLabel, duplicates } = first.summary;
    expect(read).toBe(6046);
    expect(records + nearDuplicates + tooShort + mixedLabel + duplicates).toBe(read);
  });

  it('have about the classes and sizes of the study that set the accuracy bar: 3,969 ham, 1,107 spam, a fifth for testing', () => {
    const spam = cleaned.records.filter(({ label }) => label === 1).length;
    expect(Math.abs(spam - 1107)).toBeLessThan(25);
    expect(Math.abs(cleaned.records.length - spam - 3969)).toBeLessThan(25);
    expect(Math.abs(first.test.labels.length - 1015)).toBeLessThan(40);
    expect(first.majorityShare).toBeCloseTo(0.782, 1);
  });

  it('are a public demonstration with labels ham and spam', () => {
    expect(first).toMatchObject({ name: 'SpamAssassin e-mails', declared: 'publicDemonstration', labels: ['ham', 'spam'], vocabularySize: 4096 });
  });

  it('have at least five words each, and no header but the subject', () => {
    expect(cleaned.records.every(({ text }) => wordsOf(text).length >= 5)).toBe(true);
    expect(cleaned.records.filter(({ text }) => /^(Received|Return-Path|Message-Id|Delivered-To):/i.test(text))).toEqual([]);
  });

  it('near duplicates never straddle the split', () => {
    const compared = cleaned.records.map(({ text }) => wordsOf(text).filter((word) => !word.startsWith('num')).slice(0, 400));
    const sets = compared.map((words) => new Set(words.slice(0, Math.max(1, words.length - 2)).map((_, i) => words.slice(i, i + 3).join(' '))));
    const tested = cleaned.records.map(({ text }) => inTestSplit(text, 0.2, new TextEncoder().encode('spam-assassin')));
    const inTraining = new Map<string, number[]>();
    sets.forEach((set, i) => {
      if (!tested[i]) for (const shingle of set) inTraining.set(shingle, [...(inTraining.get(shingle) ?? []), i]);
    });
    let highest = 0;
    sets.forEach((set, i) => {
      if (!tested[i]) return;
      const shared = new Map<number, number>();
      for (const shingle of set) for (const j of inTraining.get(shingle) ?? []) shared.set(j, (shared.get(j) ?? 0) + 1);
      for (const [j, count] of shared) highest = Math.max(highest, count / (set.size + sets[j].size - count));
    });
    expect(tested.filter(Boolean).length).toBe(first.test.labels.length);
    expect(highest).toBeGreaterThan(0.3);
    expect(highest).toBeLessThan(0.5);
  });

  it('are read up to maxTokens distinct words, and no further', async () => {
    const short = await load(16);
    expect(recordsOf(short.train)).toEqual(recordsOf(first.train).map((record) => record.split(' ').slice(0, 17).join(' ')));
  });

  it('have at least 73 % of their words in the list', () => {
    const vocabulary = Vocabulary.english();
    const words = cleaned.records.flatMap(({ text }) => [...new Set(wordsOf(text).slice(0, 1000))].slice(0, 128));
    expect(words.filter((word) => vocabulary.has(word)).length / words.length).toBeGreaterThan(0.73);
  });
});

describe('the cache of the cleaned e-mails', () => {
  /** The first mails of the corpus, which are cleaned in no time. */
  const few: Corpus = { version: 'few', mails: () => openCorpus().mails().slice(0, 50) };

  it('gives the same data set, without cleaning again', async () => {
    progress.length = 0;
    const second = await load();
    expect([second.digest, second.summary]).toEqual([first.digest, first.summary]);
    expect(recordsOf(second.train)).toEqual(recordsOf(first.train));
    expect(recordsOf(second.test)).toEqual(recordsOf(first.test));
    expect(progress).toEqual([]);
  });

  it('makes loading take under a second of processor time, where cleaning takes several', async () => {
    const start = process.cpuUsage();
    await load();
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1e6).toBeLessThan(1);
  });

  it.each([
    ['cut short', (content: string) => content.slice(0, -100)],
    ['changed in a word', (content: string) => content.replace(' the ', ' a ')],
    ['empty', () => ''],
  ])('is rebuilt when %s', async (_, damage) => {
    const directory = mkdtempSync(join(folder, 'damaged-'));
    const fresh = await cachedCorpus(few, directory);
    const whole = readFileSync(cachePath(directory, 'few'), 'utf8');
    writeFileSync(cachePath(directory, 'few'), damage(whole));
    expect(await readCache(cachePath(directory, 'few'))).toBeNull();
    expect(await cachedCorpus(few, directory)).toEqual(fresh);
    expect(readFileSync(cachePath(directory, 'few'), 'utf8')).toBe(whole);
  });

  it('leaves nothing else in its directory', () => {
    expect(readdirSync(cacheDirectory)).toEqual([basename(path)]);
  });

  it('that cannot be written is an error that says what to do', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(writeCache(join(file, 'cache.json'), cleaned)).rejects.toThrow('Choose a cache directory that can be written');
  });
});

describe('an installation without the package of the raw e-mails', () => {
  const repository = resolve(__dirname, '..', '..');
  const installed = join(folder, 'installed');

  beforeAll(async () => {
    mkdirSync(join(installed, 'dist'), { recursive: true });
    writeFileSync(join(installed, 'package.json'), '{ "name": "cloister" }');
    cpSync(join(repository, 'media', 'vocabulary'), join(installed, 'media', 'vocabulary'), { recursive: true });
    writeFileSync(packedPath(installed), await packCorpus(cleaned));
  });

  it('reads the same data set from the compressed file: digest, splits and counts', () => {
    const entry = `
      import { loadDataSet } from './src/data/loadDataSet';
      const secret = Uint8Array.from(${JSON.stringify([...secret])});
      void loadDataSet({ builtIn: 'spam-assassin', maxTokens: 128 }, 'record', '/', secret).then(({ train, test, ...rest }) =>
        console.log(JSON.stringify({ ...rest, train: [...train.ids], test: [...test.ids], labels: [...train.labels, ...test.labels] })));`;
    const outfile = join(installed, 'dist', 'bundle.js');
    buildSync({ stdin: { contents: entry, resolveDir: repository, loader: 'ts' }, bundle: true, platform: 'node', format: 'cjs', outfile, logLevel: 'error' });
    const output = execFileSync(process.execPath, [outfile], { cwd: '/', encoding: 'utf8', maxBuffer: 2 ** 28 });
    const { train, test, ...rest } = first;
    const expected = { ...rest, train: [...train.ids], test: [...test.ids], labels: [...train.labels, ...test.labels] };
    expect(JSON.parse(output)).toEqual(JSON.parse(JSON.stringify(expected)));
  });

  it('says that it is not whole when the file is missing or damaged', async () => {
    const broken = mkdtempSync(join(folder, 'broken-'));
    await expect(spamAssassinSource(undefined, undefined, broken)).rejects.toThrow(/cannot be read from .*Install Cloister again/);
    mkdirSync(dirname(packedPath(broken)));
    writeFileSync(packedPath(broken), (await packCorpus(cleaned)).subarray(0, 100_000));
    await expect(spamAssassinSource(undefined, undefined, broken)).rejects.toThrow('Install Cloister again');
  });
});
