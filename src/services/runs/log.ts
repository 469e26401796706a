// Reads what the trainer of a run printed.
import { readFile } from 'node:fs/promises';
import type { RunId } from '../../protocol/run';
import type { Store } from '../../store/store';
import { logFile } from './trainerProcess';

/**
 * Everything that the trainer printed, in all attempts; empty when it printed nothing or was never started.
 * @throws badInput when there is no such run
 */
export async function readLog(store: Store, runId: RunId): Promise<string> {
  await store.runs.get(runId);
  return readFile(logFile(store, runId), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
}
