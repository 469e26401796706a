// The file with the head of the ledger's chain: whole or not at all, and an error that says what became of the charge.
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CloisterError } from '../../src/base/errors';
import { readHeadFile, writeHeadFile } from '../../src/store/ledger/head';
import { openStore } from '../../src/store/store';
import { temporaryDirectory } from './temporary';

const head = { count: 3, hash: 'abc' };

describe('the head of the chain', () => {
  it('replaces the one before and leaves no other file', async () => {
    const directory = await temporaryDirectory();
    const file = join(directory, 'chain.head');
    await writeHeadFile(file, { count: 2, hash: 'ab' });
    await writeHeadFile(file, head);
    expect(await readHeadFile(file)).toEqual(head);
    expect(await readdir(directory)).toEqual(['chain.head']);
  });

  it('that cannot be written says so, and that what was charged stays charged', async () => {
    const attempt = writeHeadFile(join(await temporaryDirectory(), 'missing', 'chain.head'), head);
    await expect(attempt).rejects.toThrow(/missing\/chain\.head cannot be written: ENOENT.*What was charged stays charged/);
    await expect(attempt).rejects.toBeInstanceOf(CloisterError);
  });

  it('that cannot take its name leaves no other file either', async () => {
    const directory = await temporaryDirectory();
    await mkdir(join(directory, 'chain.head', 'in the way'), { recursive: true });
    await expect(writeHeadFile(join(directory, 'chain.head'), head)).rejects.toThrow('cannot be written');
    expect(await readdir(directory)).toEqual(['chain.head']);
  });
});

describe('what a kill leaves beside the ledger', () => {
  it('is removed by who opens it an hour later; younger files and those of others stay', async () => {
    const directory = await temporaryDirectory();
    await (await openStore(directory)).close();
    const ledger = join(directory, 'ledger');
    const before = await readdir(ledger);
    const place = async (name: string, minutes: number): Promise<void> => {
      await writeFile(join(ledger, name), '{"count":1');
      const at = new Date(Date.now() - minutes * 60_000);
      await utimes(join(ledger, name), at, at);
    };
    for (const name of ['chain.head.0123456789ab', 'chain.key.0123456789ab', 'secret.key.0123456789ab']) await place(name, 61);
    await place('chain.head.ba9876543210', 59);
    await place('chain.head.backup', 600);
    await (await openStore(directory)).close();
    expect((await readdir(ledger)).sort()).toEqual([...before, 'chain.head.ba9876543210', 'chain.head.backup'].sort());
  });
});
