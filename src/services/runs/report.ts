// What there is to say about runs: what each was charged, where its files lie, and its latest figures.
import { join } from 'node:path';
import type { Guarantee } from '../../core/privacy/guarantee';
import { labelled, type Labelled } from '../../protocol/labelled';
import type { Run } from '../../protocol/run';
import type { Store } from '../../store/store';
import type { Accounting } from '../accounting/accounting';
import { chargedStepsOf, spentByAll } from '../spent';
import { timeSensitivity } from './progress';
import { resumableAmong } from './resumable';
import { logFile } from './trainerProcess';

/** A run and what it was charged. */
export interface RunOverview {
  readonly run: Run;
  /** Steps that are charged, in all attempts together; a resumed run may have been charged for more than it keeps. */
  readonly chargedSteps: number;
  /** Guarantee of everything that was charged. */
  readonly spent: Guarantee;
}

export interface RunReport extends RunOverview {
  readonly storeDirectory: string;
  /** Absolute path of the latest checkpoint. */
  readonly checkpoint: string | undefined;
  /** Absolute path of what the trainer printed. */
  readonly log: string;
  /** Whether taking it up again may be offered, see {@link resumableAmong}. */
  readonly resumable: boolean;
  /** From the first start to the end, or to now. */
  readonly seconds: Labelled<number> | undefined;
  /** Latest value of each scalar series, by name; not of ε, which stands in `spent` with all that gives it a meaning. */
  readonly latest: readonly { readonly name: string; readonly value: Labelled<number> }[];
}

export async function runReport(store: Store, accounting: Accounting, run: Run): Promise<RunReport> {
  const checkpoint = await store.checkpoints.latest(run.id);
  return {
    ...(await overviews(store, accounting, [run]))[0],
    storeDirectory: store.paths.directory,
    checkpoint: checkpoint && join(store.paths.checkpoints, checkpoint.path),
    log: logFile(store, run.id),
    resumable: (await resumableAmong(store, [{ run, claim: await store.ledger.claims.ofRun(run.id) }])).has(run.id),
    seconds: run.startedAt === undefined ? undefined : labelled(timeSensitivity(run), ((run.endedAt ?? Date.now()) - run.startedAt) / 1000),
    latest: (await store.scalars.latest(run.id)).filter(({ name }) => name !== 'epsilon'),
  };
}

/** Many runs at once, in their order. */
export async function overviews(store: Store, accounting: Accounting, runs: readonly Run[]): Promise<RunOverview[]> {
  const claims = await store.ledger.claims.ofRuns(runs.map(({ id }) => id));
  const claimOf = new Map(claims.map((claim) => [claim.runId, claim]));
  const charged = runs.map((run) => ({ run, claim: claimOf.get(run.id) }));
  const spent = await spentByAll(store, accounting, charged);
  return charged.map((each, i) => ({ run: each.run, chargedSteps: chargedStepsOf(each), spent: spent[i] }));
}
