// What a check knows of data, and when the data is read again.
import { writeFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rememberingFacts, type DataFacts } from '../../src/services/dataOfRun';
import { loadRunFile, type LoadedRunFile } from '../../src/services/runFile';
import { temporaryDirectory, temporaryStore } from '../store/temporary';
import { soundText } from './runFile/documents';

const mails = (count: number): string => Array.from({ length: count }, (_, i) => JSON.stringify({ text: `note ${i} says hello`, label: i % 2 ? 'spam' : 'ham' })).join('\n');

interface World {
  readonly file: LoadedRunFile;
  readonly data: string;
  /** The same object as before where the data was not read again. */
  readonly read: (file?: LoadedRunFile) => Promise<DataFacts>;
}

async function world(): Promise<World> {
  const [store, folder] = [await temporaryStore(), await temporaryDirectory()];
  const data = join(folder, 'mails.jsonl');
  await writeFile(data, mails(200));
  await writeFile(join(folder, 'a.run.json'), soundText);
  const file = await loadRunFile(join(folder, 'a.run.json'));
  const factsOf = rememberingFacts();
  return { file, data, read: (which = file) => factsOf(store, which) };
}

describe('data that is remembered', () => {
  it('is read once as long as its file stays as it is, and known as it was', async () => {
    const { read } = await world();
    const first = await read();
    expect(first).toMatchObject({ name: 'mails.jsonl', declared: 'private' });
    expect(await read()).toBe(first);
  });

  it('is read again when its file has another size', async () => {
    const { data, read } = await world();
    const first = await read();
    await writeFile(data, mails(400));
    const again = await read();
    expect(again.digest).not.toBe(first.digest);
    expect(again.trainingUnits).toBeGreaterThan(first.trainingUnits);
  });

  it('is read again when its file has another time', async () => {
    const { data, read } = await world();
    const first = await read();
    await utimes(data, 1, 1);
    expect(await read()).not.toBe(first);
  });

  it('is read again when the run file describes it otherwise', async () => {
    const { file, read } = await world();
    const first = await read();
    const otherwise = { ...file, config: { ...file.config, data: { ...file.config.data, maxTokens: 7 } } };
    expect(await read(otherwise)).not.toBe(first);
  });

  it('is not remembered when it could not be read', async () => {
    const { data, read } = await world();
    await writeFile(data, 'no JSON');
    await expect(read()).rejects.toThrow(/not valid JSON/);
    await expect(read()).rejects.toThrow(/not valid JSON/);
    await writeFile(data, mails(200));
    expect(await read()).toMatchObject({ name: 'mails.jsonl' });
  });
});
