// Which checkpoint files of a run are complete.
import type { Checkpoint, RunId } from '../../protocol/run';
import type { Database } from '../driver';

export class CheckpointTable {
  constructor(private readonly database: Database) {}

  /** Notes a checkpoint whose file is complete and synced; a resumed run overwrites the one of the same step. */
  async add(checkpoint: Omit<Checkpoint, 'createdAt'>): Promise<void> {
    await this.database.run('INSERT OR REPLACE INTO checkpoints (run, step, path, sha256, created_at) VALUES (?, ?, ?, ?, ?)', [
      checkpoint.runId,
      checkpoint.step,
      checkpoint.path,
      checkpoint.sha256,
      Date.now(),
    ]);
  }

  /** In rising order of steps. */
  list(runId: RunId): Promise<Checkpoint[]> {
    return this.database.all<Checkpoint>(
      'SELECT run AS runId, step, path, sha256, created_at AS createdAt FROM checkpoints WHERE run = ? ORDER BY step',
      [runId],
    );
  }

  async latest(runId: RunId): Promise<Checkpoint | undefined> {
    return (await this.list(runId)).at(-1);
  }
}
