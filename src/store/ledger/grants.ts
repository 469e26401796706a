// Grants: spend goes up in blocks of steps, durably and before anything of those steps is computed.
import { isOpen, type Claim, type Grant } from '../../protocol/ledger';
import { grantedSteps } from '../../protocol/ledgerCosts';
import type { StopReason } from '../../protocol/runState';
import type { Connection, Database } from '../driver';
import type { Chain } from './chain';
import { readClaim } from './claimRow';
import { readLedgerNow } from './ledgerNow';

export class GrantTable {
  constructor(
    private readonly database: Database,
    private readonly chain: Chain,
  ) {}

  /**
   * Charges the next block of steps. When this resolves with a grant, the charge is on disk (not only in the operating system's
   * cache), and the steps may be taken; a crash at any moment leaves them charged.
   * Whether the steps still fit is asked anew each time, within the transaction: a cap that was lowered since the claim was reserved
   * shortens a grant to the last step that fits, and a data set that was retired grants nothing more.
   * @param claim as the trainer read it when it started; a claim that was extended since then belongs to another attempt
   * @param firstStep number of steps the model has behind it
   * @returns undefined when no step may be taken; {@link refusal} tells why
   */
  take(claim: Pick<Claim, 'id' | 'attempt'>, firstStep: number): Promise<Grant | undefined> {
    return this.chain.transaction(async (connection) => {
      const current = await readClaim(connection, claim.id);
      if (!mayBeGranted(current, claim)) return undefined;
      const steps = await fittingSteps(connection, current);
      if (steps === 0) return undefined;
      const { lastId } = await connection.run('INSERT INTO grants (claim, attempt, first_step, steps, at) VALUES (?, ?, ?, ?, ?)', [
        claim.id,
        claim.attempt,
        firstStep,
        steps,
        Date.now(),
      ]);
      await connection.note('granted', 'grants', lastId);
      return { id: lastId, claimId: claim.id, attempt: claim.attempt, firstStep, steps };
    });
  }

  /** Why {@link take} grants a claim no further step as the ledger is now. */
  async refusal(claim: Pick<Claim, 'id' | 'attempt'>): Promise<Extract<StopReason, 'revoked' | 'limit' | 'retired'>> {
    const current = await readClaim(this.database, claim.id);
    if (!mayBeGranted(current, claim)) return 'revoked';
    const { dataSet } = await readLedgerNow(this.database, current.digest);
    return dataSet.retiredAt === undefined ? 'limit' : 'retired';
  }

  /**
   * Gives back the steps of the latest grant that the trainer knows it never began: nothing was drawn or computed for them.
   * Only the attempt that holds the claim may do so, once, and only while the claim is open.
   * @param takenSteps steps of the grant that were begun
   * @throws Error otherwise: the charge stays
   */
  giveBack(grant: Grant, takenSteps: number): Promise<void> {
    return this.chain.transaction(async (connection) => {
      const { changes } = await connection.run(
        `UPDATE grants SET untaken = steps - ? WHERE id = ? AND untaken = 0
           AND id = (SELECT max(id) FROM grants WHERE claim = ?)
           AND EXISTS (SELECT 1 FROM claims WHERE claims.id = grants.claim AND status = 'open' AND claims.attempt = grants.attempt)`,
        [takenSteps, grant.id, grant.claimId],
      );
      if (changes !== 1) throw new Error(`Grant ${grant.id} can no longer be given back: it is not the latest of an open claim.`);
      await connection.note('givenBack', 'grants', grant.id);
    });
  }

  /** The oldest first. */
  list(claimId: number): Promise<(Grant & { readonly untaken: number })[]> {
    return this.database.all('SELECT id, claim AS claimId, attempt, first_step AS firstStep, steps, untaken FROM grants WHERE claim = ? ORDER BY id', [claimId]);
  }
}

/** Whether the claim is still open, in the hands of this attempt, and not used up. */
const mayBeGranted = (current: Claim, { attempt }: Pick<Claim, 'attempt'>): boolean =>
  isOpen(current) && current.attempt === attempt && current.chargedSteps < current.reservedSteps;

async function fittingSteps(connection: Connection, claim: Claim): Promise<number> {
  const wanted = Math.min(claim.grantSteps, claim.reservedSteps - claim.chargedSteps);
  return grantedSteps(await readLedgerNow(connection, claim.digest), claim, wanted);
}
