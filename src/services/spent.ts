// What runs were charged, as guarantees: from memory, from the store, and only then by composing.
import { promisedMemo } from '../base/memo';
import type { Guarantee } from '../core/privacy/guarantee';
import { selfComposition, type Mechanism } from '../core/privacy/mechanism';
import { chargedMechanism, isOpen, type Claim } from '../protocol/ledger';
import type { Run } from '../protocol/run';
import type { Store } from '../store/store';
import type { Accounting } from './accounting/accounting';
import { accountingVersion } from './accounting/version';

/** Most guarantees in memory; beyond it all are forgotten, which costs a look into the store. */
const known = promisedMemo<Guarantee>(20_000);

export interface ChargedRun {
  readonly run: Run;
  /** Undefined before a claim was made, when nothing was charged; or when it is on another ledger than the one that is open. */
  readonly claim: Claim | undefined;
}

/** {@link spentByAll} for one run. */
export async function spentBy(store: Store, accounting: Accounting, run: Run, claim: Claim | undefined): Promise<Guarantee> {
  return (await spentByAll(store, accounting, [{ run, claim }]))[0];
}

/**
 * Guarantees of everything that each run was charged so far, in all attempts together, in the order of the runs.
 * What was charged as planned has the guarantee of the plan. Others take a composition of tens of milliseconds each, one for as long as
 * the number of charged steps stays the same; it is kept in the store once a claim is settled.
 */
export async function spentByAll(store: Store, accounting: Accounting, runs: readonly ChargedRun[]): Promise<Guarantee[]> {
  await recall(store, runs.filter((run) => !isAsPlanned(run)).map(keyOf));
  const settled = new Map<string, Guarantee>();
  const guarantees: Guarantee[] = [];
  for (const charged of runs) {
    if (isAsPlanned(charged)) {
      guarantees.push(charged.run.plan.guarantee);
      continue;
    }
    const key = keyOf(charged);
    const isNew = known.peek(key) === undefined;
    const guarantee = await known.get(key, () => composed(accounting, charged));
    if (isNew && charged.claim !== undefined && !isOpen(charged.claim)) settled.set(key, guarantee);
    guarantees.push(guarantee);
  }
  if (settled.size > 0) await store.guarantees.keep(settled);
  return guarantees;
}

/** Fills the memory from the store. */
async function recall(store: Store, keys: readonly string[]): Promise<void> {
  const missing = keys.filter((key) => known.peek(key) === undefined);
  if (missing.length === 0) return;
  for (const [key, guarantee] of await store.guarantees.read(missing)) known.put(key, guarantee);
}

/**
 * Steps that a run stands charged with. One that has trained without a claim here is on another ledger: all that it planned is taken to be
 * spent, because less may be too little.
 */
export function chargedStepsOf({ run, claim }: ChargedRun): number {
  if (claim !== undefined) return claim.chargedSteps;
  return run.step > 0 ? Math.max(run.plan.steps, run.step) : 0;
}

/** All steps, and the release of the accuracy if the plan has one. */
const isAsPlanned = (charged: ChargedRun): boolean =>
  chargedStepsOf(charged) === charged.run.plan.steps && (charged.claim === undefined || (charged.claim.evaluation?.charged === true) === (charged.run.plan.evaluation !== undefined));

const mechanismOf = ({ run, claim }: ChargedRun): Mechanism => (claim === undefined ? selfComposition(run.plan.stepMechanism, chargedStepsOf({ run, claim })) : chargedMechanism(claim));

function keyOf(charged: ChargedRun): string {
  const { delta, unit } = charged.run.plan.guarantee;
  return JSON.stringify([accountingVersion, mechanismOf(charged), delta, unit]);
}

function composed(accounting: Accounting, charged: ChargedRun): Promise<Guarantee> {
  const { delta, unit } = charged.run.plan.guarantee;
  return accounting.guarantee(mechanismOf(charged), delta, unit);
}
