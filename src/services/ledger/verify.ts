// Verifies a ledger: its chain of events, its head, and every ε that was promised, by both accountants.
import { assertNever } from '../../base/errors';
import { reservedMechanism, type Claim } from '../../protocol/ledger';
import { verifyChain, type ChainCheck, type ChainDifference } from '../../store/ledger/verify';
import type { Store } from '../../store/store';
import { readHead } from '../../store/ledger/chain';
import { secretTrouble } from '../../store/ledger/digestSecret';
import { existingSecret } from '../../store/secret';
import type { Accounting } from '../accounting/accounting';

/** ε of a claim as it was promised at its reservation, and as it is now. */
export interface EpsilonDifference {
  readonly kind: 'epsilon';
  readonly runId: string;
  readonly accountant: 'pld' | 'rdp';
  readonly promised: number;
  readonly found: number;
}

export type Difference =
  | ChainDifference
  | EpsilonDifference
  | { readonly kind: 'head'; readonly message: string }
  /** The ledger would not know its data. */
  | { readonly kind: 'secret'; readonly message: string }
  /** No ε can be compared, because of what else differs. */
  | { readonly kind: 'unreadable'; readonly message: string };

export interface Verification {
  readonly events: number;
  readonly claims: number;
  readonly differences: readonly Difference[];
}

/** What is being done, and how much of it. */
export type OnVerifying = (stage: 'events' | 'claims', done: number, total: number) => void;

/**
 * Recomputes everything: the hash of each event, each row from its last event, and the ε of each claim by the privacy loss distribution
 * and, independently, by Rényi divergences. Changes nothing.
 */
export async function verifyLedger(store: Store, accounting: Accounting, onProgress: OnVerifying = () => undefined): Promise<Verification> {
  const { chain, database, claims } = store.ledger;
  const trouble = await chain.trouble();
  const secret = await secretTrouble(database, store.paths);
  const key = await existingSecret(store.paths.chainKey);
  // Without the key, which is trouble enough, the hashes say nothing.
  const unchecked = async (): Promise<ChainCheck> => ({ head: await readHead(database), differences: [] });
  const { head, differences } = key === undefined ? await unchecked() : await verifyChain(database, key, (done, total) => onProgress('events', done, total));
  const epsilons: Difference[] = [];
  const all = await claims.all().catch((error: unknown) => {
    epsilons.push(unreadable(error));
    return [];
  });
  for (const [index, claim] of all.entries()) {
    epsilons.push(...(await epsilonDifferences(accounting, claim).catch((error: unknown) => [unreadable(error, claim)])));
    onProgress('claims', index + 1, all.length);
  }
  return { events: head.count, claims: all.length, differences: [...told('head', trouble), ...told('secret', secret), ...differences, ...epsilons] };
}

const told = (kind: 'head' | 'secret', message: string | undefined): Difference[] => (message === undefined ? [] : [{ kind, message }]);

/** A row that makes no sense is a finding; it is no reason to keep the others back. */
const unreadable = (error: unknown, claim?: Claim): Difference => ({
  kind: 'unreadable',
  message: `${claim === undefined ? '' : `run ${claim.runId}: its ε cannot be worked out: `}${(error as Error).message}`,
});

/** Relative difference that rounding may make. */
const tolerance = 1e-9;

/** Of the steps that were promised: a claim that a resume has extended reserves more. The unit of privacy does not change the number. */
async function epsilonDifferences(accounting: Accounting, claim: Claim): Promise<EpsilonDifference[]> {
  const { promised, delta } = claim;
  if (promised === undefined) return [];
  const { epsilon: found } = await accounting.guarantee(reservedMechanism({ ...claim, reservedSteps: promised.steps }), delta, 'record');
  return (['pld', 'rdp'] as const)
    .filter((accountant) => found[accountant] !== promised[accountant] && !(Math.abs(found[accountant] - promised[accountant]) <= tolerance * found[accountant]))
    .map((accountant) => ({ kind: 'epsilon', runId: claim.runId, accountant, promised: promised[accountant], found: found[accountant] }));
}

/** `claims 3: column reserved_steps is 5, but was recorded as 1000` */
export function differenceText(difference: Difference): string {
  switch (difference.kind) {
    case 'head':
    case 'secret':
    case 'unreadable':
      return difference.message;
    case 'gap':
      return `event ${difference.seq} follows where event ${difference.expected} should stand: events are missing`;
    case 'hash':
      return `event ${difference.seq} (of ${difference.table} ${difference.key}) is not what was written: it, or the event before it, was changed`;
    case 'row':
      return `${difference.table} ${difference.key}: ${difference.column} is ${JSON.stringify(difference.found)}, but was recorded as ${JSON.stringify(difference.expected)}`;
    case 'missingRow':
      return `${difference.table} ${difference.key} is gone, but was recorded`;
    case 'unknownRow':
      return `${difference.table} ${difference.key} is there, but no event speaks of it`;
    case 'epsilon':
      return `run ${difference.runId}: ε by ${difference.accountant.toUpperCase()} was promised as ${difference.promised}, but is ${difference.found}`;
    default:
      return assertNever(difference);
  }
}
