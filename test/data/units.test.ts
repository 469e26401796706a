// Loading by unit of privacy: whose records they are, the bound on them, and that no unit depends on another.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileDataConfig } from '../../src/core/config/runFile';
import type { PrivacyUnit } from '../../src/core/privacy/unit';
import { unitCount, type EncodedRecords } from '../../src/core/records';
import { fileSource } from '../../src/data/files/source';
import { loadDataSet, type LoadedDataSet } from '../../src/data/loadDataSet';
import { packageRoot } from '../../src/data/packageRoot';
import { fileConfig, recordsOf, secret, temporaryFolder } from './dataFile';

const folder = temporaryFolder();
const words = ['money', 'time', 'house', 'water', 'people', 'server', 'report', 'order', 'school', 'market'];

interface Note {
  readonly text: string;
  readonly label: string;
  readonly author: unknown;
}

/** 40 authors of 1 to 7 notes each, all mixed in the file. */
const notes: Note[] = Array.from({ length: 280 }, (_, i) => ({ author: `author ${i % 40}`, part: Math.floor(i / 40) }))
  .filter(({ part }, i) => part <= i % 7)
  .map(({ author, part }, i) => ({ text: `${words[i % 10]} and ${words[part]} ${words[Math.floor(i / 10) % 10]} ${author}`, label: i % 3 === 0 ? 'spam' : 'ham', author }));

let files = 0;
function load(content: readonly Note[], maxRecords = 100, unit: PrivacyUnit = { column: 'author', maxRecords }): Promise<LoadedDataSet> {
  const name = `notes-${files++}.jsonl`;
  writeFileSync(join(folder, name), content.map((note) => `${JSON.stringify(note)}\n`).join(''));
  return loadDataSet(fileConfig(name), unit, folder, secret);
}

/** The records of each unit as texts. */
function unitsIn(records: EncodedRecords): string[][] {
  const all = recordsOf(records);
  return Array.from({ length: unitCount(records) }, (_, u) => all.slice(records.units![u], records.units![u + 1]));
}

/** Units of the training split, each as one text, sorted. */
const trainedUnits = async (content: readonly Note[], maxRecords?: number): Promise<string[]> => unitsIn((await load(content, maxRecords)).train).map((unit) => unit.join('\n')).sort();

/** How many notes each author has. */
function sizes(content: readonly Note[]): number[] {
  const counts = new Map<unknown, number>();
  for (const { author } of content) counts.set(author, (counts.get(author) ?? 0) + 1);
  return [...counts.values()];
}

describe('units by column', () => {
  it('pack the records of a unit one after the other, every unit once', async () => {
    const { train, test, summary } = await load(notes);
    const trained = unitsIn(train);
    expect(trained.flat().length + test.labels.length).toBe(notes.length);
    expect(summary).toMatchObject({ read: notes.length, records: notes.length, duplicates: 0, overBound: 0 });
    const expected = sizes(notes).sort((a, b) => a - b);
    for (const { length } of trained) {
      expect(expected, 'the size of an author').toContain(length);
      expected.splice(expected.indexOf(length), 1);
    }
    expect(expected.reduce((sum, n) => sum + n, 0)).toBe(test.labels.length);
  });

  it('no unit is in both splits', async () => {
    const listed = readFileSync(join(packageRoot(), 'media', 'vocabulary', 'english.txt'), 'utf8').split('\n').filter((word) => /^[a-z]{6,}$/.test(word));
    const { train, test } = await load(notes.map((note, i) => ({ ...note, text: `${listed[Number(String(note.author).slice(7))]} ${words[i % 10]}` })));
    // The first word of a text is its author's, so the first token id tells whose a record is.
    const authors = ({ ids, starts, labels }: EncodedRecords): Set<number> => new Set(Array.from(labels, (_, b) => ids[starts[b]]));
    const [learnt, held] = [authors(train), authors(test)];
    expect(learnt.size).toBeGreaterThan(8);
    expect(held.size).toBeGreaterThan(8);
    expect([...held].filter((author) => learnt.has(author))).toEqual([]);
  });

  it('adding a unit changes no other, also when it repeats their texts', async () => {
    const before = await trainedUnits(notes, 3);
    for (let i = 0; i < 6; i++) {
      const newcomer = notes.slice(10 * i, 10 * i + 10).map((note) => ({ ...note, author: `newcomer ${i}` }));
      const after = await trainedUnits([...newcomer, ...notes], 3);
      const rest = [...after];
      for (const unit of before) rest.splice(rest.indexOf(unit), 1);
      expect(rest.length).toBe(after.length - before.length);
      expect(rest.length).toBeLessThanOrEqual(1);
    }
  });

  it('adding a unit adds one term at most whatever the bound, and the same unit in each: runs of several bounds share their neighbours', async () => {
    const newcomer = notes.slice(0, 10).map((note) => ({ ...note, author: 'newcomer' }));
    const counts = await Promise.all([1, 3, 100].map(async (bound) => {
      const [before, after] = [await trainedUnits(notes, bound), await trainedUnits([...newcomer, ...notes], bound)];
      const added = [...after];
      for (const unit of before) added.splice(added.indexOf(unit), 1);
      return added.map((unit) => unit.split('\n').length);
    }));
    // Either in the training split with as many records as the bound lets through, or in the test split under every bound.
    expect([[[1], [3], [10]], [[], [], []]]).toContainEqual(counts);
  });

  it('duplicates are left out inside a unit only', async () => {
    const twice = notes.map(({ text, label }) => ({ text, label, author: 'one author' }));
    const other = notes.map(({ text, label }) => ({ text, label, author: 'another' }));
    const many = Array.from({ length: 8 }, (_, i) => ({ text: `filler ${words[i]}`, label: 'ham', author: `filler ${i}` }));
    const { summary } = await load([...twice, ...twice, ...other, ...many], 1000);
    expect(summary).toMatchObject({ duplicates: notes.length, records: 2 * notes.length + 8 });
  });

  it('a unit has at most maxRecords records, chosen by its own records alone and whatever their order', async () => {
    const bounded = await load(notes, 3);
    expect(Math.max(...unitsIn(bounded.train).map(({ length }) => length))).toBe(3);
    expect(bounded.summary.overBound).toBe(sizes(notes).reduce((sum, n) => sum + Math.max(0, n - 3), 0));
    const sorted = (units: string[][]): string[] => units.map((unit) => [...unit].sort().join('\n')).sort();
    expect(sorted(unitsIn((await load([...notes].reverse(), 3)).train))).toEqual(sorted(unitsIn(bounded.train)));
  });

  it('values that are numbers, or differ in white space or the composition of accents, are one unit where they are written alike', async () => {
    const written = [7, '7', ' 7 ', 'Ren\u00e9', 'Rene\u0301'];
    const { train, test } = await load([...notes, ...written.map((author, i) => ({ text: `note ${words[i]}`, label: 'ham', author }))]);
    const before = await load(notes);
    const added = unitCount(train) - unitCount(before.train);
    const addedRecords = train.labels.length + test.labels.length - notes.length;
    expect(addedRecords).toBe(5);
    expect(added).toBeLessThanOrEqual(2);
  });

  it.each([['missing', null], ['empty', ' '], ['an array', ['a']], ['of type object', { a: 1 }]])('a record whose unit is %s is an error that names the line and not the value', async (what, author) => {
    await expect(load([notes[0], { ...notes[1], author }])).rejects.toThrow(new RegExp(`notes-\\d+\\.jsonl:2: "author" must say whose record this is \\(privacy\\.unit\\.column\\), but is ${what}\\.`));
  });

  it('a column that is not there is an error that lists those that are', async () => {
    await expect(load(notes, 1, { column: 'patient', maxRecords: 1 })).rejects.toThrow(/:1: there is no "patient"; the members are "text", "label", "author"/);
  });

  it('are read from CSV, too, where an empty field is an error', async () => {
    writeFileSync(join(folder, 'notes.csv'), ['text,label,author', ...notes.map(({ text, label, author }) => `${text},${label},${String(author)}`)].join('\n'));
    const unit = { column: 'author', maxRecords: 3 };
    const csv = await loadDataSet(fileConfig('notes.csv'), unit, folder, secret);
    expect(unitsIn(csv.train)).toEqual(unitsIn((await load(notes, 3)).train));
    writeFileSync(join(folder, 'gap.csv'), 'text,label,author\nhello,ham,\n');
    await expect(loadDataSet(fileConfig('gap.csv'), unit, folder, secret)).rejects.toThrow(/gap\.csv:2: "author" must say whose record this is .* but is empty/);
  });

  it('are read from Parquet, too', async () => {
    const config = fileConfig('snappy.parquet', { text: 'body', label: 'class', labels: ['0', '1'] }) as FileDataConfig;
    const { records } = await fileSource(config, { column: 'class', maxRecords: 1 }, join(__dirname, 'fixtures'), secret);
    expect(records.length).toBeGreaterThan(3);
    expect(records.map(({ unit }) => unit)).toEqual(records.map(({ label }) => String(label)));
  });
});

describe('the digest', () => {
  it('is that of the content, whatever the unit of privacy: data has one ledger', async () => {
    const digests = await Promise.all([load(notes, 1), load(notes, 5), load(notes, 0, 'record')]);
    expect(new Set(digests.map(({ digest }) => digest)).size).toBe(1);
  });
});
