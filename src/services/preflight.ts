// Looks at a run before it starts and lists what is wrong or doubtful, without reserving or writing anything.
import { dirname, resolve } from 'node:path';
import { CloisterError } from '../base/errors';
import type { RunConfig } from '../core/config/runFile';
import type { TrainingPlan } from '../core/plan';
import type { OnProgress } from '../data/textRecord';
import type { Store } from '../store/store';
import type { Accounting } from './accounting/accounting';
import { checkBudget } from './budgetFindings';
import { changeFindings, dataFileFindings, sizeFindings } from './dataFindings';
import { readFacts, type DataFacts, type ReadFacts } from './dataOfRun';
import { choiceFindings } from './evaluationFindings';
import type { Finding, FindingCode } from './findings';
import { readTextFile } from './jsonFile';
import type { Exceptions } from './ledger/ledger';
import type { LedgerTotals } from './ledger/report';
import { planOrThrow } from './planning';
import { planFindings } from './privacyFindings';
import { analyse } from './runFileText';
import { signalFindings } from './signalFindings';

export type { Finding };

/** As much of the run as could be made out. */
export interface Preflight {
  readonly findings: readonly Finding[];
  readonly config?: RunConfig;
  readonly plan?: TrainingPlan;
  readonly data?: DataFacts;
  /** The ledger of the data as it would be with this run on it. */
  readonly budget?: LedgerTotals;
}

export interface CheckOptions {
  readonly accounting: Accounting;
  /** How the data is read; by default all of it, each time. */
  readonly readFacts?: ReadFacts;
  readonly onProgress?: OnProgress;
  /** What was decided against the rules of the ledger, as a launch with them would have it. */
  readonly exceptions?: Exceptions;
  /** Ends the check before its next stage. */
  readonly signal?: AbortSignal;
}

/**
 * Checks a run file: its form, its privacy parameters, its data and its budget. Each check needs the ones before it.
 * @param path the run file
 */
export async function check(store: Store, path: string, options: CheckOptions): Promise<Preflight> {
  const text = await attempt('unreadable', () => readTextFile(path));
  return 'value' in text ? checkText(store, text.value, path, options) : { findings: [text.finding] };
}

/**
 * {@link check} for text that may differ from the file, as that of an editor does.
 * @throws the reason of the signal, when it ended the check
 */
export async function checkText(store: Store, text: string, path: string, { accounting, readFacts: facts = readFacts, onProgress, exceptions, signal }: CheckOptions): Promise<Preflight> {
  const { findings: inText, file, data: section } = analyse(text, path);
  const inFile = section ? await dataFileFindings(section, file?.config.privacy.unit, dirname(resolve(path))) : [];
  if (file === undefined) return { findings: [...inText, ...inFile] };
  const { config } = file;

  const plan = await attempt('plan', () => planOrThrow(accounting, config.privacy));
  signal?.throwIfAborted();
  const data = inFile.length === 0 ? await attempt('data', () => facts(store, file, onProgress)) : undefined;
  if (data === undefined || 'finding' in data || 'finding' in plan) {
    const failures = [plan, data].flatMap((result) => (result && 'finding' in result ? [result.finding] : []));
    return { findings: [...inText, ...failures, ...inFile], config };
  }

  signal?.throwIfAborted();
  const budget = await checkBudget(store, accounting, config.privacy, data.value, plan.value, exceptions);
  const findings = [
    ...inText,
    ...planFindings(plan.value),
    ...signalFindings(config, plan.value),
    ...sizeFindings(config.privacy, data.value),
    ...(exceptions?.freshLedger === undefined ? await changeFindings(store, data.value) : []),
    ...(await choiceFindings(store, config, data.value)),
    ...('finding' in budget ? [budget.finding] : budget.warnings),
  ];
  return { findings, config, plan: plan.value, data: data.value, ...('budget' in budget && { budget: budget.budget }) };
}

/** Where a finding of a failed stage stands. */
const places = { unreadable: [], plan: ['privacy'], data: ['data'] } as const satisfies Partial<Record<FindingCode, readonly string[]>>;

/** The value, or the finding that an error for people makes; any other error is a defect and is thrown on. */
async function attempt<T>(code: keyof typeof places, work: () => T | Promise<T>): Promise<{ value: T } | { finding: Finding }> {
  try {
    return { value: await work() };
  } catch (error) {
    if (!CloisterError.is(error)) throw error;
    const { message, remedy } = error;
    return { finding: { severity: 'error', code, path: places[code], message, fixes: [], ...(remedy && { remedy }) } };
  }
}
