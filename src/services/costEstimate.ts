// What a run would cost, worked out while its run file is still being thought about.
import { CloisterError } from '../base/errors';
import type { TrainingPlan } from '../core/plan';
import type { Store } from '../store/store';
import type { Accounting } from './accounting/accounting';
import { rememberingFacts } from './dataOfRun';
import { forecast, type Forecast } from './forecast';
import { createLedger } from './ledger/ledger';
import type { LedgerTotals } from './ledger/report';
import { draftRunFile, type NewRunFile } from './newRunFile';
import { planOrThrow } from './planning';
import type { LoadedRunFile } from './runFile';
import { analyse } from './runFileText';

export interface CostEstimate {
  readonly plan: TrainingPlan;
  /** The ledger of the data as it would be with the run on it, or why the run would be refused. */
  readonly ledger: LedgerTotals | CloisterError;
}

/** Estimates for one new run file after the other; their data is loaded once. */
export interface CostEstimator {
  /** @throws badInput when no noise meets the target, or the data cannot be loaded as described */
  estimate(choices: NewRunFile): Promise<CostEstimate>;
  /** Takes one or two seconds where no earlier run tells. @throws as {@link forecast} */
  duration(choices: NewRunFile): Promise<Forecast>;
}

export interface EstimatorOptions {
  readonly accounting: Accounting;
  /** Path of the trainer bundle. */
  readonly trainer: string;
  /** Where the run file will lie. */
  readonly folder: string;
}

export function createCostEstimator(store: Store, { accounting, trainer, folder }: EstimatorOptions): CostEstimator {
  const factsOf = rememberingFacts();
  return {
    async estimate(choices) {
      const file = drafted(choices, folder);
      const plan = await planOrThrow(accounting, file.config.privacy);
      const data = await factsOf(store, file);
      return { plan, ledger: await createLedger(store).preview(accounting, data, plan).catch(forPeople) };
    },

    duration: async (choices) => forecast(store, accounting, drafted(choices, folder), trainer),
  };
}

function drafted(choices: NewRunFile, folder: string): LoadedRunFile {
  const { file } = analyse(draftRunFile(choices, folder), `${folder}/new.run.json`);
  if (file === undefined) throw new Error('The draft of a new run file does not parse.');
  return file;
}

function forPeople(error: unknown): CloisterError {
  if (CloisterError.is(error)) return error;
  throw error;
}
