// Accounting in the thread that asks: for processes that have nothing else to do meanwhile.
import { planRun } from '../../core/plan';
import { guaranteeOf } from '../../core/privacy/guarantee';
import { pldEpsilon } from '../../core/privacy/pld/pldAccountant';
import type { Accounting } from './accounting';

/** The same function as a promise, which rejects where the function throws. */
const promised =
  <Input extends unknown[], Output>(work: (...input: Input) => Output) =>
  (...input: Input): Promise<Output> =>
    new Promise((resolve) => resolve(work(...input)));

export const accountingInThread: Accounting = {
  plan: promised(planRun),
  guarantee: promised(guaranteeOf),
  epsilon: promised(pldEpsilon),
};
