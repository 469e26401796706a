// Tells whether anything was committed to the databases, without reading what.
import type { Database } from './driver';

/** One token a database. A token differs from an earlier one when any process has committed in between; the reverse may not hold. */
export interface ChangeTokens {
  readonly runs: string;
  readonly ledger: string;
}

export class Changes {
  constructor(
    private readonly runs: Database,
    private readonly ledger: Database,
  ) {}

  async tokens(): Promise<ChangeTokens> {
    const [runs, ledger] = await Promise.all([token(this.runs), token(this.ledger)]);
    return { runs, ledger };
  }
}

/** The data version counts the commits of other connections, and total_changes the rows that this one has changed. */
async function token(database: Database): Promise<string> {
  const row = await database.get<{ others: number; own: number }>('SELECT data_version AS others, total_changes() AS own FROM pragma_data_version');
  return `${row!.others}.${row!.own}`;
}
