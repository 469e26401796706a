// Asks for the cap of a data set, ε, δ, what is expected to be trained and the reason, sets it, and tells what order of the filter came of it.
import { commands, l10n, window } from 'vscode';
import { filterExplanation, orderText } from '../../core/privacy/filterText';
import { deltaText } from '../../core/privacy/guaranteeText';
import type { LedgerDataSet } from '../../protocol/ledger';
import { createLedger, expectedLike, type RunLength } from '../../services/ledger/ledger';
import type { Cloister } from '../cloister';
import { filterText } from '../guaranteeText';
import { askTexts, type TextQuestion } from '../questions';
import { deltaProblem, epsilonProblem, numberIn, reasonProblem, runsProblem } from './capInput';

/**
 * @param like the run that the cap is wanted for; absent: what the ledger was told before. A number of runs is asked for only where it is
 *   known how long they are, and while nothing was charged: from then on the filter keeps its order
 * @returns whether a cap was set
 * @throws badInput for a cap that the ledger cannot hold
 */
export async function askCap(cloister: Cloister, digest: string, like?: RunLength): Promise<boolean> {
  const ledger = createLedger(await cloister.store.open());
  const dataSet = await ledger.find(digest);
  const { rule, expectation } = dataSet;
  const known = expectation?.type === 'runs' ? expectation : undefined;
  const length = (await ledger.isOrderOpen(digest)) ? (like ?? known) : undefined;
  const { t } = l10n;
  // A cap that is there may be changed; nothing stands in for one that nobody has chosen.
  const questions: Omit<TextQuestion, 'title'>[] = [
    {
      prompt: t('ε: most that all runs on this data together may ever spend.'),
      placeholder: t('for example 3'),
      value: rule === undefined ? '' : String(rule.cap.epsilon),
      problem: (text) => epsilonProblem(text, t),
    },
    {
      prompt: t('δ of that guarantee. It should lie well below one over the number of records.'),
      placeholder: t('for example 1e-5'),
      value: rule === undefined ? '' : deltaText(rule.cap.delta),
      problem: (text) => deltaProblem(text, t),
    },
    { prompt: t('Why? The reason stays on record with the cap.'), placeholder: t('for example: agreed with the owner of the data'), value: '', problem: (text) => reasonProblem(text, t) },
    ...(length === undefined ? [] : [expectedRunsQuestion(length, known?.runs)]),
  ];
  const title = t('Privacy Budget of “{0}”', dataSet.name);
  const answers = await askTexts(questions.map((question) => ({ ...question, title })));
  if (answers === undefined) return false;
  const [epsilon, delta, reason, runs = ''] = answers;
  const expected = length === undefined || runs === '' ? undefined : expectedLike(length, numberIn(runs)!);
  const changed = await ledger.setCap(digest, { epsilon: numberIn(epsilon)!, delta: numberIn(delta)! }, reason, expected);
  cloister.store.changed();
  tell(cloister, changed);
  return true;
}

const expectedRunsQuestion = ({ steps }: RunLength, known: number | undefined): Omit<TextQuestion, 'title'> => ({
  prompt: l10n.t('How many runs of {0} steps will share the budget? The filter that enforces it is set up for them, until something is charged. Leave it empty where nobody knows.', steps),
  placeholder: l10n.t('for example 10'),
  value: known === undefined ? '' : String(known),
  problem: (text) => runsProblem(text, l10n.t),
});

/** Returns at once: the message may stay for long. What the figures of a budget mean, and why there are two, is in the output. */
function tell({ log }: Cloister, { name, rule, unit, expectation, expectedRuns }: LedgerDataSet): void {
  if (rule === undefined) return;
  const order = orderText({ ...rule, expectation, expectedRuns });
  log.info(l10n.t('Cap of “{0}”: {1}', name, filterText(String(rule.cap.epsilon), rule.cap.delta, rule.order, unit, l10n.t)));
  for (const sentence of [...filterExplanation, order]) log.info(sentence);
  void offerMore(log, l10n.t('The privacy budget of “{0}” is set. {1}', name, order));
}

async function offerMore(log: Cloister['log'], message: string): Promise<void> {
  const [budgets, explanation] = [l10n.t('Show Budgets'), l10n.t('Why Two Totals?')];
  const chosen = await window.showInformationMessage(message, budgets, explanation);
  if (chosen === budgets) await commands.executeCommand('cloister.budget.focus');
  if (chosen === explanation) log.show();
}
