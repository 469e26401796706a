// Real runs on records that hold a mark: neither the mark nor a sensitive figure may be in anything that leaves, whatever becomes of the run.
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { revealed } from '../../src/protocol/labelled';
import { openStore } from '../../src/store/store';
import { temporaryDirectory } from '../store/temporary';
import { writeRunFile } from '../trainer/smallData';
import { cloister, json } from './process';

/** In texts, and as the name of whose record it is. */
const mark = 'zyxomark';

interface Marked {
  readonly runFile: string;
  readonly directory: string;
  readonly store: readonly string[];
}

/** Private data with a budget, a few of whose records hold the mark. */
async function markedData(): Promise<Marked> {
  const unit = { column: 'author', maxRecords: 8 };
  const runFile = await writeRunFile({ privacy: { unit, publicSize: 15, expectedBatchSize: 5, evaluation: { noiseMultiplier: 4 }, release: { routingLoad: 0.3, clippedShare: 0.1 } } });
  const records = Array.from({ length: 8 }, (_, i) => ({ text: `amber ${mark} candle ${mark}${i}`, label: i % 2 === 0 ? 'a' : 'b', author: `${mark} ${i % 4}` }));
  await appendFile(join(dirname(runFile), 'notes.jsonl'), records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const directory = await temporaryDirectory();
  const store = ['--store', directory];
  const { code, stderr } = await cloister('budget', 'set', runFile, '--epsilon', '1000', '--delta', '1e-3', '--reason', 'for the test', ...store);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return { runFile, directory, store };
}

/** All that the command line says of a run and its data, by command. */
async function everythingSaid({ runFile, store }: Marked, id: string): Promise<Map<string, string>> {
  const said = new Map<string, string>();
  const commands = [
    ['runs', 'list'],
    ['runs', 'show', id],
    ['runs', 'log', id],
    ['runs', 'export', id, '--format', 'csv'],
    ['runs', 'export', id, '--format', 'json'],
    ['statement', id],
    ['statement', 'notes.jsonl'],
    ['budget', 'list'],
    ['budget', 'show', 'notes.jsonl'],
    ['check', runFile],
  ];
  for (const command of commands.flatMap((words) => [words, [...words, '--json']])) {
    const { stdout, stderr } = await cloister(...command, ...store);
    expect(stdout, command.join(' ')).not.toBe('');
    said.set(command.join(' '), stdout + stderr);
  }
  return said;
}

async function logsIn(directory: string): Promise<string> {
  const logs = await readdir(join(directory, 'logs'));
  expect(logs).not.toEqual([]);
  return (await Promise.all(logs.map((name) => readFile(join(directory, 'logs', name), 'utf8')))).join('\n');
}

/** Every file of a store and its ledger, which hold what was computed from the records, but none of them. */
async function filesIn(directory: string): Promise<Map<string, string>> {
  const files = (await readdir(directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return new Map(await Promise.all(files.map(async (file) => [file, await readFile(file, 'latin1')] as const)));
}

/** Least number of digits that a number must have to be told from others: two that agree in so many are the same. */
const tellingDigits = 6;

/** A share of a few records: many figures are one third, public ones as well. */
const isPlainShare = (value: number): boolean => Array.from({ length: 200 }, (_, i) => value * (i + 1)).some((part) => Math.abs(part - Math.round(part)) < 1e-9);

/** All sensitive figures of a run that cannot be met by chance. */
async function sensitiveValues(directory: string, id: string): Promise<number[]> {
  const store = await openStore(directory);
  try {
    const scalars = (await store.scalars.read(id)).filter(({ points }) => points.sensitivity === 'sensitive').flatMap(({ points }) => [...revealed(points).values]);
    const { metrics } = (await store.runs.get(id)).result!;
    return [...scalars, ...Object.values(revealed(metrics))].filter((value) => value.toString().replace(/\D/g, '').length >= tellingDigits && !isPlainShare(value));
  } finally {
    await store.close();
  }
}

/** The numbers of a text, of six digits or more, that are one of the values, rounded to as many digits. */
function valuesIn(text: string, values: readonly number[]): string[] {
  const numbers = new Set(text.match(/\d+\.\d+(?:e[-+]\d+)?/gi) ?? []);
  return [...numbers].filter((number) => {
    const digits = number.replace(/e.*$/i, '').replace('.', '').replace(/^0+/, '').length;
    return digits >= tellingDigits && values.some((value) => Number(value.toPrecision(Math.min(digits, 17))) === Number(number));
  });
}

describe('a mark in the records, and the sensitive figures of a run to its end', () => {
  it('are in nothing that is printed, logged, exported or stated', async () => {
    const marked = await markedData();
    const trained = await cloister('train', marked.runFile, ...marked.store);
    expect(trained).toMatchObject({ code: 0 });
    const id = /Run ([\w-]+):/.exec(trained.stderr)![1];
    const values = await sensitiveValues(marked.directory, id);
    expect(values.length).toBeGreaterThan(100);
    const said = (await everythingSaid(marked, id)).set('train', trained.stdout + trained.stderr).set('logs', await logsIn(marked.directory));
    for (const [what, text] of said) {
      expect(text, what).not.toContain(mark);
      expect(valuesIn(text, values), what).toEqual([]);
    }
    // The same look finds them where they were asked for.
    const asked = await cloister('runs', 'export', id, '--format', 'csv', '--include-sensitive', ...marked.store);
    expect(valuesIn(asked.stdout, values).length).toBeGreaterThan(100);
    for (const [file, content] of await filesIn(marked.directory)) expect(content.includes(mark), file).toBe(false);
  });
});

/** A defect of the trainer alone: it ends with an error that quotes the record which it stumbles over. */
async function breakTrainer(): Promise<void> {
  const script = join(await temporaryDirectory(), 'defect.cjs');
  await writeFile(
    script,
    `if (/trainer\\.js$/.test(process.argv[1] ?? '')) {
      const normalize = String.prototype.normalize;
      String.prototype.normalize = function (form) {
        if (this.includes('${mark}')) throw new TypeError('cannot take\\n    at all: ' + this);
        return normalize.call(this, form);
      };
    }`,
  );
  vi.stubEnv('NODE_OPTIONS', `--require ${script}`);
  onTestFinished(() => void vi.unstubAllEnvs());
}

describe('an error that quotes a record', () => {
  it('is in no text about the run that failed by it, but in an export that asks for it', async () => {
    const marked = await markedData();
    await breakTrainer();
    const trained = await cloister('train', marked.runFile, ...marked.store);
    expect(trained).toMatchObject({ code: 1 });
    const id = /Run ([\w-]+):/.exec(trained.stderr)![1];
    const said = (await everythingSaid(marked, id)).set('train', trained.stdout + trained.stderr).set('logs', await logsIn(marked.directory));
    for (const [what, text] of said) expect(text, what).not.toContain(mark);
    expect(said.get('logs')).toMatch(/Failed\. Why is kept with the run\.\n +at .*\n/);
    const asked = await cloister('runs', 'export', id, '--format', 'csv', '--include-sensitive', ...marked.store);
    expect(asked.stdout).toContain(mark);
  });

  it.each(['--exactness', '--two-worlds'])('is not in what check %s says', async (check) => {
    const { runFile, store } = await markedData();
    await breakTrainer();
    const { code, stdout, stderr } = await cloister('check', runFile, check, ...store);
    expect(code).toBe(1);
    expect(stderr).toMatch(/failed: Failed by a defect\. .*left out\./);
    expect(stdout + stderr).not.toContain(mark);
  });

  it('about a label that the run file does not name is without it', async () => {
    const { runFile, directory, store } = await markedData();
    await appendFile(join(dirname(runFile), 'notes.jsonl'), `${JSON.stringify({ text: 'amber', label: mark, author: 'author 1' })}\n`);
    const { stdout, stderr } = await cloister('check', runFile, ...store);
    expect(stdout + stderr).toMatch(/the label there is not one of data\.labels/);
    expect(stdout + stderr).not.toContain(mark);
    const trained = await cloister('train', runFile, ...store);
    expect(trained.code).toBe(2);
    expect(trained.stdout + trained.stderr).not.toContain(mark);
    expect(await json('runs', 'list', '--store', directory)).toEqual([]);
  });
});
