// What a privacy ledger holds: data sets with their caps, the claims of runs on them, and the grants by which spend goes up.
import type { Mechanism } from '../core/privacy/mechanism';
import type { DataDeclaration, RunId } from './run';

/** Most that may ever be spent on a data set: an (ε, δ) guarantee for everything that was trained on it. */
export interface Cap {
  readonly epsilon: number;
  readonly delta: number;
}

/** Decides fit at one Rényi order, fixed when the first cap is set. */
export interface CapRule {
  readonly cap: Cap;
  readonly order: number;
}

export interface LedgerDataSet {
  /** Keyed digest of the content: the same data has the same ledger wherever its file lies. */
  readonly digest: string;
  readonly name: string;
  readonly declared: DataDeclaration;
  /** Undefined: no cap. Public demonstration data never has one; private data without one grants nothing. */
  readonly rule: CapRule | undefined;
  readonly createdAt: number;
}

/** Every change of a cap stays on record, with the reason that was given. */
export interface CapEvent {
  readonly cap: Cap;
  readonly reason: string;
  readonly at: number;
}

/**
 * - `open`: the rest of the reserved steps may still be granted.
 * - `closed`: settled to what was granted; nothing more is granted unless a resume opens it again.
 */
export type ClaimStatus = 'open' | 'closed';

/** What one run may spend and has spent: `stepMechanism`, invoked once a step. */
export interface Claim {
  readonly id: number;
  readonly runId: RunId;
  readonly digest: string;
  readonly stepMechanism: Mechanism;
  /** δ of the run's own guarantee; the ledger checks at the δ of its cap. */
  readonly delta: number;
  /** Steps of one grant. */
  readonly grantSteps: number;
  /** Most steps that may be charged, in all attempts together. */
  readonly reservedSteps: number;
  /** Steps that are charged: granted, less what a trainer gave back untaken. Never above `reservedSteps`. */
  readonly chargedSteps: number;
  readonly status: ClaimStatus;
  /** Rises with every resume; grants go to the latest attempt only. */
  readonly attempt: number;
  readonly createdAt: number;
}

/** Leave to take steps `firstStep` up to `firstStep + steps` (excluded), charged before any of them is taken. */
export interface Grant {
  readonly id: number;
  readonly claimId: number;
  readonly attempt: number;
  readonly firstStep: number;
  readonly steps: number;
}

/** The steps that a claim counts against the cap: all that it reserves while it is open, what it was charged once it is closed. */
export const countedSteps = (claim: Claim): number => (claim.status === 'open' ? claim.reservedSteps : claim.chargedSteps);
