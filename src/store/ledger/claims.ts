// Claims of runs on data sets: reserved all at once, settled to what was granted. Whether a claim fits is the caller's judgement.
import { memo } from '../../base/memo';
import { epsilonFromJson, epsilonToJson } from '../../core/privacy/epsilonJson';
import type { Mechanism } from '../../core/privacy/mechanism';
import { mechanismToJson, parseMechanism } from '../../core/privacy/mechanismJson';
import { isOpen, type Claim, type ClaimStatus, type LedgerDataSet } from '../../protocol/ledger';
import type { RunId } from '../../protocol/run';
import type { Connection, Database } from '../driver';
import type { Chain, LedgerConnection } from './chain';
import { readDataSet } from './dataSets';

/** What a run asks for. */
export type ClaimDraft = Pick<Claim, 'runId' | 'digest' | 'stepMechanism' | 'delta' | 'grantSteps' | 'reservedSteps'> & {
  /** The version of the data set that is trained on. */
  readonly content?: string;
  /** Why it is let in although it does not fit; absent for a claim that has to. */
  readonly overrideReason?: string | undefined;
  readonly evaluation?: Mechanism;
  /** ε of all of it, by both accountants; Infinity without a guarantee. */
  readonly epsilon: { readonly pld: number; readonly rdp: number };
};

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
  constructor(
    private readonly database: Database,
    private readonly chain: Chain,
  ) {}

  /**
   * Reserves a claim durably, or changes nothing.
   * @throws whatever `judge` throws; Error when the data set is not registered or the run has a claim
   */
  reserve(draft: ClaimDraft, judge: Judge): Promise<Claim> {
    return this.chain.transaction(async (connection) => {
      const { lastId } = await connection.run(
        `INSERT INTO claims (run, digest, step_mechanism, delta, grant_steps, reserved_steps, evaluation, planned_epsilon, content, override_reason, status, attempt, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', 1, ?)`,
        [
          draft.runId,
          draft.digest,
          mechanismText(draft.stepMechanism),
          draft.delta,
          draft.grantSteps,
          draft.reservedSteps,
          draft.evaluation === undefined ? null : mechanismText(draft.evaluation),
          promisedText(draft),
          draft.content ?? draft.digest,
          draft.overrideReason ?? null,
          Date.now(),
        ],
      );
      const claim = await judged(connection, lastId, judge);
      await connection.note(draft.overrideReason === undefined ? 'claimReserved' : 'overridden', 'claims', lastId, draft.overrideReason);
      return claim;
    });
  }

  /**
   * Opens the claim of an ended run for a further attempt: what was charged stays, and `steps` more are reserved. Earlier attempts
   * get no further grants, even if their process still lives.
   * @throws whatever `judge` throws, leaving the claim as it was
   */
  extend(claimId: number, steps: number, judge: Judge): Promise<Claim> {
    return this.chain.transaction(async (connection) => {
      const { chargedSteps } = await readClaim(connection, claimId);
      await connection.run(`UPDATE claims SET status = 'open', outcome = NULL, attempt = attempt + 1, reserved_steps = ? WHERE id = ?`, [chargedSteps + steps, claimId]);
      const claim = await judged(connection, claimId, judge);
      await connection.note('claimExtended', 'claims', claimId);
      return claim;
    });
  }

  /**
   * Settles a claim: what was granted stays charged, the rest is free again, and no further grant is given, all in one step.
   * Closing twice changes nothing, nor does closing an attempt after a later one has begun.
   * @param end `lost`: the trainer went without a word
   */
  close({ id, attempt }: Pick<Claim, 'id' | 'attempt'>, end: 'settled' | 'lost'): Promise<Claim> {
    return this.chain.transaction(async (connection) => {
      const claim = await readClaim(connection, id);
      if (claim.attempt !== attempt || !isOpen(claim)) return claim;
      const outcome = end === 'lost' ? 'lost' : claim.status === 'running' ? 'committed' : 'released';
      await connection.run(`UPDATE claims SET status = 'closed', outcome = ? WHERE id = ?`, [outcome, id]);
      await connection.note(end === 'lost' ? 'claimLost' : 'claimSettled', 'claims', id);
      return readClaim(connection, id);
    });
  }

  /**
   * Charges the release of the evaluation, once, before anything of it is computed.
   * @returns false when it was charged before, or the claim has ended or belongs to a later attempt: nothing may be released
   */
  chargeEvaluation({ id, attempt }: Pick<Claim, 'id' | 'attempt'>): Promise<boolean> {
    return this.chain.transaction(async (connection) => {
      const claim = await readClaim(connection, id);
      if (claim.attempt !== attempt || !isOpen(claim) || claim.evaluation === undefined || claim.evaluation.charged) return false;
      await connection.run('UPDATE claims SET evaluation_charged = 1 WHERE id = ?', [id]);
      await connection.note('evaluationCharged', 'claims', id);
      return true;
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

  /** On all data sets, the oldest first. */
  async all(): Promise<Claim[]> {
    return (await this.database.all<ClaimRow>(`${select} ORDER BY id`)).map(fromRow);
  }

  /** All claims on a data set, the oldest first, those of deleted runs included. */
  list(digest: string): Promise<Claim[]> {
    return listClaims(this.database, digest);
  }
}

/** Shows the ledger with the change to the judge; its error rolls the change back. */
async function judged(connection: LedgerConnection, claimId: number, judge: Judge): Promise<Claim> {
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

export async function listClaims(connection: Connection, digest: string): Promise<Claim[]> {
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
  evaluation: string | null;
  evaluation_charged: 0 | 1;
  planned_epsilon: string | null;
  status: 'open' | 'closed';
  outcome: 'committed' | 'released' | 'lost' | null;
  override_reason: string | null;
  attempt: number;
  created_at: number;
}

/** Runs on one data set mostly share their mechanism, and checking it takes longer than reading it. */
const remember = memo<Mechanism>(1_000);

const mechanismOf = (text: string): Mechanism => remember(text, () => parseMechanism(JSON.parse(text)));

const mechanismText = (mechanism: Mechanism): string => JSON.stringify(mechanismToJson(mechanism));

const promisedText = ({ reservedSteps: steps, epsilon: { pld, rdp } }: ClaimDraft): string => JSON.stringify({ steps, pld: epsilonToJson(pld), rdp: epsilonToJson(rdp) });

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
    overrideReason: row.override_reason ?? undefined,
    attempt: row.attempt,
    promised: row.planned_epsilon === null ? undefined : promisedOf(row.planned_epsilon),
    createdAt: row.created_at,
  };
}
