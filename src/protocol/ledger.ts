// What a privacy ledger holds: data sets with their caps, the claims of runs on them, and the grants by which spend goes up.
import { assertNever } from '../base/errors';
import type { Expectation } from '../core/privacy/filterOrder';
import { composition, selfComposition, type Mechanism } from '../core/privacy/mechanism';
import type { LedgerUnit } from '../core/privacy/unit';
import type { DataDeclaration, RunId } from './run';
import type { StopReason } from './runState';

/** Most that may ever be spent on a data set: an (ε, δ) guarantee for everything that was trained on it. */
export interface Cap {
  readonly epsilon: number;
  readonly delta: number;
}

/** Decides fit at one Rényi order, which stays from the first charge on. */
export interface CapRule {
  readonly cap: Cap;
  readonly order: number;
}

/** A rule, and what its order was chosen for. */
export interface ChosenRule extends CapRule {
  readonly expectation?: Expectation | undefined;
}

/**
 * - `hard`: a claim that does not fit is refused.
 * - `advisory`: it is let through with a warning, so nothing limits what is spent. Never called a cap.
 */
export type Enforcement = 'hard' | 'advisory';

/** One ledger. Several contents share it, when they share records: versions of one file. */
export interface LedgerDataSet {
  /** Keyed digest of its first content: the same data has the same ledger wherever its file lies. */
  readonly digest: string;
  readonly name: string;
  readonly declared: DataDeclaration;
  /** Undefined: no cap. Public demonstration data never has one; private data without one grants nothing. */
  readonly rule: CapRule | undefined;
  /** What every claim on it protects: charges for different units do not add up. */
  readonly unit: LedgerUnit;
  readonly neighbouringRelation: 'addOrRemoveOne';
  readonly enforcement: Enforcement;
  /** Free text of the data's owner; empty for none. */
  readonly ownerNote: string;
  /** How many runs the filter's order was chosen for; undefined where nobody said. */
  readonly expectedRuns: number | undefined;
  /** What the order was chosen for, in full; undefined without a cap, and for a ledger of before it was kept. */
  readonly expectation: Expectation | undefined;
  /** Since when nothing more may be trained on it; undefined while it is in use. */
  readonly retiredAt: number | undefined;
  readonly createdAt: number;
}

/** How a ledger looks before anybody changed anything about it. */
export const newLedger = {
  rule: undefined,
  unit: 'record',
  neighbouringRelation: 'addOrRemoveOne',
  enforcement: 'hard',
  ownerNote: '',
  expectedRuns: undefined,
  expectation: undefined,
  retiredAt: undefined,
} as const satisfies Partial<LedgerDataSet>;

/** Every change of a cap stays on record, with the reason that was given. */
export interface CapEvent {
  readonly cap: Cap;
  /** Order of the filter from then on; undefined for an event of before it was kept. */
  readonly order: number | undefined;
  readonly reason: string;
  readonly at: number;
}

/**
 * - `reserved`: counts with all its steps; nothing was granted yet.
 * - `running`: some were granted, the rest still may be.
 * - `committed`: settled to what was granted; nothing more is granted unless a resume opens it again.
 * - `released`: settled before anything was granted; it counts nothing.
 * - `lost`: its trainer went without a word; what was granted stays charged, and its right to more has ended.
 */
export type ClaimStatus = 'reserved' | 'running' | 'committed' | 'released' | 'lost';

/**
 * Why a claim was settled.
 * - `finished`: the last step was taken.
 * - a {@link StopReason}: its trainer ended early.
 * - `failed`: an error ended it.
 * - `lost`: its trainer went without a word.
 * - `killed`: so it did after somebody had asked it to stop.
 * - `settled`: for another reason, such as the deletion of its run, or one that was not recorded.
 */
export type ClaimEnd = 'finished' | StopReason | 'failed' | 'lost' | 'killed' | 'settled';

/** Whether a trainer went without a word: its claim is lost. */
export const isGone = (end: ClaimEnd): boolean => end === 'lost' || end === 'killed';

/**
 * Whether a person decided on the end, who may have looked at losses or other figures without noise. Then the number of steps may tell
 * something about the data, and only the planned ε holds. A crash, and a cap that was reached, decide without looking.
 */
export function mayHaveLooked(end: ClaimEnd): boolean {
  switch (end) {
    case 'finished':
    case 'limit':
    case 'failed':
    case 'lost':
      return false;
    case 'requested':
    case 'interrupted':
    case 'revoked':
    case 'retired':
    case 'killed':
    case 'settled':
      return true;
    default:
      return assertNever(end);
  }
}

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
  /** The release of the accuracy on test records, which has a charge of its own; undefined when the run plans none. */
  readonly evaluation: { readonly mechanism: Mechanism; readonly charged: boolean } | undefined;
  readonly status: ClaimStatus;
  /**
   * Why it was settled last; undefined while it is open. `unseen`: no attempt was ended by somebody who may have looked at what it
   * showed, see {@link mayHaveLooked}, so that the ε of the charged steps holds.
   */
  readonly ended: { readonly reason: ClaimEnd; readonly unseen: boolean } | undefined;
  /** The reason that a person gave for letting it through although it did not fit; undefined for a claim that fits. */
  readonly overrideReason: string | undefined;
  /** Rises with every resume; grants go to the latest attempt only. */
  readonly attempt: number;
  /** What was promised when it was reserved: ε of `steps` steps and the evaluation, at `delta`. Undefined for claims of before that was kept. */
  readonly promised: { readonly steps: number; readonly pld: number; readonly rdp: number } | undefined;
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

/** Whether the rest of what was reserved may still be granted. */
export const isOpen = ({ status }: Pick<Claim, 'status'>): boolean => status === 'reserved' || status === 'running';

/** The steps that a claim counts against the cap: all that it reserves while it is open, what it was charged once it is settled. */
export const countedSteps = (claim: Claim): number => (isOpen(claim) ? claim.reservedSteps : claim.chargedSteps);

/** Whether the release of the accuracy counts against the cap, like {@link countedSteps}. */
export const isEvaluationCounted = (claim: Claim): boolean => claim.evaluation !== undefined && (isOpen(claim) || claim.evaluation.charged);

/** Everything that a claim was charged so far. */
export const chargedMechanism = (claim: Claim): Mechanism => mechanismOf(claim, claim.chargedSteps, claim.evaluation?.charged === true);

/** Everything that a claim counts against the cap. */
export const countedMechanism = (claim: Claim): Mechanism => mechanismOf(claim, countedSteps(claim), isEvaluationCounted(claim));

/** Everything that a claim may be charged in the end. */
export const reservedMechanism = (claim: Claim): Mechanism => mechanismOf(claim, claim.reservedSteps, claim.evaluation !== undefined);

function mechanismOf({ stepMechanism, evaluation }: Claim, steps: number, evaluated: boolean): Mechanism {
  const training = selfComposition(stepMechanism, steps);
  return evaluation !== undefined && evaluated ? composition([training, evaluation.mechanism]) : training;
}
