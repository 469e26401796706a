// The privacy statement of a data set as plain JSON, for machines.
import { epsilonToJson } from '../../core/privacy/epsilonJson';
import { mechanismToJson } from '../../core/privacy/mechanismJson';
import { chargedMechanism } from '../../protocol/ledger';
import type { ClaimReport, Epsilons, LedgerReport } from '../ledger/report';
import { dataSetAssumptions, notCovered } from './limits';
import type { SharedTexts } from './sharedLedgers';

/** `alsoOn` names other ledgers that hold fewer than `textsBelow` of its texts. `spent` is charged; `committed` counts open runs with all that they reserve. Every ε of the two is at `delta`. */
export function dataSetJson({ dataSet, delta, spent, committed, claims, capEvents }: LedgerReport, shared: readonly SharedTexts[]): object {
  return {
    data: { name: dataSet.name, digestStart: dataSet.digest.slice(0, 12), declared: dataSet.declared, ownerNote: dataSet.ownerNote, retiredAt: momentJson(dataSet.retiredAt) },
    limit: dataSet.rule === undefined ? null : { ...dataSet.rule.cap, order: dataSet.rule.order, enforcement: dataSet.enforcement },
    limitEvents: capEvents.map(({ cap, reason, at }) => ({ ...cap, reason, at: momentJson(at) })),
    delta: delta ?? null,
    unit: dataSet.unit,
    neighbouringRelation: dataSet.neighbouringRelation,
    alsoOn: shared.map(({ dataSet: { name, digest }, textsBelow, setApart }) => ({ name, digestStart: digest.slice(0, 12), textsBelow, setApart })),
    spent: epsilonsJson(spent),
    committed: epsilonsJson(committed),
    claims: claims.map(claimJson),
    assumptions: dataSetAssumptions(dataSet.unit),
    notCovered: notCovered(dataSet.unit),
  };
}

const momentJson = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());

/** `filter` holds for runs chosen after seeing earlier ones; `pld` for runs that were all fixed beforehand. */
const epsilonsJson = ({ filter, pld }: Epsilons): object => ({
  filter: filter === undefined ? null : { epsilon: epsilonToJson(filter) },
  pld: { epsilon: epsilonToJson(pld) },
});

const claimJson = ({ claim, epsilon }: ClaimReport): object => ({
  run: claim.runId,
  state: claim.status,
  chargedSteps: claim.chargedSteps,
  charged: mechanismToJson(chargedMechanism(claim)),
  alone: { pld: { epsilon: epsilonToJson(epsilon) }, delta: claim.delta },
  overrideReason: claim.overrideReason ?? null,
});
