// Claims of runs on data sets: reserved all at once, settled to what was granted. Whether a claim fits is the caller's judgement.
import { epsilonToJson } from '../../core/privacy/epsilonJson';
import type { Mechanism } from '../../core/privacy/mechanism';
import { mechanismToJson } from '../../core/privacy/mechanismJson';
import { isGone, isOpen, mayHaveLooked, type Claim, type ClaimEnd, type LedgerDataSet } from '../../protocol/ledger';
import { grantsEvaluation } from '../../protocol/ledgerCosts';
import type { RunId } from '../../protocol/run';
import type { Database } from '../driver';
import type { Chain, LedgerConnection } from './chain';
import { claimFromRow, listClaims, readClaim, selectClaims, type ClaimRow } from './claimRow';
import { readDataSet } from './dataSets';
import { readLedgerNow } from './ledgerNow';

/** What a run asks for. */
export type ClaimDraft = Pick<Claim, 'runId' | 'digest' | 'stepMechanism' | 'delta' | 'grantSteps' | 'reservedSteps'> & {
  /** The version of the data set that is trained on. */
  readonly content?: string;
  /** Why it is to be let in although it may not fit; kept only where it is needed. Absent for a claim that has to fit. */
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

/** Whether a claim is let in by the rules, or by the reason that was given for an override. */
export type Verdict = 'fits' | 'overridden';

/**
 * The policy: throws when the proposed ledger may not be. Runs inside the transaction, so that no other process can reserve
 * between the judgement and the write; pure, so that it holds nobody up.
 */
export type Judge = (proposed: ProposedLedger) => Verdict | undefined;

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
        `INSERT INTO claims (run, digest, step_mechanism, delta, grant_steps, reserved_steps, evaluation, planned_epsilon, content, status, attempt, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', 1, ?)`,
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
          Date.now(),
        ],
      );
      const verdict = await judged(connection, lastId, judge, draft.overrideReason);
      const reason = verdict === 'overridden' ? draft.overrideReason : undefined;
      if (reason !== undefined) await connection.run('UPDATE claims SET override_reason = ? WHERE id = ?', [reason, lastId]);
      await connection.note(reason === undefined ? 'claimReserved' : 'overridden', 'claims', lastId, reason);
      return readClaim(connection, lastId);
    });
  }

  /**
   * Opens the claim of an ended run for a further attempt: what was charged stays, and `steps` more are reserved. Earlier attempts
   * get no further grants, even if their process still lives.
   * @param overrideReason as in {@link ClaimDraft}, for this attempt: a reason that let an earlier one in lets no further steps in
   * @throws whatever `judge` throws, leaving the claim as it was
   */
  extend(claimId: number, steps: number, judge: Judge, overrideReason?: string): Promise<Claim> {
    return this.chain.transaction(async (connection) => {
      const { chargedSteps, overrideReason: earlier } = await readClaim(connection, claimId);
      await connection.run(`UPDATE claims SET status = 'open', outcome = NULL, end_seen = end_seen OR (status = 'closed' AND end_reason IS NULL), attempt = attempt + 1, reserved_steps = ? WHERE id = ?`, [
        chargedSteps + steps,
        claimId,
      ]);
      const reason = (await judged(connection, claimId, judge, overrideReason)) === 'overridden' ? overrideReason : undefined;
      if (reason !== undefined) await connection.run('UPDATE claims SET override_reason = ? WHERE id = ?', [allReasons(earlier, reason), claimId]);
      await connection.note(reason === undefined ? 'claimExtended' : 'overridden', 'claims', claimId, reason);
      return readClaim(connection, claimId);
    });
  }

  /**
   * Settles a claim: what was granted stays charged, the rest is free again, and no further grant is given, all in one step.
   * Closing twice changes nothing, nor does closing an attempt after a later one has begun.
   * @param end why; it stays on record, and so does whether any end so far may have been decided on what the run showed
   */
  close({ id, attempt }: Pick<Claim, 'id' | 'attempt'>, end: ClaimEnd): Promise<Claim> {
    return this.chain.transaction(async (connection) => {
      const claim = await readClaim(connection, id);
      if (claim.attempt !== attempt || !isOpen(claim)) return claim;
      const outcome = isGone(end) ? 'lost' : claim.status === 'running' ? 'committed' : 'released';
      await connection.run(`UPDATE claims SET status = 'closed', outcome = ?, end_reason = ?, end_seen = max(end_seen, ?) WHERE id = ?`, [
        outcome,
        end,
        mayHaveLooked(end) ? 1 : 0,
        id,
      ]);
      await connection.note(isGone(end) ? 'claimLost' : 'claimSettled', 'claims', id);
      return readClaim(connection, id);
    });
  }

  /**
   * Charges the release of the evaluation, once, before anything of it is computed.
   * @returns false when it was charged before, the claim has ended or belongs to a later attempt, or it does not fit the ledger as it
   *   is now: nothing may be released
   */
  chargeEvaluation({ id, attempt }: Pick<Claim, 'id' | 'attempt'>): Promise<boolean> {
    return this.chain.transaction(async (connection) => {
      const claim = await readClaim(connection, id);
      if (claim.attempt !== attempt || !isOpen(claim) || claim.evaluation === undefined || claim.evaluation.charged) return false;
      if (!grantsEvaluation(await readLedgerNow(connection, claim.digest), claim)) return false;
      await connection.run('UPDATE claims SET evaluation_charged = 1 WHERE id = ?', [id]);
      await connection.note('evaluationCharged', 'claims', id);
      return true;
    });
  }

  async ofRun(runId: RunId): Promise<Claim | undefined> {
    const row = await this.database.get<ClaimRow>(`${selectClaims} WHERE run = ?`, [runId]);
    return row && claimFromRow(row);
  }

  /** The claims of many runs at once, in no order; runs without a claim have none here. */
  async ofRuns(runIds: readonly RunId[]): Promise<Claim[]> {
    const rows = await this.database.all<ClaimRow>(`${selectClaims} WHERE run IN (SELECT value FROM json_each(?))`, [JSON.stringify(runIds)]);
    return rows.map(claimFromRow);
  }

  /** On all data sets, the oldest first. */
  async all(): Promise<Claim[]> {
    return (await this.database.all<ClaimRow>(`${selectClaims} ORDER BY id`)).map(claimFromRow);
  }

  /** All claims on a data set, the oldest first, those of deleted runs included. */
  list(digest: string): Promise<Claim[]> {
    return listClaims(this.database, digest);
  }
}

/** Shows the ledger with the change to the judge; its error rolls the change back. */
async function judged(connection: LedgerConnection, claimId: number, judge: Judge, overrideReason: string | undefined): Promise<Verdict | undefined> {
  const subject = { ...(await readClaim(connection, claimId)), overrideReason };
  const dataSet = await readDataSet(connection, subject.digest);
  return judge({ dataSet: dataSet!, claims: await listClaims(connection, subject.digest), subject });
}

/** Every attempt that was let in against the rules has its reason in what is told of the run. */
const allReasons = (earlier: string | undefined, reason: string): string => [...(earlier === undefined ? [] : [earlier]), reason].join('; ');

const mechanismText = (mechanism: Mechanism): string => JSON.stringify(mechanismToJson(mechanism));

const promisedText = ({ reservedSteps: steps, epsilon: { pld, rdp } }: ClaimDraft): string => JSON.stringify({ steps, pld: epsilonToJson(pld), rdp: epsilonToJson(rdp) });
