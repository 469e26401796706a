// A privacy statement as plain JSON, for machines.
import { epsilonToJson } from '../../core/privacy/epsilonJson';
import { mechanismToJson } from '../../core/privacy/mechanismJson';
import { revealed } from '../../protocol/labelled';
import type { LedgerReport } from '../ledger/report';
import { guaranteeJson } from '../guaranteeJson';
import type { RunFacts } from './runFacts';
import { notCovered, runAssumptions } from './limits';

export function runJson({ run, chargedSteps, headline, charged, ended, ledger, otherRuns }: RunFacts): object {
  const { plan, data, environment } = run;
  return {
    run: { id: run.id, name: run.name, state: run.state.status, createdAt: new Date(run.createdAt).toISOString(), auditOnly: run.config.audit !== undefined },
    data: { name: data.name, digestStart: data.digest.slice(0, 12), declared: data.declared },
    model: run.config.model,
    guarantee: guaranteeJson(headline),
    planned: { steps: plan.steps, guarantee: guaranteeJson(plan.guarantee) },
    charged: { steps: chargedSteps, guarantee: guaranteeJson(charged), holdsOnlyIfEndedWithoutTheData: chargedSteps < plan.steps },
    end: ended === undefined ? null : { reason: ended.reason, decidedWithoutTheData: ended.unseen },
    mechanism: {
      step: mechanismToJson(plan.stepMechanism),
      clipNorm: plan.clipNorm,
      expectedBatchSize: plan.expectedBatchSize,
      publicSize: plan.publicSize,
      releasedBeside: plan.release ?? {},
      evaluation: plan.evaluation === undefined ? null : mechanismToJson(plan.evaluation),
    },
    releasedAccuracy: run.result?.releasedAccuracy === undefined ? null : revealed(run.result.releasedAccuracy),
    ledger: ledger === undefined ? null : ledgerJson(ledger, otherRuns),
    assumptions: runAssumptions(plan.guarantee.unit),
    notCovered: notCovered(plan.guarantee.unit),
    versions: environment.versions,
    source: environment.source,
  };
}

const ledgerJson = ({ committed, delta, dataSet }: LedgerReport, otherRuns: number): object => ({
  otherRuns,
  filter: committed.filter === undefined ? null : { epsilon: epsilonToJson(committed.filter), order: dataSet.rule?.order, cap: dataSet.rule?.cap },
  pld: { epsilon: epsilonToJson(committed.pld) },
  delta,
  unit: dataSet.unit,
  neighbouringRelation: dataSet.neighbouringRelation,
});
