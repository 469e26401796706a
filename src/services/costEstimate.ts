// What a run would cost, worked out while its run file is still being thought about.
import { CloisterError } from '../base/errors';
import type { LoadedDataSet } from '../data/loadDataSet';
import type { TrainingPlan } from '../core/plan';
import type { Store } from '../store/store';
import { createLedger } from './ledger/ledger';
import type { LedgerReport } from './ledger/report';
import { draftRunFile, type NewRunFile } from './newRunFile';
import { planned } from './planning';
import { loadData } from './preflight';
import type { LoadedRunFile } from './runFile';
import { analyse } from './runFileText';

export interface CostEstimate {
  readonly plan: TrainingPlan;
  /** The ledger of the data as it would be with the run on it, or why the run would be refused. */
  readonly ledger: LedgerReport | CloisterError;
}

/** Estimates for one new run file after the other; their data is loaded once. */
export interface CostEstimator {
  /** @throws badInput when no noise meets the target, or the data cannot be loaded as described */
  estimate(choices: NewRunFile): Promise<CostEstimate>;
}

/** @param folder where the run file will lie */
export function createCostEstimator(store: Store, folder: string): CostEstimator {
  let loaded: { readonly key: string; readonly data: Promise<LoadedDataSet> } | undefined;

  function dataOf(file: LoadedRunFile): Promise<LoadedDataSet> {
    const key = JSON.stringify(file.config.data);
    if (loaded?.key !== key) loaded = { key, data: loadData(store, file) };
    return loaded.data;
  }

  return {
    async estimate(choices) {
      const { file } = analyse(draftRunFile(choices, folder), `${folder}/new.run.json`);
      if (file === undefined) throw new Error('The draft of a new run file does not parse.');
      const plan = planned(file.config.privacy);
      if (CloisterError.is(plan)) throw plan;
      const data = await dataOf(file);
      return { plan, ledger: await createLedger(store).preview(data, plan).catch(forPeople) };
    },
  };
}

function forPeople(error: unknown): CloisterError {
  if (CloisterError.is(error)) return error;
  throw error;
}
