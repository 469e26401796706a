// The built-in data set from end to end, on the real corpus.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDataSet, type LoadedDataSet } from '../../src/data/loadDataSet';

const secret = new Uint8Array(32).fill(7);
let cacheDirectory: string;
let first: LoadedDataSet;

beforeAll(async () => {
  cacheDirectory = await mkdtemp(join(tmpdir(), 'cloister-cache-'));
  first = await loadDataSet({ builtIn: 'spam-assassin', maxTokens: 128 }, '.', secret, { cacheDirectory });
});
afterAll(() => rm(cacheDirectory, { recursive: true }));

describe('the built-in e-mails', () => {
  it('load', async () => {
    const a = performance.now();
    const second = await loadDataSet({ builtIn: 'spam-assassin', maxTokens: 128 }, '.', secret, { cacheDirectory });
    console.log(performance.now() - a, first.summary, first.majorityShare, first.train.labels.length, first.test.labels.length, first.digest);
    expect(second).toEqual(first);
  });
});
