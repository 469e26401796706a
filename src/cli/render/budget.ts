// Privacy ledgers as people read them: what is spent, what is left, and which number decides.
import { dateText, momentText } from '../../base/numberText';
import { filterExplanation, orderText } from '../../core/privacy/filterText';
import type { CapRule } from '../../protocol/ledger';
import type { LedgerReport } from '../../services/ledger/report';
import type { Colours } from '../screen';
import { deltaText, epsilonText, meaningText } from '../../core/privacy/guaranteeText';
import { facts, table, type Column, type Fact } from './table';
import { unitColumn } from './unitColumn';

/** Which of the two numbers is which, in one sentence. */
const twoReadings =
  'The cap is enforced on ε by the Rényi filter, which holds although later runs are chosen after seeing earlier ones;\n' +
  'ε by PLD is the tighter total for runs that were all fixed beforehand.';

const noCap = 'Public demonstration: this ledger has no cap.';

const columns: readonly Column[] = [
  { title: 'DATA SET' },
  { title: 'DIGEST' },
  { title: 'SPENT ε', align: 'right' },
  { title: 'RESERVED ε', align: 'right' },
  { title: 'CAP ε', align: 'right' },
  { title: 'LEFT ε', align: 'right' },
  { title: 'δ', align: 'right' },
  { title: 'BY PLD ε', align: 'right' },
  { title: 'RUNS', align: 'right' },
  { title: 'MORE FIT', align: 'right' },
];

export function budgetTable(reports: readonly LedgerReport[], colours: Colours): string {
  if (reports.length === 0) return 'No data sets yet. A data set comes onto the ledger with its first run, or with: cloister budget set RUN.json …';
  const units = unitColumn(reports.map(({ dataSet }) => dataSet));
  const rows = reports.map((report) => [...row(report), ...units.cells(report.dataSet.unit)]);
  const [titles, ...lines] = table([...columns, ...units.columns], rows).split('\n');
  return [colours.dim(`Every ε is at the δ of its row; ${units.meaning}.`), colours.bold(titles), ...lines, colours.dim(twoReadings)].join('\n');
}

function row({ dataSet, delta, spent, committed, remaining, claims, runsThatFit }: LedgerReport): string[] {
  return [
    dataSet.name,
    dataSet.digest.slice(0, 12),
    optional(spent.filter, epsilonText),
    spent.filter === undefined || committed.filter === undefined ? '–' : epsilonText(spent.filter === Infinity ? 0 : committed.filter - spent.filter),
    capText(dataSet),
    optional(remaining, leftText),
    optional(delta, deltaText),
    epsilonText(spent.pld),
    String(claims.length),
    optional(runsThatFit, String),
  ];
}

const optional = <T>(value: T | undefined, text: (value: T) => string): string => (value === undefined ? '–' : text(value));

const capText = ({ rule, declared, enforcement }: LedgerReport['dataSet']): string =>
  rule === undefined ? (declared === 'private' ? 'not set' : 'none (public)') : `${rule.cap.epsilon}${enforcement === 'hard' ? '' : ' (advisory)'}`;

/** What is left is rounded down, so that nobody plans on more than there is. */
const leftText = (epsilon: number): string => (Math.floor(epsilon * 100 + 1e-9) / 100).toFixed(2);

export function budgetDetails(report: LedgerReport, colours: Colours): string {
  const { dataSet, delta, claims, capEvents } = report;
  const parts = [
    `${colours.bold(dataSet.name)}  ${dataSet.digest.slice(0, 12)}`,
    ...(dataSet.declared === 'private' ? [] : [noCap]),
    delta === undefined ? 'Nothing is spent yet.' : facts(totals(report, delta)),
    ...(dataSet.rule === undefined ? [] : [`\n${colours.bold('Which number decides, and why')}`, colours.dim(whyDecided(dataSet, dataSet.rule))]),
  ];
  if (claims.length > 0) parts.push(`\n${runsOnLedger(report, colours)}`);
  if (capEvents.length > 0) parts.push(`\n${colours.bold('Caps on record')}`, facts(capEvents.map(capFact)));
  return parts.join('\n');
}

/** A line for each answer: which total is which, why this filter, and why this order. */
const whyDecided = ({ expectation, expectedRuns }: LedgerReport['dataSet'], { cap, order }: CapRule): string =>
  [...filterExplanation, orderText({ order, cap, expectation, expectedRuns })].join('\n');

function totals({ dataSet, spent, committed, remaining, runsThatFit }: LedgerReport, delta: number): Fact[] {
  const { rule } = dataSet;
  const hard = dataSet.enforcement === 'hard';
  const at = `at δ ${deltaText(delta)}`;
  const both = ({ filter, pld }: LedgerReport['spent']): string =>
    filter === undefined ? `ε ${epsilonText(pld)} ${at} by PLD` : `ε ${epsilonText(filter)} ${at} by the filter; ε ${epsilonText(pld)} by PLD`;
  return [
    [hard ? 'cap' : 'advisory limit', rule === undefined ? undefined : `ε ${rule.cap.epsilon} ${at}, ${hard ? 'enforced' : 'by no means enforced; counted'} by a Rényi filter of order ${rule.order}`],
    ['spent', both(spent)],
    ['with reserved', both(committed)],
    ['left', remaining === undefined ? undefined : `ε ${leftText(remaining)} ${at} by the filter`],
    ['more runs like the last', runsThatFit === undefined ? undefined : `${runsThatFit} fit`],
    ['meaning of ε', meaningText(dataSet)],
    ['note of the owner', dataSet.ownerNote === '' ? undefined : dataSet.ownerNote],
    ['retired', dataSet.retiredAt === undefined ? undefined : `${dateText(dataSet.retiredAt)}: nothing more is trained on it`],
  ];
}

function runsOnLedger({ claims }: LedgerReport, colours: Colours): string {
  const titles: Column[] = [{ title: 'RUN' }, { title: 'CHARGED STEPS', align: 'right' }, { title: 'RESERVED', align: 'right' }, { title: 'ε BY PLD', align: 'right' }, { title: 'δ', align: 'right' }, { title: 'CLAIM' }];
  const rows = claims.map(({ claim, epsilon }) => [
    claim.runId,
    String(claim.chargedSteps),
    String(claim.reservedSteps),
    epsilonText(epsilon),
    deltaText(claim.delta),
    claim.status,
  ]);
  const [head, ...lines] = table(titles, rows).split('\n');
  return [colours.bold(head), ...lines].join('\n');
}

const capFact = ({ cap, order, reason, at }: LedgerReport['capEvents'][number]): Fact => [
  momentText(at),
  `ε ${cap.epsilon} at δ ${deltaText(cap.delta)}${order === undefined ? '' : ` by a filter of order ${order}`}: ${reason}`,
];
