// One run's row: reading it, and moving its state inside a transaction.
import { CloisterError } from '../../base/errors';
import type { Run, RunId } from '../../protocol/run';
import { isActive, transition, type RunEvent } from '../../protocol/runState';
import type { Connection, SqlValue } from '../driver';
import { fromJson, toJson } from '../json';

/** Moves a run along inside a transaction that the caller holds. */
export async function moveRun(connection: Connection, id: RunId, event: RunEvent): Promise<Run> {
  const before = await readRun(connection, id);
  const state = transition(before.state, event);
  const endedAt = isActive(state) ? null : Date.now();
  await connection.run('UPDATE runs SET state = ?, ended_at = ? WHERE id = ?', [toJson(state), endedAt, id]);
  return readRun(connection, id);
}

/** @throws badInput when there is no such run */
export async function readRun(connection: Connection, id: RunId): Promise<Run> {
  const row = await connection.get<RunRow>('SELECT * FROM runs WHERE id = ?', [id]);
  if (row === undefined) throw new CloisterError('badInput', `There is no run "${id}" in this store.`, { remedy: { kind: 'listRuns' } });
  return fromRow(row);
}

/** A row of the table as SQLite hands it out. */
export interface RunRow extends Record<string, SqlValue> {
  id: string;
  name: string;
  state: string;
  config: string;
  plan: string;
  data: string;
  environment: string;
  created_at: number;
  started_at: number | null;
  ended_at: number | null;
  pid: number | null;
  process_start: string | null;
  heartbeat_at: number | null;
  step: number;
  attempt: number;
  result: string | null;
  turn: number | null;
  trainer: string | null;
}

export function fromRow(row: RunRow): Run {
  return {
    id: row.id,
    name: row.name,
    state: fromJson(row.state),
    config: fromJson(row.config),
    plan: fromJson(row.plan),
    data: fromJson(row.data),
    environment: fromJson(row.environment),
    createdAt: row.created_at,
    startedAt: row.started_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    process: row.pid === null ? undefined : { pid: row.pid, startTime: row.process_start ?? undefined },
    heartbeatAt: row.heartbeat_at ?? undefined,
    step: row.step,
    attempt: row.attempt,
    trainer: row.trainer === null ? undefined : fromJson(row.trainer),
    result: row.result === null ? undefined : fromJson(row.result),
  };
}
