// Claims as they stand in the ledger's table.
import { memo } from '../../base/memo';
import { epsilonFromJson } from '../../core/privacy/epsilonJson';
import type { Mechanism } from '../../core/privacy/mechanism';
import { parseMechanism } from '../../core/privacy/mechanismJson';
import type { Claim, ClaimEnd, ClaimStatus } from '../../protocol/ledger';
import type { Connection } from '../driver';
import { readRow } from './damagedRow';

/** With the steps that are charged, from the grants. */
export const selectClaims = `
  SELECT *, (SELECT coalesce(sum(steps - untaken), 0) FROM grants WHERE grants.claim = claims.id) AS charged_steps
  FROM claims`;

export async function readClaim(connection: Connection, claimId: number): Promise<Claim> {
  const row = await connection.get<ClaimRow>(`${selectClaims} WHERE id = ?`, [claimId]);
  if (row === undefined) throw new Error(`There is no claim ${claimId} on the ledger.`);
  return claimFromRow(row);
}

export async function listClaims(connection: Connection, digest: string): Promise<Claim[]> {
  const rows = await connection.all<ClaimRow>(`${selectClaims} WHERE digest = ? ORDER BY id`, [digest]);
  return rows.map(claimFromRow);
}

export interface ClaimRow {
  id: number;
  run: string;
  digest: string;
  step_mechanism: string;
  delta: number;
  grant_steps: number;
  reserved_steps: number;
  charged_steps: number;
  evaluation: string | null;
  evaluation_charged: 0 | 1;
  planned_epsilon: string | null;
  status: 'open' | 'closed';
  outcome: 'committed' | 'released' | 'lost' | null;
  override_reason: string | null;
  end_reason: ClaimEnd | null;
  end_seen: 0 | 1;
  attempt: number;
  created_at: number;
}

/** Runs on one data set mostly share their mechanism, and checking it takes longer than reading it. */
const remember = memo<Mechanism>(1_000);

const mechanismOf = (text: string): Mechanism => remember(text, () => parseMechanism(JSON.parse(text)));

function promisedOf(text: string): Claim['promised'] {
  const { steps, pld, rdp } = JSON.parse(text) as { steps: number; pld: number | 'inf'; rdp: number | 'inf' };
  return { steps, pld: epsilonFromJson(pld), rdp: epsilonFromJson(rdp) };
}

/** Claims that were settled before outcomes were kept have none. */
function statusOf({ status, outcome, charged_steps, evaluation_charged }: ClaimRow): ClaimStatus {
  const spent = charged_steps > 0 || evaluation_charged === 1;
  if (status === 'open') return spent ? 'running' : 'reserved';
  return outcome ?? (spent ? 'committed' : 'released');
}

/** Of claims that were settled before reasons were kept nothing is known, so nothing is assumed in their favour. */
const endOf = ({ end_reason: reason, end_seen: seen }: ClaimRow): NonNullable<Claim['ended']> => ({ reason: reason ?? 'settled', unseen: reason !== null && seen === 0 });

/** @throws CloisterError for a row that was damaged */
export const claimFromRow = (row: ClaimRow): Claim => readRow(`The claim of run ${row.run}`, () => fromRow(row));

function fromRow(row: ClaimRow): Claim {
  return {
    id: row.id,
    runId: row.run,
    digest: row.digest,
    stepMechanism: mechanismOf(row.step_mechanism),
    delta: row.delta,
    grantSteps: row.grant_steps,
    reservedSteps: row.reserved_steps,
    chargedSteps: row.charged_steps,
    evaluation: row.evaluation === null ? undefined : { mechanism: mechanismOf(row.evaluation), charged: row.evaluation_charged === 1 },
    status: statusOf(row),
    ended: row.status === 'open' ? undefined : endOf(row),
    overrideReason: row.override_reason ?? undefined,
    attempt: row.attempt,
    promised: row.planned_epsilon === null ? undefined : promisedOf(row.planned_epsilon),
    createdAt: row.created_at,
  };
}
