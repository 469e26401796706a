// What the editor shows in another language: no English text of ours goes past the translation.
import { describe, expect, it } from 'vitest';
import { planRun } from '../../src/core/plan';
import { labelled } from '../../src/protocol/labelled';
import type { RunState } from '../../src/protocol/runState';
import { newLedger, type LedgerDataSet } from '../../src/protocol/ledger';
import type { LedgerTotals } from '../../src/services/ledger/report';
import type { Budget } from '../../src/services/views/budgets';
import { budgetNodes } from '../../src/ui/budget/model';
import { confirmationText } from '../../src/ui/launch/confirmation';
import { planTitle, planTooltip, privacyHover } from '../../src/ui/runFile/planText';
import { runNode } from '../../src/ui/runs/model';
import { statusLine } from '../../src/ui/statusBar/model';
import type { Translate } from '../../src/ui/translate';
import type { TreeNode } from '../../src/ui/tree/treeNode';
import { bracketed, outsideBrackets } from '../brackets';
import { exampleRun } from '../store/examples';
import { english } from './english';
import { listedRun } from './listedRun';

const t: Translate = (message, ...args) => bracketed(english(message, ...args));

/** Icons, names of runs and data sets, and metrics. */
const names = /\$\([\w~-]+\)|\b(example|mails|accuracy)\b|amber\\?-otter\\?-7k2/g;

function expectTranslated(texts: readonly (string | undefined)[]): void {
  const shown = texts.filter((text) => text !== undefined);
  expect(shown.some((text) => text.includes('⟦'))).toBe(true);
  expect(shown.filter((text) => /[A-Za-z]{2}/.test(outsideBrackets(text).replaceAll(names, '')))).toEqual([]);
}

const textsOf = ({ label, description, tooltip, spoken, command, children = [] }: TreeNode): readonly (string | undefined)[] => [
  label,
  description,
  tooltip,
  spoken,
  command?.title,
  ...children.flatMap(textsOf),
];

const mails: LedgerDataSet = { digest: 'd'.repeat(64), name: 'mails', declared: 'private', ...newLedger, rule: { cap: { epsilon: 8, delta: 1e-5 }, order: 8 }, createdAt: 0 };

const states: readonly RunState[] = [
  { status: 'created' },
  { status: 'queued' },
  { status: 'starting' },
  { status: 'running' },
  { status: 'stopping' },
  { status: 'finished' },
  { status: 'stopped', reason: 'requested' },
  { status: 'stopped', reason: 'revoked' },
  { status: 'stopped', reason: 'limit' },
  { status: 'stopped', reason: 'retired' },
  { status: 'failed', message: '…' },
  { status: 'lost' },
];

describe('no English text is left', () => {
  it.each(states)('in the line of a run that is $status', (state) => {
    const result = state.status === 'finished' ? { metrics: labelled('sensitive', { accuracy: 0.9 }) } : undefined;
    expectTranslated(textsOf(runNode(listedRun({ state, result }), t)));
  });

  it.each([0, 1, 2])('in the lines of a budget into which %i more runs fit', (runsThatFit) => {
    const budget: Budget = { kind: 'capped', dataSet: mails, delta: 1e-5, order: 8, cap: 8, spent: 3.4, reserved: 1.8, remaining: 2.8, runsThatFit, runs: 3, pld: 2.2 };
    expectTranslated(budgetNodes([budget], 0.5, t).flatMap(textsOf));
  });

  it('in the status bar', () => {
    const line = statusLine([listedRun(), listedRun({ state: { status: 'queued' } })], t)!;
    expectTranslated([line.text, line.tooltip]);
  });

  it('in the question before a launch', () => {
    const epsilon = { pld: 2, rdp: 2.2, rdpOrder: 8, filter: 2.3 };
    const totals: LedgerTotals = { dataSet: mails, delta: 1e-5, spent: epsilon, committed: epsilon, remaining: 4, runsThatFit: 2 };
    const uncapped = { ...mails, declared: 'publicDemonstration', rule: undefined } as const;
    const budgets = [totals, { ...totals, runsThatFit: 0 }, { ...totals, dataSet: uncapped, remaining: undefined, runsThatFit: undefined }];
    const forecasts = [{ seconds: 95, basis: 'earlierRun' as const }, { seconds: 95, basis: 'probe' as const }];
    const shown = { plan: exampleRun.plan, budget: totals, warnings: [], forecast: forecasts[0], audit: undefined };
    for (const budget of budgets) for (const forecast of forecasts) expectTranslated(confirmationText({ ...shown, budget, forecast }, t).split('\n'));
    expectTranslated(confirmationText({ ...shown, audit: { canaries: 400, guesses: 100, confidence: 0.95 } }, t).split('\n'));
  });

  it('in lenses and hovers over a run file', () => {
    const { privacy } = exampleRun.config;
    const plan = planRun(privacy);
    expectTranslated([planTitle(plan, t), planTooltip(plan, t), privacyHover('epsilon', privacy, plan, t), privacyHover('noiseMultiplier', privacy, plan, t)]);
  });
});
