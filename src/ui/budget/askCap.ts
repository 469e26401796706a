// Asks for the cap of a data set, ε, δ and the reason, and sets it.
import { l10n } from 'vscode';
import { deltaText } from '../../core/privacy/guaranteeText';
import { createLedger } from '../../services/ledger/ledger';
import type { Cloister } from '../cloister';
import { filterText } from '../guaranteeText';
import { askTexts } from '../questions';
import { deltaProblem, epsilonProblem, numberIn, reasonProblem } from './capInput';

/**
 * @returns whether a cap was set
 * @throws badInput for a cap that the ledger cannot hold
 */
export async function askCap(cloister: Cloister, digest: string): Promise<boolean> {
  const ledger = createLedger(await cloister.store.open());
  const dataSet = await ledger.find(digest);
  const { t } = l10n;
  const title = t('Privacy Budget of “{0}”', dataSet.name);
  // A cap that is there may be changed; nothing stands in for one that nobody has chosen.
  const current = dataSet.rule?.cap;
  const answers = await askTexts([
    {
      title,
      prompt: t('ε: most that all runs on this data together may ever spend.'),
      placeholder: t('for example 3'),
      value: current === undefined ? '' : String(current.epsilon),
      problem: (text) => epsilonProblem(text, t),
    },
    {
      title,
      prompt: t('δ of that guarantee. It should lie well below one over the number of records.'),
      placeholder: t('for example 1e-5'),
      value: current === undefined ? '' : deltaText(current.delta),
      problem: (text) => deltaProblem(text, t),
    },
    { title, prompt: t('Why? The reason stays on record with the cap.'), placeholder: t('for example: agreed with the owner of the data'), value: '', problem: (text) => reasonProblem(text, t) },
  ]);
  if (answers === undefined) return false;
  const [epsilon, delta, reason] = answers;
  const { rule } = await ledger.setCap(digest, { epsilon: numberIn(epsilon)!, delta: numberIn(delta)! }, reason);
  cloister.store.changed();
  if (rule !== undefined) cloister.log.info(t('Cap of “{0}”: {1}', dataSet.name, filterText(String(rule.cap.epsilon), rule.cap.delta, rule.order, dataSet.unit, t)));
  return true;
}
