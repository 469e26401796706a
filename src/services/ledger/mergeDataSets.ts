// Merges what two ledgers say of the same data set besides its claims: its cap, its limit, and whether it was retired. Pure.
import { leastCap } from '../../core/privacy/filter';
import { addUp, ledgerUnitOf, unitText, type LedgerUnit, type PrivacyUnit } from '../../core/privacy/unit';
import { budgetOf } from '../../protocol/ledgerCosts';
import type { LedgerRows } from '../../store/ledger/rows';

export type DataSetRow = LedgerRows['data_sets'][number];
export type CapEventRow = LedgerRows['cap_events'][number];

/** Which of two caps holds, when it is not to be the smaller one. */
export interface CapChoice {
  readonly holds: 'ours' | 'theirs';
  /** Stays on record. */
  readonly reason: string;
}

/** A cap at the order of the ledger that it comes onto. */
interface Rule {
  readonly cap_epsilon: number;
  readonly cap_delta: number;
  readonly filter_order: number;
}

const unitOf = ({ unit }: DataSetRow): LedgerUnit => ledgerUnitOf(JSON.parse(unit) as PrivacyUnit);

/** Why two data sets cannot share a ledger, in words that follow the name of ours; undefined: they can. */
export function mergeProblem(ours: DataSetRow, theirs: DataSetRow): string | undefined {
  if (ours.declared !== theirs.declared) return 'is declared private on one ledger and a public demonstration on the other';
  const [here, there] = [unitOf(ours), unitOf(theirs)];
  return addUp(here, there) ? undefined : `counts for ${unitText(here)} here and for ${unitText(there)} there, and charges for different units of privacy do not add up`;
}

/** Why no cap can be told to hold unless somebody says that ours does; as {@link mergeProblem}. */
export function capProblem(ours: DataSetRow, theirs: DataSetRow, choice: CapChoice | undefined): string | undefined {
  const [here, there] = [ruleOf(ours), theirsAtOurOrder(ours, theirs)];
  if (choice?.holds === 'ours' || here === undefined || there === undefined || canHold(there)) return undefined;
  return `has a cap of ε ${there.cap_epsilon} at δ ${there.cap_delta} there, which the filter's order of ${here.filter_order} here cannot hold`;
}

/**
 * Guarantees
 * - Of two caps the smaller holds, unless somebody chose with a reason: that which leaves less to spend at the filter's order.
 * - The order of the filter here stays: charges are counted at it from their mechanisms, whatever order they were let in at.
 * - Retired on either side is retired, and enforced on either side is enforced.
 */
export function mergedDataSet(ours: DataSetRow, theirs: DataSetRow, choice: CapChoice | undefined): DataSetRow {
  return {
    ...ours,
    ...ruleThatHolds(ours, theirs, choice),
    enforcement: ours.enforcement === 'hard' ? ours.enforcement : theirs.enforcement,
    owner_note: ours.owner_note === '' ? theirs.owner_note : ours.owner_note,
    set_apart_from: JSON.stringify([...new Set([...digestsIn(ours), ...digestsIn(theirs)])]),
    retired_at: earlier(ours.retired_at, theirs.retired_at),
  };
}

const digestsIn = ({ set_apart_from }: DataSetRow): string[] => JSON.parse(set_apart_from) as string[];

function ruleThatHolds(ours: DataSetRow, theirs: DataSetRow, choice: CapChoice | undefined): Partial<DataSetRow> {
  const [here, there] = [ruleOf(ours), theirsAtOurOrder(ours, theirs)];
  if (there === undefined) return {};
  if (here === undefined) return { ...there, expectation: theirs.expectation, expected_runs: theirs.expected_runs };
  const holds = choice?.holds ?? (left(there) < left(here) ? 'theirs' : 'ours');
  return holds === 'theirs' ? there : {};
}

function ruleOf({ cap_epsilon, cap_delta, filter_order }: DataSetRow): Rule | undefined {
  return cap_epsilon === null || cap_delta === null || filter_order === null ? undefined : { cap_epsilon, cap_delta, filter_order };
}

function theirsAtOurOrder(ours: DataSetRow, theirs: DataSetRow): Rule | undefined {
  const rule = ruleOf(theirs);
  return rule && { ...rule, filter_order: ours.filter_order ?? rule.filter_order };
}

const canHold = ({ cap_epsilon, cap_delta, filter_order }: Rule): boolean => cap_epsilon > leastCap(cap_delta, filter_order);

/** What a cap leaves to spend in all, by the cost of the filter. */
const left = ({ cap_epsilon: epsilon, cap_delta: delta, filter_order: order }: Rule): number => budgetOf({ cap: { epsilon, delta }, order });

const earlier = (one: number | null, other: number | null): number | null => (one === null || other === null ? (one ?? other) : Math.min(one, other));

/**
 * The caps of theirs that are not on record here, and after them the one that holds from now on, so that the last on record is the one
 * that holds. Nothing when all are on record.
 */
export function addedCapEvents(ours: readonly CapEventRow[], theirs: readonly CapEventRow[], merged: DataSetRow, reason: string, at: number): CapEventRow[] {
  const here = new Set(ours.map(nameOf));
  const added = theirs.filter((event) => !here.has(nameOf(event))).map((event) => ({ ...event, digest: merged.digest }));
  const rule = ruleOf(merged);
  const last = added.at(-1);
  if (last === undefined || rule === undefined || (last.epsilon === rule.cap_epsilon && last.delta === rule.cap_delta && last.filter_order === rule.filter_order)) return added;
  return [...added, { id: 0, digest: merged.digest, epsilon: rule.cap_epsilon, delta: rule.cap_delta, filter_order: rule.filter_order, reason, at }];
}

const nameOf = ({ epsilon, delta, reason, at, filter_order }: CapEventRow): string => JSON.stringify([epsilon, delta, reason, at, filter_order]);
