// Launches a run: check, reserve, store, start, in this order, so that nothing is computed before its budget is on the ledger.
import { badInput, CloisterError } from '../../base/errors';
import { pathText } from '../../core/config/documentPath';
import type { LoadProgress, OnProgress } from '../../data/textRecord';
import type { Run, RunData, RunId } from '../../protocol/run';
import type { WhenBusy } from '../../protocol/runState';
import { processIdentity } from '../../store/processIdentity';
import type { Store } from '../../store/store';
import type { Accounting } from '../accounting/accounting';
import { collectEnvironment } from '../environment';
import { createLedger, type Exceptions } from '../ledger/ledger';
import { planOrThrow } from '../planning';
import { loadData } from '../dataOfRun';
import { privacyFindings } from '../privacyFindings';
import { loadRunFile, type LoadedRunFile } from '../runFile';
import { spawnTrainer } from './trainerProcess';

export type { LoadProgress };

export interface LaunchOptions {
  /** Path of the trainer bundle. */
  readonly trainer: string;
  /** Works out the plan. */
  readonly accounting: Accounting;
  /** What was decided against the rules of the ledger, with reasons. */
  readonly exceptions?: Exceptions;
  /** Whether the run waits for others that are active, or trains beside them. */
  readonly whenBusy: WhenBusy;
  readonly onProgress?: OnProgress;
  /** Gives up while the data is being loaded; later it has no effect, and the run is there. */
  readonly signal?: AbortSignal;
}

/**
 * Launches the run that a file describes.
 * @param runFile its path, or what was read from it
 * @returns the run in state `starting` or `queued`; follow it with `watchRun`
 * @throws badInput for a bad run file or bad data, refused by the ledger, interrupted by the signal; then no run is left behind
 *   and nothing is reserved
 */
export async function launch(store: Store, runFile: string | LoadedRunFile, options: LaunchOptions): Promise<Run> {
  const run = await createRun(store, runFile, options);
  await store.runs.start(run.id, options.whenBusy);
  return startTrainer(store, run.id, options.trainer);
}

/**
 * Everything of {@link launch} but the start: the run is stored in state `created`, and its budget is reserved.
 * The run comes before its claim, so that a crash in between leaves no claim that nobody looks after.
 */
export async function createRun(store: Store, runFile: string | LoadedRunFile, options: Omit<LaunchOptions, 'trainer' | 'whenBusy'>): Promise<Run> {
  const file = typeof runFile === 'string' ? await loadRunFile(runFile) : runFile;
  const { config, baseDirectory } = file;
  const errors = privacyFindings(config.privacy).filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw badInput(errors.map(({ path, message }) => `${pathText(path)}: ${message}`).join('\n'));

  const plan = await planOrThrow(options.accounting, config.privacy);
  const { name, digest, declared, sketch } = await interruptible(loadData(store, file, options.onProgress), options.signal);
  const data: RunData = { name, digest, declared, baseDirectory };
  const run = await store.runs.create({ name: config.name, config, plan, data, environment: await collectEnvironment(baseDirectory) });
  try {
    await createLedger(store).reserve(run.id, { name, digest, declared, sketch }, plan, options.exceptions);
  } catch (error) {
    await store.runs.delete(run.id);
    throw error;
  }
  return run;
}

/** The result of the work, or an error as soon as the signal aborts; the work itself goes on unheard. */
function interruptible<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new CloisterError('interrupted', 'Interrupted while loading the data: no run was made, and nothing was spent.'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/**
 * Starts the trainer of a run in state `starting` or `queued` and notes its process.
 * When it cannot be started, the run fails and its claim is settled.
 */
export async function startTrainer(store: Store, runId: RunId, trainer: string): Promise<Run> {
  try {
    const pid = await spawnTrainer(store, runId, trainer);
    const identity = await processIdentity(pid);
    if (identity !== undefined) await store.runs.noteProcess(runId, identity);
    return await store.runs.get(runId);
  } catch (error) {
    await createLedger(store).close(runId, 'failed');
    await store.runs.move(runId, { type: 'fail', message: (error as Error).message });
    throw error;
  }
}
