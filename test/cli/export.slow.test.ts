// `cloister runs export` and `cloister statement` as real processes on a store with one ended run.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { endedRun } from '../services/endedRun';
import { temporaryStore } from '../store/temporary';
import { cloister, json } from './process';

async function storeWithRun(): Promise<{ id: string; options: string[]; directory: string }> {
  const store = await temporaryStore();
  const { id } = await endedRun(store);
  return { id, options: ['--store', store.paths.directory], directory: store.paths.directory };
}

describe('runs export', () => {
  it('prints released and public figures, and sensitive ones only when asked', async () => {
    const { id, options } = await storeWithRun();
    const { code, stdout } = await cloister('runs', 'export', id, '--format', 'csv', ...options);
    expect(code).toBe(0);
    expect(stdout).toContain(`${id},learningRate,public,0,0.5\r\n`);
    expect(stdout).not.toContain(`${id},loss,`);
    const all = await cloister('runs', 'export', id, '--format', 'csv', '--include-sensitive', ...options);
    expect(all.stdout).toContain(`${id},loss,sensitive,0,0.625\r\n`);
  });

  it('writes a file for this user only, and never over one that exists', async () => {
    const { id, options, directory } = await storeWithRun();
    const file = join(directory, 'export.json');
    const command = ['runs', 'export', id, '--format', 'json', '--output', file, ...options];
    expect(await json(...command)).toEqual({ exported: [id], output: file });
    expect((JSON.parse(await readFile(file, 'utf8')) as { runs: { id: string }[] }).runs.map((run) => run.id)).toEqual([id]);
    const again = await cloister(...command);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain(`${file} exists`);
  });

  it.each([
    ['no format', [], '--format'],
    ['a format that it does not know', ['--format', 'xml'], 'csv, json'],
  ])('with %s exits with 2 and says which there are', async (_what, words, message) => {
    const { id, options } = await storeWithRun();
    const { code, stderr } = await cloister('runs', 'export', id, ...words, ...options);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('statement', () => {
  it('is Markdown for people and one document for machines', async () => {
    const { id, options } = await storeWithRun();
    expect((await cloister('statement', id, ...options)).stdout).toMatch(/^# Privacy statement: example\n/);
    expect(await json('statement', id, ...options)).toMatchObject({ run: { id }, guarantee: { delta: 1e-5, unit: 'record' } });
  });
});
