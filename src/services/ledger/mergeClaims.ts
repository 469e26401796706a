// Merges two copies of a claim, from two ledgers, so that neither's spend becomes lower. Pure.
import { isDeepStrictEqual } from 'node:util';
import type { LedgerRows } from '../../store/ledger/rows';

export type ClaimRow = LedgerRows['claims'][number];
type GrantRow = LedgerRows['grants'][number];

/** A claim with its grants, the oldest first. */
export interface ClaimCopy {
  readonly claim: ClaimRow;
  readonly grants: readonly GrantRow[];
}

export interface MergedClaim {
  /** With the number that it has here, if it is here; else with the exporter's. */
  readonly claim: ClaimRow;
  /** Grants that are here already. */
  readonly kept: readonly GrantRow[];
  /** Grants that are new here; their numbers say nothing. */
  readonly added: readonly GrantRow[];
}

const unnumbered = { id: 0, claim: 0 };

/** Whether two copies are of one reservation; everything else of a claim changes with time. */
export const isSameReservation = (one: ClaimRow, other: ClaimRow): boolean => isDeepStrictEqual(reservationOf(one), reservationOf(other));

const reservationOf = ({ run, step_mechanism, delta, evaluation, created_at }: ClaimRow) => ({ run, step_mechanism, delta, evaluation, created_at });

/**
 * Guarantees
 * - Every grant of either copy counts, once; of steps that only one copy has given back, nothing is given back.
 * - The merged claim counts no less than either copy does, open ones with everything that they reserve.
 * - A claim that was open when it was exported counts with everything that it reserved: what its trainer took since is not known here.
 * - It stays open only when it was taken up again here after the copy was made.
 * @param ours the copy that is here, if there is one
 * @param exportedAt when steps of an open claim that nobody can say anything of are charged, in milliseconds
 */
export function mergedClaim(ours: ClaimCopy | undefined, theirs: ClaimCopy, exportedAt: number): MergedClaim {
  const { kept, added } = unionOf(ours?.grants ?? [], theirs.grants);
  const staysOpen = ours?.claim.status === 'open' && ours.claim.attempt > theirs.claim.attempt;
  const closing = ours === undefined || staysOpen ? [theirs] : [ours, theirs];
  const granted = chargedSteps([...kept, ...added]);
  const charged = Math.max(granted, ...closing.map(countedSteps));
  const latest = latestOf(ours, theirs);
  const isKnown = latest.claim.status === 'closed' && chargedSteps(latest.grants) === charged;
  return {
    claim: {
      ...(ours ?? theirs).claim,
      ...(staysOpen || isKnown ? statusOf(latest) : endedUnheard(latest)),
      reserved_steps: Math.max(latest.claim.reserved_steps, charged),
      evaluation_charged: closing.some(countsEvaluation) || ours?.claim.evaluation_charged === 1 ? 1 : 0,
      override_reason: ours?.claim.override_reason ?? theirs.claim.override_reason,
    },
    kept,
    added: charged > granted ? [...added, { ...unnumbered, attempt: latest.claim.attempt, first_step: granted, steps: charged - granted, untaken: 0, at: exportedAt }] : added,
  };
}

/** Grants are the same when their attempt took the same steps at the same moment. */
const nameOf = ({ attempt, first_step, steps, at }: GrantRow): string => [attempt, first_step, steps, at].join('/');

function unionOf(ours: readonly GrantRow[], theirs: readonly GrantRow[]): Pick<MergedClaim, 'kept' | 'added'> {
  const there = new Map(theirs.map((grant) => [nameOf(grant), grant]));
  const here = new Set(ours.map(nameOf));
  return {
    kept: ours.map((grant) => ({ ...grant, untaken: Math.min(grant.untaken, there.get(nameOf(grant))?.untaken ?? Infinity) })),
    added: theirs.filter((grant) => !here.has(nameOf(grant))),
  };
}

const chargedSteps = (grants: readonly GrantRow[]): number => grants.reduce((sum, { steps, untaken }) => sum + steps - untaken, 0);

const countedSteps = ({ claim, grants }: ClaimCopy): number => (claim.status === 'open' ? claim.reserved_steps : chargedSteps(grants));

const countsEvaluation = ({ claim }: ClaimCopy): boolean => claim.evaluation !== null && (claim.status === 'open' || claim.evaluation_charged === 1);

/** Of the later attempt; within one, the copy that has ended, then the one that was charged more. */
function latestOf(ours: ClaimCopy | undefined, theirs: ClaimCopy): ClaimCopy {
  if (ours === undefined) return theirs;
  if (ours.claim.attempt !== theirs.claim.attempt) return ours.claim.attempt > theirs.claim.attempt ? ours : theirs;
  if (ours.claim.status !== theirs.claim.status) return ours.claim.status === 'closed' ? ours : theirs;
  return chargedSteps(ours.grants) >= chargedSteps(theirs.grants) ? ours : theirs;
}

type Status = Pick<ClaimRow, 'status' | 'attempt' | 'outcome' | 'end_reason' | 'end_seen'>;

const statusOf = ({ claim: { status, attempt, outcome, end_reason, end_seen } }: ClaimCopy): Status => ({ status, attempt, outcome, end_reason, end_seen });

/** Where the latest copy does not say all that was granted, or has not ended, nothing is known of the end but that it is one. */
const endedUnheard = ({ claim: { attempt } }: ClaimCopy): Status => ({ status: 'closed', attempt, outcome: 'lost', end_reason: 'settled', end_seen: 1 });
