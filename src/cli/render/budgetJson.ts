// A privacy ledger as machines read it.
import { epsilonToJson } from '../../core/privacy/epsilonJson';
import { expectationToJson } from '../../core/privacy/expectationJson';
import { mechanismToJson } from '../../core/privacy/mechanismJson';
import type { ClaimReport, Epsilons, LedgerReport, LedgerTotals } from '../../services/ledger/report';

/**
 * `spent` is charged; `committed` counts open runs with all that they reserve. Each ε is given twice: `filter` is what the cap
 * is enforced on, `pld` the total when all runs were fixed beforehand. All at `delta`, for the unit and relation given.
 */
export function totalsJson({ dataSet, delta, spent, committed, remaining, runsThatFit }: LedgerTotals): object {
  return {
    name: dataSet.name,
    digest: dataSet.digest,
    declared: dataSet.declared,
    cap: dataSet.rule?.cap ?? null,
    order: dataSet.rule?.order ?? null,
    expectation: dataSet.expectation === undefined ? null : expectationToJson(dataSet.expectation),
    enforcement: dataSet.enforcement,
    ownerNote: dataSet.ownerNote,
    retiredAt: dataSet.retiredAt === undefined ? null : new Date(dataSet.retiredAt).toISOString(),
    delta: delta ?? null,
    unit: dataSet.unit,
    neighbouringRelation: dataSet.neighbouringRelation,
    spent: epsilonsJson(spent),
    committed: epsilonsJson(committed),
    remaining: remaining ?? null,
    runsThatFit: runsThatFit ?? null,
  };
}

/** {@link totalsJson} with the runs and the caps on record. */
export const budgetJson = (report: LedgerReport): object => ({
  ...totalsJson(report),
  runs: report.claims.map(claimJson),
  capEvents: report.capEvents.map(({ cap, order, reason, at }) => ({ cap, order: order ?? null, reason, at: new Date(at).toISOString() })),
});

const epsilonsJson = ({ filter, pld }: Epsilons): object => ({ filter: filter === undefined ? null : epsilonToJson(filter), pld: epsilonToJson(pld) });

const claimJson = ({ claim, epsilon }: ClaimReport): object => ({
  id: claim.runId,
  status: claim.status,
  overrideReason: claim.overrideReason ?? null,
  chargedSteps: claim.chargedSteps,
  reservedSteps: claim.reservedSteps,
  stepMechanism: mechanismToJson(claim.stepMechanism),
  spent: { pld: { epsilon: epsilonToJson(epsilon) }, delta: claim.delta },
});
