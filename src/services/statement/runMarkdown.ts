// A privacy statement in Markdown, for people.
import { grouped, significant } from '../../base/numberText';
import type { ModelConfig } from '../../core/config/model';
import { deltaText, epsilonText, guaranteeText, meaningText } from '../../core/privacy/guaranteeText';
import type { Run } from '../../protocol/run';
import type { LedgerReport } from '../ledger/report';
import { endText } from './endText';
import type { RunFacts } from './runFacts';
import { escaped, list } from './markdown';
import { releaseParagraphs } from './releaseText';
import { notCovered, runAssumptions } from './limits';

export function runMarkdown(facts: RunFacts): string {
  const { run } = facts;
  return [
    `# Privacy statement: ${escaped(run.name)}`,
    headlineText(facts),
    '## What was trained',
    list(trainedLines(run)),
    '## What is guaranteed',
    list(guaranteeLines(facts)),
    '## How',
    howText(run),
    ...releaseParagraphs(run),
    '## Other runs on the same data',
    ledgerText(facts),
    '## What the guarantee assumes',
    list(runAssumptions(run.plan.guarantee.unit)),
    '## What it does not cover',
    list(notCovered(run.plan.guarantee.unit)),
    '## Made with',
    list(versionLines(run)),
  ].join('\n\n').concat('\n');
}

function headlineText({ run, headline }: RunFacts): string {
  if (headline.epsilon.pld === Infinity) return `**This run has no privacy guarantee** (ε = ∞): it was trained without noise.`;
  return (
    `The model of this run is **(${epsilonText(headline.epsilon.pld)}, ${deltaText(headline.delta)})-differentially private** ` +
    `with respect to the training records of “${escaped(run.data.name)}” (${meaningText(headline)}).`
  );
}

function trainedLines(run: Run): string[] {
  const { data, id, createdAt, config } = run;
  return [
    `Data set: ${escaped(data.name)}, ${data.declared === 'private' ? 'private' : 'a public demonstration'}; its keyed digest starts with \`${data.digest.slice(0, 12)}\``,
    `Model: ${modelText(config.model)}`,
    `Run: \`${id}\`, created ${new Date(createdAt).toISOString()}`,
    ...(config.audit === undefined ? [] : ['Audit only: the model has also learnt made-up records of public words (canaries), and is good for nothing else']),
  ];
}

function modelText(model: ModelConfig): string {
  if (model.architecture === 'linear') return 'logistic regression on the set of words';
  const { numLayers, dModel, numExperts } = model;
  return `encoder of Switch Transformers with ${numLayers} ${numLayers === 1 ? 'block' : 'blocks'} of width ${dModel} and ${numExperts} ${numExperts === 1 ? 'expert' : 'experts'} in each sparse block`;
}

function guaranteeLines({ run, headline, charged, chargedSteps, ended }: RunFacts): string[] {
  const { plan } = run;
  const planned = `Planned: ${grouped(plan.steps)} steps, ${guaranteeText(plan.guarantee)}`;
  const spent = `Charged: ${grouped(chargedSteps)} steps, ${guaranteeText(charged)}`;
  if (chargedSteps === plan.steps) return [`${grouped(plan.steps)} steps, planned and charged: ${guaranteeText(headline)}`];
  if (chargedSteps > plan.steps) return [planned, `${spent}. Steps were taken again after an interruption, and each counts: this is the guarantee.`];
  if (ended?.unseen === true) return [planned, `${spent}. This is the guarantee: ${endText(ended.reason)}, so nobody can have decided on its end by looking at it.`];
  return [
    `${planned}. This is the guarantee.`,
    ...(ended === undefined ? [] : [`The run ended early: ${endText(ended.reason)}.`]),
    `${spent}. The smaller ε holds only if the decision to end here was made without looking at anything that depends on the data, such as the loss.`,
  ];
}

function howText({ plan }: Run): string {
  if (plan.noiseMultiplier === 0) return 'Without privacy: gradients are clipped, and no noise is added.';
  return (
    `Each step draws a batch by Poisson sampling: every record joins with probability ${significant(plan.samplingRate)}, independently of the others ` +
    `(${grouped(plan.expectedBatchSize)} of ${grouped(plan.publicSize)} records expected). The gradient of each record is clipped to an L2 norm of ` +
    `${significant(plan.clipNorm)}; to their sum, Gaussian noise is added whose standard deviation is ${significant(plan.noiseMultiplier)} times that norm ` +
    `(the noise multiplier), on every parameter and in every step. The steps compose by privacy loss distributions (PLD); Rényi accounting (RDP) is the independent cross-check.`
  );
}

function ledgerText({ ledger, otherRuns }: RunFacts): string {
  if (ledger === undefined || ledger.delta === undefined) return 'Nothing is on the ledger of this data set.';
  const totals = `${totalsText(ledger, ledger.delta)} (unit and neighbours as above)`;
  if (otherRuns === 0) return `There are none so far. This run alone, with all that it may still take: ${totals}.`;
  return (
    `This run and ${grouped(otherRuns)} ${otherRuns === 1 ? 'other' : 'others'} on this data set together, open ones with all that they may still take: ${totals}. ` +
    'Whoever sees more than one of their models has to count this, not the ε of one run.'
  );
}

function totalsText({ committed, dataSet }: LedgerReport, delta: number): string {
  const pld = `ε ${epsilonText(committed.pld)} at δ ${deltaText(delta)} by PLD if all runs were fixed beforehand`;
  if (committed.filter === undefined || dataSet.rule === undefined) return `${pld}; the data set has no cap`;
  const { cap, order } = dataSet.rule;
  return `ε ${epsilonText(committed.filter)} at δ ${deltaText(delta)} by the Rényi filter of order ${significant(order)}, which also holds when later runs were chosen after seeing earlier ones, under a cap of ε ${epsilonText(cap.epsilon)}; ${pld}`;
}

function versionLines({ environment }: Run): string[] {
  const { versions, source, platform } = environment;
  return [
    ...Object.entries(versions).map(([name, version]) => `${escaped(name)} ${escaped(version)}`),
    `Platform: ${escaped(platform)}`,
    ...(source === null ? [] : [`Repository of the run file: commit \`${source.commit}\`${source.dirty ? ', with changes that were not committed' : ''}`]),
  ];
}
