// Keyed hashes: the split of a record, and the name of a content.
import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { contentDigest, inTestSplit, recordKey } from '../../src/data/digest';
import { secret } from './dataFile';

const other = new Uint8Array(32).fill(8);
const labels = ['ham', 'spam'];
const texts = Array.from({ length: 20_000 }, (_, i) => createHash('sha256').update(String(i)).digest('hex'));

describe('the split', () => {
  it.each([0.05, 0.2, 0.5])('puts about the stated share %f into the test split', (share) => {
    const count = texts.filter((text) => inTestSplit(text, share, secret)).length;
    const deviation = Math.sqrt(texts.length * share * (1 - share));
    expect(Math.abs(count - texts.length * share)).toBeLessThan(5 * deviation);
  });

  it('keeps the test records when the share grows', () => {
    const small = texts.filter((text) => inTestSplit(text, 0.1, secret));
    expect(small.every((text) => inTestSplit(text, 0.3, secret))).toBe(true);
  });

  it('is another one under another key', () => {
    const differing = texts.filter((text) => inTestSplit(text, 0.5, secret) !== inTestSplit(text, 0.5, other)).length;
    expect(differing / texts.length).toBeCloseTo(0.5, 1);
  });
});

describe('record keys', () => {
  it('are HMAC-SHA-256 of label and text', () => {
    const expected = createHmac('sha256', secret).update('record\0["spam","win"]').digest('hex');
    expect(recordKey({ text: 'win', label: 1 }, labels, secret).toString('hex')).toBe(expected);
  });

  it('tell texts and labels apart', () => {
    const keys = [
      recordKey({ text: 'win', label: 1 }, labels, secret),
      recordKey({ text: 'win', label: 0 }, labels, secret),
      recordKey({ text: 'wins', label: 1 }, labels, secret),
      recordKey({ text: 'win', label: 1 }, labels, other),
    ];
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(4);
  });
});

describe('the content digest', () => {
  const keys = ['a', 'b', 'c'].map((text) => recordKey({ text, label: 0 }, labels, secret));

  it('does not depend on the order of the records', () => {
    expect(contentDigest([keys[2], keys[0], keys[1]], secret)).toBe(contentDigest(keys, secret));
  });

  it('confirms nothing without the secret: another secret gives another digest of the same keys', () => {
    expect(contentDigest(keys, other)).not.toBe(contentDigest(keys, secret));
  });

  it('changes when a record is added or taken away', () => {
    expect(new Set([contentDigest(keys, secret), contentDigest(keys.slice(1), secret), contentDigest([], secret)]).size).toBe(3);
  });
});
