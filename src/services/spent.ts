// What runs were charged, as guarantees: from memory, from the store, and only then by composing.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { guaranteeOf, type Guarantee } from '../core/privacy/guarantee';
import { selfComposition } from '../core/privacy/mechanism';
import type { Claim } from '../protocol/ledger';
import type { Run } from '../protocol/run';
import type { Store } from '../store/store';

/** To be raised when the accountants give other figures than before, so that those in the store are worked out again. */
const accounting = 1;

/** Most guarantees in memory; beyond it all are forgotten, which costs a look into the store. */
const most = 20_000;
const known = new Map<string, Guarantee>();

export interface ChargedRun {
  readonly run: Run;
  /** Undefined before a claim was made: nothing was charged. */
  readonly claim: Claim | undefined;
}

/** {@link spentByAll} for one run. */
export async function spentBy(store: Store, run: Run, claim: Claim | undefined): Promise<Guarantee> {
  return (await spentByAll(store, [{ run, claim }]))[0];
}

/**
 * Guarantees of everything that each run was charged so far, in all attempts together, in the order of the runs.
 * What was charged as planned has the guarantee of the plan. Others take a composition of tens of milliseconds each, between which
 * other work gets its turn; the result is kept in the store once a claim is settled.
 */
export async function spentByAll(store: Store, runs: readonly ChargedRun[]): Promise<Guarantee[]> {
  await recall(store, runs.filter((run) => !isAsPlanned(run)).map(keyOf));
  const settled = new Map<string, Guarantee>();
  const guarantees: Guarantee[] = [];
  for (const charged of runs) {
    if (isAsPlanned(charged)) {
      guarantees.push(charged.run.plan.guarantee);
      continue;
    }
    const key = keyOf(charged);
    let guarantee = known.get(key);
    if (guarantee === undefined) {
      guarantee = composed(charged);
      known.set(key, guarantee);
      if (charged.claim?.status === 'closed') settled.set(key, guarantee);
      await nextTurn();
    }
    guarantees.push(guarantee);
  }
  if (settled.size > 0) await store.guarantees.keep(settled);
  return guarantees;
}

/** Fills the memory from the store. */
async function recall(store: Store, keys: readonly string[]): Promise<void> {
  if (known.size > most) known.clear();
  const missing = keys.filter((key) => !known.has(key));
  if (missing.length === 0) return;
  for (const [key, guarantee] of await store.guarantees.read(missing)) known.set(key, guarantee);
}

const stepsOf = ({ claim }: ChargedRun): number => claim?.chargedSteps ?? 0;
const isAsPlanned = (charged: ChargedRun): boolean => stepsOf(charged) === charged.run.plan.steps;

function keyOf(charged: ChargedRun): string {
  const { stepMechanism, guarantee } = charged.run.plan;
  return JSON.stringify([accounting, stepMechanism, stepsOf(charged), guarantee.delta]);
}

function composed(charged: ChargedRun): Guarantee {
  const { stepMechanism, guarantee } = charged.run.plan;
  return guaranteeOf(selfComposition(stepMechanism, stepsOf(charged)), guarantee.delta);
}
