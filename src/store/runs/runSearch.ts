// Finds runs among many without reading all of them: by words, a page at a time, and those that have not ended.
import type { Run } from '../../protocol/run';
import type { RunStatus } from '../../protocol/runState';
import type { Database } from '../driver';
import { fromRow, type RunRow } from './runRow';

/** Every state that a run does not leave by itself. */
const ended: readonly RunStatus[] = ['finished', 'stopped', 'failed', 'lost'];

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

  /** Runs that have not ended, the newest first. */
  async unfinished(): Promise<Run[]> {
    const rows = await this.database.all<RunRow>(
      `SELECT * FROM runs WHERE state ->> 'status' NOT IN (SELECT value FROM json_each(?)) ORDER BY created_at DESC, id`,
      [JSON.stringify(ended)],
    );
    return rows.map(fromRow);
  }
}
