// Guarantees that were worked out before, since a composition takes tens of milliseconds and a list of runs needs hundreds.
import type { Guarantee } from '../../core/privacy/guarantee';
import { insertRows, type Database } from '../driver';
import { fromJson, toJson } from '../json';

export class GuaranteeTable {
  constructor(private readonly database: Database) {}

  /** Those that are known, by their keys. */
  async read(keys: readonly string[]): Promise<Map<string, Guarantee>> {
    const rows = await this.database.all<{ key: string; value: string }>(
      'SELECT key, value FROM guarantees WHERE key IN (SELECT value FROM json_each(?))',
      [JSON.stringify(keys)],
    );
    return new Map(rows.map(({ key, value }) => [key, fromJson(value)]));
  }

  /** The ε that is kept under a key of its own. */
  async readEpsilon(key: string): Promise<number | undefined> {
    const row = await this.database.get<{ value: string }>('SELECT value FROM guarantees WHERE key = ?', [key]);
    return row && fromJson(row.value);
  }

  /** Keeps an ε; one that is there already stays. */
  async keepEpsilon(key: string, epsilon: number): Promise<void> {
    await this.database.run('INSERT INTO guarantees (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING', [key, toJson(epsilon)]);
  }

  /** Keeps guarantees under their keys; one that is there already stays. */
  async keep(guarantees: ReadonlyMap<string, Guarantee>): Promise<void> {
    const rows = [...guarantees].map(([key, guarantee]) => [key, toJson(guarantee)] as const);
    await this.database.transaction((connection) => insertRows(connection, 'INSERT INTO guarantees (key, value)', rows, 'ON CONFLICT DO NOTHING'));
  }
}
