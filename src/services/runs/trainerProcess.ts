// Starts trainer processes that outlive whoever starts them.
import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { CloisterError } from '../../base/errors';
import type { RunId } from '../../protocol/run';
import type { Store } from '../../store/store';
import { storeArguments } from '../trainerJobs';

/** The file that takes what a run's trainer prints. */
export const logFile = (store: Store, runId: RunId): string => join(store.paths.logs, `${runId}.log`);

/**
 * Starts `TRAINER run RUN --store DIRECTORY --ledger DIRECTORY` in a process group of its own, with its output appended to the run's log file.
 * @param trainer path of the trainer bundle
 * @returns its pid, when the operating system has started it
 * @throws CloisterError when it cannot be started
 */
export async function spawnTrainer(store: Store, runId: RunId, trainer: string): Promise<number> {
  const log = await open(logFile(store, runId), 'a', 0o600);
  try {
    const child = spawn(process.execPath, [trainer, 'run', runId, ...storeArguments(store)], {
      detached: true,
      windowsHide: true,
      cwd: store.paths.directory,
      stdio: ['ignore', log.fd, log.fd],
      // Inside an editor, execPath is the editor; this makes it behave as Node. Node itself does not look at it.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.unref();
    return child.pid!;
  } catch (error) {
    throw new CloisterError('failed', `The trainer process could not be started: ${(error as Error).message}.`, { cause: error });
  } finally {
    await log.close();
  }
}
