// ε of mechanisms that are asked for again and again: lists and totals of ledgers compose the same runs at every look.
import { promisedMemo } from '../../base/memo';
import type { Mechanism } from '../../core/privacy/mechanism';
import type { Accounting } from './accounting';

/** Most values in memory; beyond it all are forgotten, which costs a composition each. */
const known = promisedMemo<number>(10_000);

/** {@link Accounting.epsilon}, remembered by what was composed: whatever changes on a ledger that changes its total is another question. */
export const rememberedEpsilon = (accounting: Accounting, mechanism: Mechanism, delta: number): Promise<number> =>
  known.get(JSON.stringify([delta, mechanism]), () => accounting.epsilon(mechanism, delta));
