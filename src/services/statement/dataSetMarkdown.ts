// The privacy statement of a data set in Markdown: what all runs on it together may have told about it.
import { grouped, momentText } from '../../base/numberText';
import { deltaText, epsilonText, meaningText } from '../../core/privacy/guaranteeText';
import { mechanismText } from '../../core/privacy/mechanismText';
import { chargedMechanism, isOpen } from '../../protocol/ledger';
import type { ClaimReport, LedgerReport } from '../ledger/report';
import { dataSetAssumptions, notCovered } from './limits';
import { escaped, list, markdownTable } from './markdown';
import type { SharedTexts } from './sharedLedgers';

export function dataSetMarkdown(report: LedgerReport, shared: readonly SharedTexts[]): string {
  const { dataSet, claims, capEvents } = report;
  return [
    `# Privacy statement: data set ${escaped(dataSet.name)}`,
    headlineText(report),
    '## What is protected',
    list([...protectedLines(report), ...shared.map(sharedText)]),
    '## What limits the spend',
    limitText(report),
    ...(capEvents.length === 0 ? [] : [list(capEvents.map(({ cap, reason, at }) => `${momentText(at)} UTC: ε ${epsilonText(cap.epsilon)} at δ ${deltaText(cap.delta)}. Reason: ${escaped(reason)}`))]),
    '## What was charged',
    claims.length === 0 ? 'Nothing.' : markdownTable([claimTitles, ...claims.map(claimRow)]),
    ...overrideTexts(claims),
    '## What the guarantee assumes',
    list(dataSetAssumptions(dataSet.unit)),
    '## What it does not cover',
    list(notCovered(dataSet.unit)),
  ].join('\n\n').concat('\n');
}

function headlineText({ dataSet, claims, committed, delta }: LedgerReport): string {
  const name = `“${escaped(dataSet.name)}”`;
  if (claims.length === 0 || delta === undefined) return `Nothing has been trained on ${name} so far, so nothing has been released about it.`;
  const runs = `${grouped(claims.length)} ${claims.length === 1 ? 'run' : 'runs'}`;
  if (committed.pld === Infinity) return `**There is no privacy guarantee for ${name}** (ε = ∞): at least one of ${runs} was trained without noise.`;
  const all = `Everything that ${runs} released about ${name}, open ones with all that they may still take`;
  const byPld = `(${epsilonText(committed.pld)}, ${deltaText(delta)})`;
  if (committed.filter === undefined) return `${all}, is **${byPld}-differentially private** by PLD, provided that all runs were fixed beforehand (${meaningText(dataSet)}).`;
  return (
    `${all}, is **(${epsilonText(committed.filter)}, ${deltaText(delta)})-differentially private** by the Rényi filter, also where later runs were chosen ` +
    `after seeing the results of earlier ones (${meaningText(dataSet)}). If all runs were fixed beforehand, the tighter total by PLD holds: ${byPld}.`
  );
}

function protectedLines({ dataSet }: LedgerReport): string[] {
  const { name, declared, digest, ownerNote, createdAt, retiredAt } = dataSet;
  return [
    `Data set: ${escaped(name)}, ${declared === 'private' ? 'private' : 'a public demonstration'}; the keyed digest of its first content starts with \`${digest.slice(0, 12)}\``,
    `On the ledger since ${momentText(createdAt)} UTC`,
    ...(ownerNote === '' ? [] : [`Note of its owner: ${escaped(ownerNote)}`]),
    ...(retiredAt === undefined ? [] : [`Retired on ${momentText(retiredAt)} UTC: nothing more is trained on it`]),
  ];
}

/** Both ledgers cover whoever such a text belongs to, apart from each other. */
function sharedText({ dataSet, textsBelow, setApart }: SharedTexts): string {
  const where = `the ledger of “${escaped(dataSet.name)}” (digest \`${dataSet.digest.slice(0, 12)}\`)`;
  const why = setApart ? 'the two were set apart with a written reason' : 'too few to be charged on one ledger';
  return `Some of its texts, fewer than ${grouped(textsBelow)}, are also on ${where}, ${why}: for whoever they belong to, what both ledgers spend adds up`;
}

function limitText({ dataSet }: LedgerReport): string {
  const { rule, enforcement, declared } = dataSet;
  if (rule === undefined) return declared === 'private' ? 'No cap is set, so nothing may be trained on it.' : 'Nothing: it is a public demonstration.';
  const limit = `ε ${epsilonText(rule.cap.epsilon)} at δ ${deltaText(rule.cap.delta)}, by a Rényi filter of order ${rule.order}`;
  if (enforcement === 'advisory') return `Nothing. There is an advisory limit of ${limit}; runs beyond it are warned of and let through.`;
  return `A cap of ${limit}. A run that would cross it is refused before it starts.`;
}

const claimTitles = ['Run', 'Mechanism', 'Steps charged', 'ε by PLD, alone', 'δ', 'State'];

function claimRow({ claim, epsilon }: ClaimReport): string[] {
  const { runId, chargedSteps, reservedSteps, delta, status } = claim;
  const steps = isOpen(claim) ? `${grouped(chargedSteps)} of ${grouped(reservedSteps)}` : grouped(chargedSteps);
  return [`\`${runId}\``, escaped(mechanismText(chargedMechanism(claim))), steps, epsilonText(epsilon), deltaText(delta), status];
}

function overrideTexts(claims: readonly ClaimReport[]): string[] {
  const overridden = claims.flatMap(({ claim }) => (claim.overrideReason === undefined ? [] : [`\`${claim.runId}\`: ${escaped(claim.overrideReason)}`]));
  return overridden.length === 0 ? [] : ['Runs that were let through although they did not fit, with the reason on record:', list(overridden)];
}
