// A small private data set and a run on it, for tests with real trainer processes.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunFile } from '../../src/core/config/runFile';
import { dataSetOf } from '../../src/services/ledger/dataSetOf';
import { createLedger } from '../../src/services/ledger/ledger';
import type { Store } from '../../src/store/store';
import { temporaryDirectory } from '../store/temporary';

const words = ['amber', 'budget', 'candle', 'doctor', 'engine', 'forest', 'garden', 'harbour', 'island', 'journey'];

/** 80 different notes of 20 authors; those of class "b" speak of other things than those of class "a". */
function notes(): string {
  const lines = Array.from({ length: 80 }, (_, i) => {
    const own = words.filter((_, k) => k % 2 === i % 2);
    const text = Array.from({ length: 6 }, (_, k) => own[(i * 3 + k * k) % own.length]).join(' ');
    return JSON.stringify({ text: `${text} ${i}`, label: i % 2 === 0 ? 'a' : 'b', author: `author ${i % 20}` });
  });
  return `${lines.join('\n')}\n`;
}

/** Writes data and run file into a new folder. */
export async function writeRunFile(changes: { model?: object; privacy?: object; training?: object; compute?: object } = {}): Promise<string> {
  const folder = await temporaryDirectory();
  await writeFile(join(folder, 'notes.jsonl'), notes());
  const run: RunFile = {
    name: 'small',
    data: { path: 'notes.jsonl', text: 'text', label: 'label', labels: ['a', 'b'], declared: 'private', testShare: 0.25, maxTokens: 16 },
    model: { preset: 'tiny', ...changes.model },
    privacy: {
      unit: 'record',
      neighbouringRelation: 'addOrRemoveOne',
      noiseMultiplier: 2,
      delta: 1e-3,
      clipNorm: 1,
      publicSize: 60,
      expectedBatchSize: 16,
      steps: 40,
      ...changes.privacy,
    },
    training: { optimizer: { name: 'adam' }, learningRate: 0.01, ...changes.training },
    compute: { workers: 1, ...changes.compute },
  };
  const file = join(folder, 'small.run.json');
  await writeFile(file, JSON.stringify(run));
  return file;
}

/** Gives the data of a run file a cap that holds a few of its runs. */
export async function giveBudget(store: Store, runFile: string, epsilon = 1000): Promise<void> {
  const { digest } = await dataSetOf(store, runFile);
  await createLedger(store).setCap(digest, { epsilon, delta: 1e-3 }, 'for the test');
}
