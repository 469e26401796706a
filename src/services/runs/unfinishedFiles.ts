// Removes the checkpoint that a trainer was writing when it was killed.
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunId } from '../../protocol/run';
import type { StorePaths } from '../../store/directory';

/**
 * For a run that was just found lost. A trainer that was taken for dead by mistake fails to finish the file, and its grants have ended
 * in any case.
 */
export async function removeUnfinishedFiles({ checkpoints }: StorePaths, runId: RunId): Promise<void> {
  const folder = join(checkpoints, runId);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []; // It wrote none.
    throw error;
  });
  await Promise.all(names.filter((name) => name.endsWith('.part')).map((name) => rm(join(folder, name), { force: true })));
}
