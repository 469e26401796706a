// The public word list and the ids that it gives.
import { describe, expect, it } from 'vitest';
import { emptyId, hashBuckets, listedWords, Vocabulary, vocabularySize } from '../../src/data/vocabulary';
import { encodeRecords, encodeText } from '../../src/data/encode';

const vocabulary = Vocabulary.english();

describe('the vocabulary', () => {
  it('has 4,096 ids: 2 reserved, 512 buckets, 3,582 words', () => {
    expect([hashBuckets, listedWords, vocabularySize]).toEqual([512, 3582, 4096]);
  });

  it('gives listed words the ids behind the buckets, in the order of the list', () => {
    const words = Array.from({ length: listedWords }, (_, i) => `w${i}`);
    const numbered = new Vocabulary(words);
    expect(words.map((word) => numbered.idOf(word))).toEqual(words.map((_, i) => 514 + i));
  });

  it('gives other words the bucket of their FNV-1a hash', () => {
    // Reference values of FNV-1a 32 from the authors' test vectors: "a" and "foobar".
    const none = new Vocabulary(Array.from({ length: listedWords }, (_, i) => `w${i}`));
    expect(none.idOf('a')).toBe(2 + (0xe40c292c % 512));
    expect(none.idOf('foobar')).toBe(2 + (0xbf9cf968 % 512));
  });

  it('refuses a list of another length, or with a word twice', () => {
    expect(() => new Vocabulary(['a', 'b'])).toThrow('3582 distinct words');
    expect(() => new Vocabulary(Array.from({ length: listedWords }, () => 'a'))).toThrow('1 of them distinct');
  });

  it.each(['free', 'click', 'money', 'offer', 'credit', 'guarantee', 'mortgage', 'software', 'server', 'email', 'urltok', 'num3', '$', "don't"])(
    'lists "%s", which matters in e-mails',
    (word) => expect(vocabulary.has(word)).toBe(true),
  );
});

describe('encoding', () => {
  const id = (word: string): number => vocabulary.idOf(word);

  it('takes the first distinct words, each once', () => {
    expect(encodeText('free money, free money now', vocabulary, 10)).toEqual(['free', 'money', 'now'].map(id));
    expect(encodeText('free money, free money now', vocabulary, 2)).toEqual(['free', 'money'].map(id));
  });

  it('looks at the first 1,000 words only', () => {
    expect(encodeText(`${'free '.repeat(999)} money now`, vocabulary, 10)).toEqual(['free', 'money'].map(id));
  });

  it('gives a record without any word one empty token', () => {
    expect(encodeText('', vocabulary, 10)).toEqual([emptyId]);
    expect(encodeText('日本', vocabulary, 10)).toEqual([emptyId]);
  });

  it('packs records without padding, with labels in order', () => {
    const packed = encodeRecords([{ text: 'free money', label: 1 }, { text: '', label: 0 }, { text: 'now', label: 2 }], vocabulary, 10);
    expect([...packed.starts]).toEqual([0, 2, 3, 4]);
    expect([...packed.ids]).toEqual([id('free'), id('money'), emptyId, id('now')]);
    expect([...packed.labels]).toEqual([1, 0, 2]);
  });

  it("does not let a record's tokens depend on its neighbours", () => {
    const alone = encodeText('see you at nine', vocabulary, 10);
    const packed = encodeRecords([{ text: 'see you', label: 0 }, { text: 'see you at nine', label: 0 }], vocabulary, 10);
    expect([...packed.ids.subarray(packed.starts[1])]).toEqual(alone);
  });
});
