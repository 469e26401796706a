// Loading users' data from end to end: what is one record, where it goes, and what names the whole.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeText } from '../../src/data/encode';
import { loadDataSet, type LoadedDataSet } from '../../src/data/loadDataSet';
import { Vocabulary } from '../../src/data/vocabulary';
import { fileConfig, recordsOf, secret, temporaryFolder, writeJsonLines, type Message } from './dataFile';

const folder = temporaryFolder();
/** Words of the public list, so that each message has token ids of its own. */
const words = ['money', 'time', 'house', 'water', 'people', 'server', 'report', 'order', 'school', 'market'];
const messages: Message[] = words.flatMap((a, i) => words.map((b, j): Message => [`${a} and ${b} number ${'1'.repeat(1 + (i % 5))}`, (i + j) % 3 === 0 ? 'spam' : 'ham']));

async function load(name: string, content: readonly Message[], changes: Parameters<typeof fileConfig>[1] = {}, key = secret): Promise<LoadedDataSet> {
  writeJsonLines(join(folder, name), content);
  return loadDataSet(fileConfig(name, changes), 'record', folder, key);
}

describe('splitting', () => {
  it('adding a record moves no other record between splits', async () => {
    const before = await load('before.jsonl', messages);
    for (const [i, added] of ['a new message', 'another one entirely', 'free offer', 'see you'].entries()) {
      const after = await load(`after${i}.jsonl`, [[added, 'ham'], ...messages]);
      expect(after.summary.records).toBe(before.summary.records + 1);
      expect(recordsOf(after.train)).toEqual(expect.arrayContaining(recordsOf(before.train)));
      expect(recordsOf(after.test)).toEqual(expect.arrayContaining(recordsOf(before.test)));
    }
  });

  it('puts every record into exactly one split', async () => {
    const { train, test, summary } = await load('all.jsonl', messages);
    expect(train.labels.length + test.labels.length).toBe(messages.length);
    expect(summary.records).toBe(messages.length);
    expect(test.labels.length).toBeGreaterThan(messages.length * 0.3);
    expect(test.labels.length).toBeLessThan(messages.length * 0.7);
  });

  it('is an error when a split stays empty, which does not tell how many records there are', async () => {
    await expect(load('one.jsonl', [['lonely', 'ham']])).rejects.toThrow(/The (training|test) split of one.jsonl is empty\. Change/);
  });
});

describe('exact de-duplication', () => {
  it('keeps one of the records that are equal in text and label', async () => {
    const once = await load('once.jsonl', messages);
    const thrice = await load('thrice.jsonl', [...messages, ...messages, ...messages]);
    expect(recordsOf(thrice.train)).toEqual(recordsOf(once.train));
    expect(thrice.summary).toMatchObject({ read: 300, records: 100, duplicates: 200 });
  });

  it('takes texts that differ only in white space or in the composition of accents for equal', async () => {
    const twins: Message[] = [['Gru\u0308\u00dfe  an\nalle', 'ham'], ['Gr\u00fc\u00dfe an alle', 'ham']];
    expect((await load('twins.jsonl', [...messages, ...twins])).summary.duplicates).toBe(1);
  });

  it('keeps one text under two labels as two records, in the same split', async () => {
    const [text, label] = messages[0];
    const { train, test, summary } = await load('both.jsonl', [...messages, [text, label === 'ham' ? 'spam' : 'ham']]);
    const tokens = encodeText(text, Vocabulary.english(), 64).join(' ');
    const holding = [train, test].map((split) => recordsOf(split).filter((record) => record.endsWith(`: ${tokens}`)).length);
    expect(summary.records).toBe(messages.length + 1);
    expect(holding.sort()).toEqual([0, 2]);
  });
});

describe('the digest', () => {
  it('does not depend on order or path', async () => {
    mkdirSync(join(folder, 'elsewhere'));
    const here = await load('here.jsonl', messages);
    const there = await load('elsewhere/there.jsonl', [...messages].reverse());
    expect(there.digest).toBe(here.digest);
  });

  it('does not depend on format, column names, order of the labels, split or tokens', async () => {
    const json = await load('format.jsonl', messages);
    writeFileSync(join(folder, 'format.csv'), ['class,body', ...messages.map(([text, label]) => `${label},"${text}"`)].join('\n'));
    const changes = { text: 'body', label: 'class', labels: ['spam', 'ham'], testShare: 0.2, maxTokens: 5 };
    expect((await loadDataSet(fileConfig('format.csv', changes), 'record', folder, secret)).digest).toBe(json.digest);
  });

  it('changes with a text, with a label and with the secret', async () => {
    const [[text, label], ...rest] = messages;
    const digests = await Promise.all([
      load('d1.jsonl', messages),
      load('d2.jsonl', [[`${text}!`, label], ...rest]),
      load('d3.jsonl', [[text, label === 'ham' ? 'spam' : 'ham'], ...rest]),
      load('d4.jsonl', messages, {}, new Uint8Array(32).fill(8)),
    ]);
    expect(new Set(digests.map(({ digest }) => digest)).size).toBe(4);
  });
});

describe('a loaded data set', () => {
  it('says what was declared, and the accuracy of always giving the commonest class', async () => {
    const loaded = await load('declared.jsonl', messages, { declared: 'publicDemonstration' });
    const { test } = loaded;
    expect(loaded).toMatchObject({ name: 'declared.jsonl', declared: 'publicDemonstration', labels: ['ham', 'spam'], vocabularySize: 4096 });
    expect(loaded.majorityShare).toBe(test.labels.filter((label) => label === 0).length / test.labels.length);
  });

  it('counts records without words and the tokens of each split', async () => {
    const { summary, train, test } = await load('wordless.jsonl', [...messages, ['日本', 'ham'], ['', 'ham'], ['', 'ham']]);
    expect(summary).toMatchObject({ withoutWords: 2, duplicates: 1, trainTokens: train.ids.length, testTokens: test.ids.length });
  });

  it('refuses a secret of another length', async () => {
    await expect(load('secret.jsonl', messages, {}, new Uint8Array(16))).rejects.toThrow('32 bytes, but has 16');
  });
});
