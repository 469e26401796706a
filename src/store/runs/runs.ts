// The table of runs: their life, from creation to deletion.
import type { ProcessIdentity, Run, RunId, RunResult, TrainerFacts } from '../../protocol/run';
import { accepts, isActive, type RunEvent, type RunState, type WhenBusy } from '../../protocol/runState';
import type { Connection, Database } from '../driver';
import { toJson } from '../json';
import { isConstraintViolation } from '../sqliteErrors';
import { dismissRequests } from './requests';
import { makeRunId } from './runId';
import { fromRow, moveRun, readRun, type RunRow } from './runRow';
import { dropScalars } from './scalars';
import { dropVectors } from './vectors';

/** What a run is made of; the rest comes with its life. */
export type RunDraft = Pick<Run, 'name' | 'config' | 'plan' | 'data' | 'environment'>;

export class RunTable {
  constructor(private readonly database: Database) {}

  /** Stores a run in state `created` under a new id. */
  async create(draft: RunDraft): Promise<Run> {
    const id = makeRunId();
    const state: RunState = { status: 'created' };
    const documents = [state, draft.config, draft.plan, draft.data, draft.environment].map(toJson);
    try {
      await this.database.run(
        'INSERT INTO runs (id, name, state, config, plan, data, environment, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        [id, draft.name, ...documents, Date.now()],
      );
    } catch (error) {
      if (isConstraintViolation(error)) return this.create(draft); // The id was taken: one time in millions.
      throw error;
    }
    return this.get(id);
  }

  /** @throws badInput when there is no such run */
  get(id: RunId): Promise<Run> {
    return readRun(this.database, id);
  }

  /** Undefined when there is no such run, e.g. because somebody else has just deleted it. */
  async find(id: RunId): Promise<Run | undefined> {
    const row = await this.database.get<RunRow>('SELECT * FROM runs WHERE id = ?', [id]);
    return row && fromRow(row);
  }

  /** All runs, the newest first. */
  async list(): Promise<Run[]> {
    const rows = await this.database.all<RunRow>('SELECT * FROM runs ORDER BY created_at DESC, rowid DESC');
    return rows.map(fromRow);
  }

  /** Moves a run along; several processes may try at once, and each sees the state that the one before left. */
  move(id: RunId, event: RunEvent): Promise<Run> {
    return this.database.transaction((connection) => moveRun(connection, id, event));
  }

  /**
   * A trainer's last word on its own attempt.
   * @returns false, and changes nothing, when the run was marked lost, resumed elsewhere or deleted meanwhile
   */
  end(id: RunId, attempt: number, event: RunEvent): Promise<boolean> {
    return this.database.transaction(async (connection) => {
      const row = await connection.get<RunRow>('SELECT * FROM runs WHERE id = ? AND attempt = ?', [id, attempt]);
      if (row === undefined || !accepts(fromRow(row).state, event.type)) return false;
      await moveRun(connection, id, event);
      return true;
    });
  }

  /**
   * First start of a run: state `starting` or `queued`, attempt 1, the latest turn in the queue.
   * The process is not known yet: {@link noteProcess} or the trainer's own {@link attach} says.
   */
  start(id: RunId, whenBusy: WhenBusy): Promise<Run> {
    return this.database.transaction(async (connection) => {
      await moveRun(connection, id, { type: 'start', whenBusy });
      return beginAttempt(connection, id, 0);
    });
  }

  /**
   * Starts an ended run again: state `starting` or `queued`, next attempt, the latest turn in the queue.
   * What its series say about the steps that will be taken again (`fromStep` and later) is dropped, and so are requests to the
   * trainer that has ended.
   * @param reserve reserves the budget for the steps to come; when it throws, the run stays as it was
   */
  resume(id: RunId, fromStep: number, whenBusy: WhenBusy, reserve: () => Promise<unknown>): Promise<Run> {
    return this.database.transaction(async (connection) => {
      await moveRun(connection, id, { type: 'resume', whenBusy });
      await reserve();
      await dropScalars(connection, id, fromStep);
      await dropVectors(connection, id, fromStep);
      await dismissRequests(connection, id);
      return beginAttempt(connection, id, fromStep);
    });
  }

  /** The launcher's word for which process trains, until the trainer itself has spoken. */
  async noteProcess(id: RunId, process: ProcessIdentity): Promise<void> {
    await this.database.run('UPDATE runs SET pid = ?, process_start = ? WHERE id = ? AND pid IS NULL', [process.pid, process.startTime ?? null, id]);
  }

  /**
   * The trainer's first report: its process. The state stays: a queued run goes on waiting.
   * @throws Error when the run has no trainer to expect, e.g. because it was marked lost meanwhile
   */
  attach(id: RunId, process: ProcessIdentity): Promise<Run> {
    return this.database.transaction(async (connection) => {
      const run = await readRun(connection, id);
      if (!isActive(run.state)) throw new Error(`A run that is ${run.state.status} takes no trainer.`);
      return noteTrainerProcess(connection, id, process);
    });
  }

  /** The trainer begins: state `running` (or still `stopping`), with its process. */
  started(id: RunId, process: ProcessIdentity): Promise<Run> {
    return this.database.transaction(async (connection) => {
      await moveRun(connection, id, { type: 'started' });
      await connection.run('UPDATE runs SET started_at = coalesce(started_at, ?) WHERE id = ?', [Date.now(), id]);
      return noteTrainerProcess(connection, id, process);
    });
  }

  async noteTrainer(id: RunId, trainer: TrainerFacts): Promise<void> {
    await this.database.run('UPDATE runs SET trainer = ? WHERE id = ?', [toJson(trainer), id]);
  }

  /**
   * A sign of life, with the number of steps taken so far.
   * @returns false when the run is no longer this attempt's (marked lost, resumed elsewhere or deleted): the trainer must end
   */
  async heartbeat(id: RunId, attempt: number, step: number): Promise<boolean> {
    const { changes } = await this.database.run(
      `UPDATE runs SET heartbeat_at = ?, step = ? WHERE id = ? AND attempt = ? AND state ->> 'status' IN ('starting', 'queued', 'running', 'stopping')`,
      [Date.now(), step, id, attempt],
    );
    return changes === 1;
  }

  async setResult(id: RunId, result: RunResult): Promise<void> {
    await this.database.run('UPDATE runs SET result = ? WHERE id = ?', [toJson(result), id]);
  }

  /** Removes a run with its series, checkpoints' rows and requests. The ledger is another file and keeps its claim. */
  async delete(id: RunId): Promise<void> {
    await this.database.run('DELETE FROM runs WHERE id = ?', [id]);
  }
}

/** A queued run has not started: waiting is no part of its duration. */
async function beginAttempt(connection: Connection, id: RunId, step: number): Promise<Run> {
  const now = Date.now();
  await connection.run(
    `UPDATE runs SET attempt = attempt + 1, step = ?, pid = NULL, process_start = NULL, heartbeat_at = ?,
            turn = (SELECT coalesce(max(turn), 0) + 1 FROM runs),
            started_at = CASE state ->> 'status' WHEN 'queued' THEN started_at ELSE coalesce(started_at, ?) END
      WHERE id = ?`,
    [step, now, now, id],
  );
  return readRun(connection, id);
}

async function noteTrainerProcess(connection: Connection, id: RunId, { pid, startTime }: ProcessIdentity): Promise<Run> {
  await connection.run('UPDATE runs SET pid = ?, process_start = ?, heartbeat_at = ? WHERE id = ?', [pid, startTime ?? null, Date.now(), id]);
  return readRun(connection, id);
}
