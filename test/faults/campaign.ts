// One store after another, each through many attempts of runs that something happens to, with one witness over all of them.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planRun } from '../../src/core/plan';
import type { Claim } from '../../src/protocol/ledger';
import type { Run } from '../../src/protocol/run';
import { isResumable } from '../../src/protocol/runState';
import { markLostRuns } from '../../src/services/runs/liveness';
import type { RunDraft } from '../../src/store/runs/runs';
import { openStore, type Store } from '../../src/store/store';
import { exampleConfig, exampleRun } from '../store/examples';
import type { Task } from './children/trainee';
import type { Fault } from './fault';
import { reckon, type Complaint } from './reckoning';
import { trainee, type Bundles, type Outcome } from './sabotage';
import { testimony } from './witness';

export interface Battle {
  readonly outcome: Outcome;
  readonly complaints: readonly Complaint[];
  /** The run's claim as the fault left it; undefined when it has none. */
  readonly claim: Claim | undefined;
  /** Steps that were begun by all attempts on the store so far. */
  readonly begun: number;
}

/** A run of 450 steps, in grants of five. */
const draft: RunDraft = { ...exampleRun, plan: planRun({ ...exampleConfig.privacy, noiseMultiplier: 8, steps: 450 }) };

/** A task for a trainee that goes through unless something happens to it. */
export const taskOf = (task: Omit<Task, 'draft' | 'steps'> & { readonly steps?: number }): Task => ({ draft, steps: 12, ...task });

/** How many operations a whole run is made of, on a new store. */
export async function operationsOf(bundles: Bundles, folder: string): Promise<number> {
  const file = join(folder, 'operations.txt');
  await new Campaign(bundles, join(folder, 'store')).attempt([{ type: 'list', file }]);
  return (await readFile(file, 'utf8')).split('\n').length - 1;
}

/** Attempts on one store, the next always on what the one before left behind. */
export class Campaign {
  private runs = 0;

  constructor(
    private readonly bundles: Bundles,
    readonly folder: string,
  ) {}

  /**
   * One attempt under some faults, and the reckoning with everything that any attempt on this store ever noted.
   * @param resume whether to take up an earlier run again, if one can be
   */
  async attempt(faults: readonly Fault[] = [], { steps, resume }: { readonly steps?: number; readonly resume?: boolean } = {}): Promise<Battle> {
    await mkdir(this.folder, { recursive: true });
    const run = resume ? await this.resumable() : undefined;
    const cap = 50 + this.runs++;
    const outcome = await trainee(this.bundles, this.folder, taskOf({ cap, ...(steps && { steps }), ...(run && { resume: run.id }) }), faults);
    return this.open(async (store) => {
      const facts = testimony(join(this.folder, 'witness.log'));
      const before = await reckon(store, facts);
      const claim = (await store.ledger.claims.all()).at(-1);
      await markLostRuns(store);
      return { outcome, claim, complaints: [...before, ...(await reckon(store, facts))], begun: facts.filter(({ type }) => type === 'begun').length };
    });
  }

  async open<T>(use: (store: Store) => Promise<T>): Promise<T> {
    const store = await openStore(join(this.folder, 'store'));
    try {
      return await use(store);
    } finally {
      await store.close();
    }
  }

  private resumable(): Promise<Run | undefined> {
    return this.open(async (store) => {
      const latest = (await store.runs.list())[0] as Run | undefined;
      return latest !== undefined && isResumable(latest.state) ? latest : undefined;
    });
  }
}
