// A store, a run file and its data, and a stand-in for the trainer, for tests of runs with real processes.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished, vi } from 'vitest';
import type { RunFile } from '../../src/core/config/runFile';
import type { Claim } from '../../src/protocol/ledger';
import type { Run } from '../../src/protocol/run';
import { watchRun } from '../../src/services/runs/watch';
import type { Store } from '../../src/store/store';
import { temporaryDirectory, temporaryStore } from '../store/temporary';
import { bundleChild, modulePath } from './childProcess';

const records = Array.from({ length: 60 }, (_, i) => ({ text: `message number ${i} about ${i % 2 ? 'money' : 'meetings'}`, label: i % 2 ? 'spam' : 'ham' }));

const runFile = (name: string): RunFile => ({
  name,
  data: { path: 'mails.jsonl', text: 'text', label: 'label', labels: ['ham', 'spam'], declared: 'private', testShare: 0.2, maxTokens: 16 },
  model: { preset: 'tiny' },
  privacy: {
    unit: 'record',
    neighbouringRelation: 'addOrRemoveOne',
    noiseMultiplier: 2,
    delta: 1e-4,
    clipNorm: 1,
    publicSize: 50,
    expectedBatchSize: 10,
    steps: 100,
  },
  training: { optimizer: { name: 'adam' }, learningRate: 0.01 },
});

export interface Project {
  readonly store: Store;
  /** The run file. */
  readonly path: string;
  /** The stand-in. */
  readonly trainer: string;
}

/** Behaviour of the stand-in; see stubTrainer.ts. */
export type Behaviour = 'finishes' | 'waits' | 'lasts' | 'deaf' | 'crashes';

/** Bundles the stand-in once for a test file; returns what makes a store with a default cap, and a run file beside its data. */
export function useProjects(): (behaviour: Behaviour, epsilon?: number) => Promise<Project> {
  let trainer: string;
  let bundles: string;
  beforeAll(async () => {
    bundles = await mkdtemp(join(tmpdir(), 'cloister-test-'));
    trainer = await bundleChild('stubTrainer', bundles);
  });
  afterAll(() => rm(bundles, { recursive: true }));

  return async (behaviour, epsilon = 100) => {
    vi.stubEnv('NODE_PATH', modulePath);
    onTestFinished(() => void vi.unstubAllEnvs());
    const directory = await temporaryDirectory();
    const store = await temporaryStore();
    await writeFile(store.paths.settings, JSON.stringify({ defaultCap: { epsilon, delta: 1e-4 } }));
    await writeFile(join(directory, 'mails.jsonl'), records.map((record) => JSON.stringify(record)).join('\n'));
    const path = join(directory, 'run.json');
    await writeFile(path, `// A comment, as people write them.\n${JSON.stringify(runFile(behaviour))}`);
    return { store, path, trainer };
  };
}

/** Follows a run to its end. */
export async function end(store: Store, run: Run): Promise<Run> {
  let last = run;
  for await (const update of watchRun(store, run.id, { interval: 20 })) last = update.run;
  return last;
}

/** Follows a run until its first steps are taken. */
export async function underWay(store: Store, { id }: Run): Promise<Run> {
  for await (const { run } of watchRun(store, id, { interval: 5 })) if (run.step > 0) return run;
  throw new Error(`Run ${id} ended without a step.`);
}

export const claimOf = async (store: Store, { id }: Run): Promise<Claim> => (await store.ledger.claims.ofRun(id))!;
