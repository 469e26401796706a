// Accounting in the thread that asks: for processes that have nothing else to do meanwhile.
import { planRun } from '../../core/plan';
import { guaranteeOf } from '../../core/privacy/guarantee';
import { pldEpsilon } from '../../core/privacy/pld/pldAccountant';
import type { Accounting } from './accounting';

/** Each method rejects where the function that it calls throws. */
export const accountingInThread: Accounting = {
  plan: async (privacy) => planRun(privacy),
  guarantee: async (mechanism, delta) => guaranteeOf(mechanism, delta),
  epsilon: async (mechanism, delta) => pldEpsilon(mechanism, delta),
};
