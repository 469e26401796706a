// Looks at a run before it starts and lists what is wrong or doubtful, without reserving or writing anything.
import { CloisterError } from '../base/errors';
import { planRun, type TrainingPlan } from '../core/plan';
import type { PrivacyConfig } from '../core/config/privacy';
import type { RunConfig } from '../core/config/runFile';
import { loadDataSet, type LoadedDataSet } from '../data/loadDataSet';
import type { OnProgress } from '../data/textRecord';
import type { Store } from '../store/store';
import { createLedger } from './ledger/ledger';
import type { LedgerReport } from './ledger/report';
import { loadRunFile, type LoadedRunFile } from './runFile';

/** `error`: the run would be refused or fail. `warning`: it runs, and probably not as meant. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly code: FindingCode;
  /** Where in the run file, e.g. `privacy.delta`; empty for the whole file. */
  readonly path: string;
  readonly message: string;
}

export type FindingCode =
  | 'runFile'
  | 'plan'
  | 'data'
  | 'budget'
  | 'deltaTooLarge'
  | 'deltaLarge'
  | 'epsilonLarge'
  | 'clipNormExtreme'
  | 'batchTiny'
  | 'samplingRateLarge'
  | 'publicSizeOff'
  | 'dataChanged'
  | 'expertsStarve';

/** As much of the run as could be made out. */
export interface Preflight {
  readonly findings: readonly Finding[];
  readonly config?: RunConfig;
  readonly plan?: TrainingPlan;
  readonly data?: LoadedDataSet;
  /** The ledger of the data as it would be with this run on it. */
  readonly budget?: LedgerReport;
}

/**
 * Checks a run file: its form, its privacy parameters, its data and its budget. Each check needs the ones before it.
 * @param path the run file
 */
export async function check(store: Store, path: string, onProgress?: OnProgress): Promise<Preflight> {
  const file = await attempt('runFile', '', () => loadRunFile(path));
  if (!('value' in file)) return { findings: [file.finding] };
  const { config } = file.value;
  const fromConfig = [...privacyFindings(config.privacy), ...modelFindings(config)];

  const plan = await attempt('plan', 'privacy', () => planRun(config.privacy));
  const data = await attempt('data', 'data', () => loadData(store, file.value, onProgress));
  const failures = [plan, data].flatMap((result) => ('finding' in result ? [result.finding] : []));
  if (!('value' in plan) || !('value' in data)) return { findings: [...fromConfig, ...failures], config };

  const budget = await attempt('budget', 'privacy', () => createLedger(store).preview(data.value, plan.value));
  const findings = [
    ...fromConfig,
    ...planFindings(plan.value),
    ...dataFindings(config.privacy, data.value),
    ...(await ledgerFindings(store, data.value)),
    ...('finding' in budget ? [budget.finding] : []),
  ];
  return { findings, config, plan: plan.value, data: data.value, ...('value' in budget && { budget: budget.value }) };
}

/** Loads the data of a run file with the store's secret and cache. */
export async function loadData(store: Store, { config, baseDirectory }: LoadedRunFile, onProgress?: OnProgress): Promise<LoadedDataSet> {
  const options = { cacheDirectory: store.paths.cache, ...(onProgress && { onProgress }) };
  return loadDataSet(config.data, baseDirectory, await store.secret(), options);
}

/** Doubts about the privacy section alone. */
export function privacyFindings({ delta, publicSize, clipNorm, expectedBatchSize }: PrivacyConfig): Finding[] {
  const findings: Finding[] = [];
  const add = (severity: Finding['severity'], code: FindingCode, member: string, message: string): void => {
    findings.push({ severity, code, path: `privacy.${member}`, message });
  };
  if (delta >= 1 / publicSize) {
    add('error', 'deltaTooLarge', 'delta', `δ = ${delta} is not below 1/N = ${1 / publicSize}: publishing a random record outright would satisfy it. Choose a δ well below 1/N.`);
  } else if (delta > 1 / (10 * publicSize)) {
    add('warning', 'deltaLarge', 'delta', `δ = ${delta} is above 1/(10 N) = ${1 / (10 * publicSize)}; it is usually chosen below.`);
  }
  if (clipNorm < 1e-3 || clipNorm > 1e3) {
    add('warning', 'clipNormExtreme', 'clipNorm', `A clip norm of ${clipNorm} is unusual: gradient norms of one record mostly lie between 0.1 and 100.`);
  }
  if (expectedBatchSize < 16) {
    add('warning', 'batchTiny', 'expectedBatchSize', `With ${expectedBatchSize} records expected in a batch, the noise outweighs the gradient. A few hundred are usual.`);
  }
  if (expectedBatchSize > publicSize / 2) {
    add('warning', 'samplingRateLarge', 'expectedBatchSize', 'More than half of the records join each batch, so sampling hardly amplifies privacy.');
  }
  return findings;
}

/** Doubts about the model section. */
function modelFindings({ model, data, privacy }: RunConfig): Finding[] {
  if (model.architecture !== 'switch' || model.numExperts === 1) return [];
  const tokens = (privacy.expectedBatchSize * data.maxTokens) / model.numExperts;
  if (tokens >= 32) return [];
  return [
    {
      severity: 'warning',
      code: 'expertsStarve',
      path: 'model.numExperts',
      message: `At most ${Math.floor(tokens)} tokens of a batch reach each of the ${model.numExperts} experts on average, which is too few to learn from under noise.`,
    },
  ];
}

function planFindings({ guarantee }: TrainingPlan): Finding[] {
  const { epsilon, delta } = guarantee;
  if (epsilon.pld <= 10 || epsilon.pld === Infinity) return [];
  const message = `ε = ${epsilon.pld.toFixed(1)} at δ = ${delta} (record, add or remove one, PLD) is a weak guarantee; values up to 10 are common.`;
  return [{ severity: 'warning', code: 'epsilonLarge', path: 'privacy', message }];
}

/** Depends on the number of records, so it only says that the public size is far off, not by how much. */
function dataFindings({ publicSize }: PrivacyConfig, data: LoadedDataSet): Finding[] {
  const records = data.train.labels.length;
  if (Math.abs(records - publicSize) <= 0.1 * publicSize) return [];
  const message = 'The number of training records is more than 10 % away from publicSize, so batches are larger or smaller than stated.';
  return [{ severity: 'warning', code: 'publicSizeOff', path: 'privacy.publicSize', message }];
}

/** A data set that changed has a new digest and with it a new budget, which is worth a second look. */
async function ledgerFindings(store: Store, { name, digest, declared }: LoadedDataSet): Promise<Finding[]> {
  const namesakes = (await store.ledger.dataSets.list()).filter((dataSet) => dataSet.name === name);
  if (declared !== 'private' || namesakes.length === 0 || namesakes.some((dataSet) => dataSet.digest === digest)) return [];
  const message =
    `The content of "${name}" is not what earlier runs were charged for, so it gets a ledger of its own. ` +
    'Records that both versions share are charged on both: their total privacy loss is the sum.';
  return [{ severity: 'warning', code: 'dataChanged', path: 'data', message }];
}

/** The value, or the finding that an error for people makes; any other error is a defect and is thrown on. */
async function attempt<T>(code: FindingCode, path: string, work: () => T | Promise<T>): Promise<{ value: T } | { finding: Finding }> {
  try {
    return { value: await work() };
  } catch (error) {
    if (!CloisterError.is(error)) throw error;
    return { finding: { severity: 'error', code, path, message: error.message } };
  }
}
