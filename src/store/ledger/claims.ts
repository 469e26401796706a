// Claims of runs on data sets: reserved all at once, settled to what was granted. Whether a claim fits is the caller's judgement.
import { memo } from '../../base/memo';
import type { Mechanism } from '../../core/privacy/mechanism';
import { mechanismToJson, parseMechanism } from '../../core/privacy/mechanismJson';
import type { Claim, LedgerDataSet } from '../../protocol/ledger';
import type { RunId } from '../../protocol/run';
import type { Connection, Database } from '../driver';
import { readDataSet } from './dataSets';

/** What a run asks for. */
export type ClaimDraft = Pick<Claim, 'runId' | 'digest' | 'stepMechanism' | 'delta' | 'grantSteps' | 'reservedSteps'>;

/** The ledger of one data set as it would be with a change; `subject` is the claim that is new or extended. */
export interface ProposedLedger {
  readonly dataSet: LedgerDataSet;
  readonly claims: readonly Claim[];
  readonly subject: Claim;
}

/**
 * The policy: throws when the proposed ledger may not be. Runs inside the transaction, so that no other process can reserve
 * between the judgement and the write; pure, so that it holds nobody up.
 */
export type Judge = (proposed: ProposedLedger) => void;

export class ClaimTable {
  constructor(private readonly database: Database) {}

  /**
   * Reserves a claim durably, or changes nothing.
   * @throws whatever `judge` throws; Error when the data set is not registered or the run has a claim
   */
  reserve(draft: ClaimDraft, judge: Judge): Promise<Claim> {
    return this.database.transaction(async (connection) => {
      const { lastId } = await connection.run(
        `INSERT INTO claims (run, digest, step_mechanism, delta, grant_steps, reserved_steps, status, attempt, created_at)
         VALUES (?, ?, ?, ?, ?, ?, 'open', 1, ?)`,
        [draft.runId, draft.digest, JSON.stringify(mechanismToJson(draft.stepMechanism)), draft.delta, draft.grantSteps, draft.reservedSteps, Date.now()],
      );
      return judged(connection, lastId, judge);
    });
  }

  /**
   * Opens the claim of an ended run for a further attempt: what was charged stays, and `steps` more are reserved. Earlier attempts
   * get no further grants, even if their process still lives.
   * @throws whatever `judge` throws, leaving the claim as it was
   */
  extend(claimId: number, steps: number, judge: Judge): Promise<Claim> {
    return this.database.transaction(async (connection) => {
      const { chargedSteps } = await readClaim(connection, claimId);
      await connection.run(`UPDATE claims SET status = 'open', attempt = attempt + 1, reserved_steps = ? WHERE id = ?`, [chargedSteps + steps, claimId]);
      return judged(connection, claimId, judge);
    });
  }

  /**
   * Settles a claim: what was granted stays charged, the rest is free again, and no further grant is given, all in one step.
   * Closing twice changes nothing, nor does closing an attempt after a later one has begun.
   */
  close({ id, attempt }: Pick<Claim, 'id' | 'attempt'>): Promise<Claim> {
    return this.database.transaction(async (connection) => {
      await connection.run(`UPDATE claims SET status = 'closed' WHERE id = ? AND attempt = ?`, [id, attempt]);
      return readClaim(connection, id);
    });
  }

  async ofRun(runId: RunId): Promise<Claim | undefined> {
    const row = await this.database.get<ClaimRow>(`${select} WHERE run = ?`, [runId]);
    return row && fromRow(row);
  }

  /** The claims of many runs at once, in no order; runs without a claim have none here. */
  async ofRuns(runIds: readonly RunId[]): Promise<Claim[]> {
    const rows = await this.database.all<ClaimRow>(`${select} WHERE run IN (SELECT value FROM json_each(?))`, [JSON.stringify(runIds)]);
    return rows.map(fromRow);
  }

  /** All claims on a data set, the oldest first, those of deleted runs included. */
  list(digest: string): Promise<Claim[]> {
    return listClaims(this.database, digest);
  }
}

/** Shows the ledger with the change to the judge; its error rolls the change back. */
async function judged(connection: Connection, claimId: number, judge: Judge): Promise<Claim> {
  const subject = await readClaim(connection, claimId);
  const dataSet = await readDataSet(connection, subject.digest);
  judge({ dataSet: dataSet!, claims: await listClaims(connection, subject.digest), subject });
  return subject;
}

const select = `
  SELECT *, (SELECT coalesce(sum(steps - untaken), 0) FROM grants WHERE grants.claim = claims.id) AS charged_steps
  FROM claims`;

export async function readClaim(connection: Connection, claimId: number): Promise<Claim> {
  const row = await connection.get<ClaimRow>(`${select} WHERE id = ?`, [claimId]);
  if (row === undefined) throw new Error(`There is no claim ${claimId} on the ledger.`);
  return fromRow(row);
}

async function listClaims(connection: Connection, digest: string): Promise<Claim[]> {
  const rows = await connection.all<ClaimRow>(`${select} WHERE digest = ? ORDER BY id`, [digest]);
  return rows.map(fromRow);
}

interface ClaimRow {
  id: number;
  run: string;
  digest: string;
  step_mechanism: string;
  delta: number;
  grant_steps: number;
  reserved_steps: number;
  charged_steps: number;
  status: Claim['status'];
  attempt: number;
  created_at: number;
}

/** Runs on one data set mostly share their mechanism, and checking it takes longer than reading it. */
const remember = memo<Mechanism>(1_000);

function fromRow(row: ClaimRow): Claim {
  return {
    id: row.id,
    runId: row.run,
    digest: row.digest,
    stepMechanism: remember(row.step_mechanism, () => parseMechanism(JSON.parse(row.step_mechanism))),
    delta: row.delta,
    grantSteps: row.grant_steps,
    reservedSteps: row.reserved_steps,
    chargedSteps: row.charged_steps,
    status: row.status,
    attempt: row.attempt,
    createdAt: row.created_at,
  };
}
