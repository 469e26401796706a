// Requests to trainers, as rows that a trainer reads between two steps: no socket has to survive anything.
import type { RunId, TrainerRequest } from '../../protocol/run';
import { accepts } from '../../protocol/runState';
import type { Connection, Database } from '../driver';
import { moveRun, readRun } from './runRow';

export class RequestTable {
  constructor(private readonly database: Database) {}

  /**
   * Asks the trainer to stop at the next step boundary, and moves the run to `stopping`, both or neither.
   * @returns false, and changes nothing, when the run has no trainer to ask
   */
  requestStop(runId: RunId): Promise<boolean> {
    return this.database.transaction(async (connection) => {
      if (!accepts((await readRun(connection, runId)).state, 'requestStop')) return false;
      await moveRun(connection, runId, { type: 'requestStop' });
      await connection.run(`INSERT INTO requests (run, kind, created_at) VALUES (?, 'stop', ?)`, [runId, Date.now()]);
      return true;
    });
  }

  /** What nobody has handled yet, the oldest first. */
  pending(runId: RunId): Promise<TrainerRequest[]> {
    return this.database.all<TrainerRequest>(
      'SELECT id, run AS runId, kind, created_at AS createdAt FROM requests WHERE run = ? AND handled_at IS NULL ORDER BY id',
      [runId],
    );
  }

  async markHandled(request: TrainerRequest): Promise<void> {
    await this.database.run('UPDATE requests SET handled_at = ? WHERE id = ?', [Date.now(), request.id]);
  }
}

/** Requests to a trainer that has ended are for nobody. */
export async function dismissRequests(connection: Connection, runId: RunId): Promise<void> {
  await connection.run('UPDATE requests SET handled_at = ? WHERE run = ? AND handled_at IS NULL', [Date.now(), runId]);
}
