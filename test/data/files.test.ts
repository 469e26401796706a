// Readers of users' files: what they yield, and what they say when a file breaks its description.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CloisterError } from '../../src/base/errors';
import { fileSource } from '../../src/data/files/source';
import type { FileDataConfig } from '../../src/core/config/runFile';
import { secret, temporaryFolder } from './dataFile';

const folder = temporaryFolder();
const fixtures = join(__dirname, 'fixtures');

const description: Omit<FileDataConfig, 'path'> = {
  text: 'text',
  label: 'label',
  labels: ['ham', 'spam'],
  declared: 'private',
  testShare: 0.2,
  maxTokens: 64,
};

/** Writes a file and reads it as a source. */
async function read(name: string, content: string | Uint8Array, changes: Partial<FileDataConfig> = {}): ReturnType<typeof fileSource> {
  writeFileSync(join(folder, name), content);
  return fileSource({ ...description, path: name, ...changes }, 'record', folder, secret);
}

async function records(name: string, content: string | Uint8Array, changes?: Partial<FileDataConfig>): Promise<[string, number][]> {
  return (await read(name, content, changes)).records.map(({ text, label }) => [text, label]);
}

/** The message of the badInput error that reading ends in. */
async function complaint(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(() => undefined, (reason: unknown) => reason);
  if (!CloisterError.is(error, 'badInput')) throw new Error('Reading was expected to end in a badInput error.', { cause: error });
  return error.message;
}

describe('JSON Lines', () => {
  it('yields text and label of each line, in order', async () => {
    const content = '{"text":"Hello  there","label":"ham","id":1}\n\n{"label":"spam","text":"Grüße \\u2028 now"}\r\n{"text":"last","label":"ham"}';
    expect(await records('good.jsonl', content)).toEqual([['Hello there', 0], ['Grüße now', 1], ['last', 0]]);
  });

  it('keeps a line whole that holds U+2028 as a character', async () => {
    expect(await records('separator.jsonl', '{"text":"one\u2028two","label":"ham"}\n')).toEqual([['one two', 0]]);
  });

  it('reads lines that are longer than a chunk of the file', async () => {
    const long = 'wörd '.repeat(60_000).trim();
    const content = [1, 2].map(() => JSON.stringify({ text: long, label: 'ham' })).join('\r\n');
    expect(await records('long.jsonl', content)).toEqual([[long, 0], [long, 0]]);
  });

  it('passes over a byte order mark', async () => {
    expect(await records('bom.jsonl', '\ufeff{"text":"a","label":"ham"}')).toEqual([['a', 0]]);
  });

  it('compares labels that are numbers or booleans as they are written', async () => {
    const content = '{"text":"a","label":1}\n{"text":"b","label":0}\n{"text":"c","label":true}';
    expect(await records('numbers.jsonl', content, { labels: ['0', '1', 'true'] })).toEqual([['a', 1], ['b', 0], ['c', 2]]);
  });

  it('keeps an empty text as a record', async () => {
    expect(await records('emptytext.jsonl', '{"text":"  ","label":"ham"}')).toEqual([['', 0]]);
  });

  it('broken JSON line names file and line, and does not quote the line', async () => {
    const message = await complaint(read('broken.jsonl', '{"text":"a","label":"ham"}\n{"text":"secret words","lab\n'));
    expect(message).toContain('broken.jsonl:2: this line is not valid JSON');
    expect(message).not.toContain('secret');
  });

  it.each([
    ['an array', '["a","ham"]', 'broken.jsonl:1: this line is an array'],
    ['null', 'null', 'broken.jsonl:1: this line is null'],
    ['a number', '5', 'broken.jsonl:1: this line is a number'],
    ['a missing member', '{"body":"a","label":"ham"}', 'broken.jsonl:1: there is no "text"; the members are "body", "label"'],
    ['a null text', '{"text":null,"label":"ham"}', 'broken.jsonl:1: "text" must be a text, but is missing'],
    ['a text that is a number', '{"text":5,"label":"ham"}', 'broken.jsonl:1: "text" must be a text, but is of type number'],
    ['a label that is an object', '{"text":"a","label":{}}', 'broken.jsonl:1: "label" must be a text, a number or a boolean, but is of type object'],
    ['an unknown label', '{"text":"a","label":"Ham"}', 'broken.jsonl:1: the label there is not one of data.labels: "ham", "spam"'],
  ])('%s instead of a record is an error with file and line', async (_, line, expected) => {
    expect(await complaint(read('broken.jsonl', line))).toContain(expected);
  });

  it('shortens an unknown label, which may be a private text', async () => {
    const message = await complaint(read('label.jsonl', JSON.stringify({ text: 'a', label: 'private '.repeat(20) })));
    expect(message.length).toBeLessThan(140);
  });
});

describe('CSV', () => {
  it('yields text and label of each record, with quotation marks, commas and line breaks in fields', async () => {
    const content = 'id,label,text\r\n1,ham,"Hello, ""you"""\r\n\r\n2,spam,"two\r\nlines"\r\n3,ham,\r\n';
    expect(await records('good.csv', content)).toEqual([['Hello, "you"', 0], ['two lines', 1], ['', 0]]);
  });

  it('passes over a byte order mark', async () => {
    expect(await records('bom.csv', '\ufefftext,label\na,ham\n')).toEqual([['a', 0]]);
  });

  it.each([
    ['a missing column', 'body,label\na,ham\n', 'bad.csv:1: there is no column "text"; the columns are "body", "label"'],
    ['a column that appears twice', 'text,label,text\na,ham,b\n', 'bad.csv:1: the column "text" appears more than once'],
    ['a record with too many fields', 'text,label\na,ham\nb,ham,c\n', 'bad.csv:3: this record has another number of fields than the header'],
    ['a quotation mark that is not closed', 'text,label\na,ham\n"b,ham\n', 'the file ends inside quotation marks'],
    ['a quotation mark inside a bare field', 'text,label\na "b" c,ham\n', 'bad.csv:2: a quotation mark stands inside a field'],
    ['text behind a closing quotation mark', 'text,label\n"a"b,ham\n', 'bad.csv:2: text follows a closing quotation mark'],
    ['an unknown label', 'text,label\na,ham\nb,\n', 'bad.csv:3: the label there is not one of data.labels: "ham", "spam"'],
    ['a header without records', 'text,label\n', 'bad.csv holds no record'],
  ])('%s is an error with file and line', async (_, content, expected) => {
    expect(await complaint(read('bad.csv', content))).toContain(expected);
  });

  it('does not quote a malformed record, which may be private', async () => {
    expect(await complaint(read('secret.csv', 'text,label\nsecret words,ham,more\n'))).not.toContain('secret words');
  });
});

describe('Parquet', () => {
  const source = async (name: string, changes: Partial<FileDataConfig> = {}): ReturnType<typeof fileSource> =>
    fileSource({ ...description, text: 'body', label: 'class', labels: ['0', '1'], path: name, ...changes }, 'record', fixtures, secret);

  it.each(['snappy.parquet', 'zstd.parquet'])('%s yields the rows that pyarrow wrote, over row groups', async (name) => {
    expect((await source(name)).records).toEqual([
      { text: 'Free money, click here!', label: 1 },
      { text: 'See you at nine', label: 0 },
      { text: 'Grüße aus Köln – 日本', label: 0 },
      { text: '', label: 0 },
      { text: 'Your account of $1,200 is ready', label: 1 },
      { text: 'See you at nine', label: 0 },
    ]);
  });

  it('a missing column is an error that lists the columns', async () => {
    expect(await complaint(source('zstd.parquet', { text: 'text' }))).toBe('zstd.parquet: there is no column "text"; the columns are "id", "body", "class".');
  });

  it('a null text is an error with its row', async () => {
    expect(await complaint(source('null.parquet', { labels: ['ham', 'spam'] }))).toBe('null.parquet, row 2: "body" must be a text, but is missing.');
  });

  it('an unknown label is an error with its row', async () => {
    expect(await complaint(source('snappy.parquet', { labels: ['0', '2'] }))).toContain('snappy.parquet, row 1: the label there is not one of');
  });

  it('a file that is not Parquet is an error that says so', async () => {
    expect(await complaint(read('text.parquet', 'This is no Parquet file, whatever its name says.'))).toContain('text.parquet is not a Parquet file');
  });
});

describe('any data file', () => {
  it.each(['bad.jsonl', 'bad.csv'])('%s: bytes that are not UTF-8 are an error with file and line', async (name) => {
    const good = name.endsWith('csv') ? 'text,label\n' : '{"text":"a","label":"ham"}\n';
    const latin1 = Buffer.from(`${good}caf\xe9,ham\n`, 'latin1');
    expect(await complaint(read(name, latin1))).toBe(`${name}:2: this line is not valid UTF-8. Save the file as UTF-8.`);
  });

  it.each(['utf16.jsonl', 'utf16.csv'])('%s: UTF-16 is an error that says so', async (name) => {
    expect(await complaint(read(name, Buffer.from('\ufefftext,label\na,ham\n', 'utf16le')))).toContain(`${name}:1: the file is encoded as UTF-16`);
  });

  it.each(['empty.jsonl', 'empty.csv', 'empty.parquet'])('%s: an empty file is an error', async (name) => {
    expect(await complaint(read(name, ''))).toBe(`The data file ${join(folder, name)} is empty.`);
  });

  it('a file of blank lines holds no record', async () => {
    expect(await complaint(read('blank.jsonl', '\n\n'))).toContain('holds no record');
  });

  it('a missing file is an error that says where relative paths start', async () => {
    const message = await complaint(fileSource({ ...description, path: 'missing.jsonl' }, 'record', folder, secret));
    expect(message).toBe(`Cannot read the data file ${join(folder, 'missing.jsonl')} (ENOENT). Relative paths start at the run file's folder.`);
  });

  it('a folder is an error', async () => {
    mkdirSync(join(folder, 'folder.csv'));
    expect(await complaint(fileSource({ ...description, path: 'folder.csv' }, 'record', folder, secret))).toContain('is not a file');
  });

  it('a name that does not tell the format is an error, unless the run file says it', async () => {
    expect(await complaint(read('data.txt', 'text,label\na,ham\n'))).toContain('Set data.format');
    expect(await records('data.txt', 'text,label\na,ham\n', { format: 'csv' })).toEqual([['a', 0]]);
  });
});
