// Finds runs among many without reading all of them: by words, a page at a time, and those that have not ended.
import type { Run, RunId } from '../../protocol/run';
import type { Database } from '../driver';
import { fromRow, type RunRow } from './runRow';

/** Word for word the condition of an index, which only then is used. */
const hasNotEnded = `state ->> 'status' NOT IN ('finished', 'stopped', 'failed', 'lost')`;

export interface RunQuery {
  /** Words that must all occur in the name, the id, the name of the data or the state of a run, in any case. Empty: every run. */
  readonly text: string;
  /** Most runs of a page. */
  readonly limit: number;
}

export interface RunPage {
  /** The newest first. */
  readonly runs: readonly Run[];
  /** How many match in all. */
  readonly matching: number;
}

export class RunSearch {
  constructor(private readonly database: Database) {}

  async page({ text, limit }: RunQuery): Promise<RunPage> {
    const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
    const condition = words.map(() => 'instr(words, ?) > 0').join(' AND ') || 'true';
    const matches = `(SELECT *, lower(name || ' ' || id || ' ' || (data ->> 'name') || ' ' || (state ->> 'status')) AS words FROM runs)`;
    const rows = await this.database.all<RunRow>(`SELECT * FROM ${matches} WHERE ${condition} ORDER BY created_at DESC, id LIMIT ?`, [...words, limit]);
    const count = await this.database.get<{ matching: number }>(`SELECT count(*) AS matching FROM ${matches} WHERE ${condition}`, words);
    return { runs: rows.map(fromRow), matching: count!.matching };
  }

  /** Runs that have not ended, the newest first. Takes no longer when many others have ended. */
  async unfinished(): Promise<Run[]> {
    const rows = await this.database.all<RunRow>(`SELECT * FROM runs WHERE ${hasNotEnded} ORDER BY created_at DESC, id`);
    return rows.map(fromRow);
  }

  /** Runs that took all of their steps, the latest first. */
  async lastFinished(limit: number): Promise<Run[]> {
    const rows = await this.database.all<RunRow>(`SELECT * FROM runs WHERE state ->> 'status' = 'finished' ORDER BY created_at DESC, id LIMIT ?`, [limit]);
    return rows.map(fromRow);
  }

  /** Runs that were started, queued or resumed before this one and have not ended, in that order: those that it waits for in the queue. */
  async ahead(id: RunId): Promise<Run[]> {
    const rows = await this.database.all<RunRow>(
      `SELECT * FROM runs WHERE ${hasNotEnded} AND turn < (SELECT turn FROM runs WHERE id = ?) ORDER BY turn`,
      [id],
    );
    return rows.map(fromRow);
  }
}
