// Tells what a new run file would cost, before anything is written.
import { l10n } from 'vscode';
import { CloisterError } from '../../../base/errors';
import { deltaText, epsilonText } from '../../../core/privacy/guaranteeText';
import type { CostEstimate, CostEstimator } from '../../../services/costEstimate';
import type { LedgerReport } from '../../../services/ledger/report';
import { planTitle, planTooltip } from '../planText';
import { runFileOf, type Choices } from './choices';
import { pickOne } from './prompts';
import type { Outcome, Place } from './wizard';

export class Estimates {
  constructor(private readonly estimator: CostEstimator) {}

  /** One line for the numbers as they are being typed. */
  async tell(choices: Choices): Promise<string> {
    const cost = await this.estimate(choices);
    return CloisterError.is(cost) ? firstSentence(cost) : `${planTitle(cost.plan, l10n.t)}. ${ledgerText(cost)}`;
  }

  /** The last look before the file is written. */
  async confirm(choices: Choices, place: Place): Promise<Outcome<Choices>> {
    const cost = await this.estimate(choices);
    const lines = CloisterError.is(cost) ? [firstSentence(cost)] : [planTitle(cost.plan, l10n.t), ...planTooltip(cost.plan, l10n.t).split('\n'), ledgerText(cost)];
    return pickOne(place, {
      placeholder: l10n.t('What the run will promise and cost. Nothing is reserved before it is launched'),
      choices: [l10n.t('$(new-file) Choose a file name…'), ...lines].map((label) => ({ label, value: choices })),
    });
  }

  private async estimate(choices: Choices): Promise<CostEstimate | CloisterError> {
    try {
      return await this.estimator.estimate(runFileOf(choices, 'new'));
    } catch (error) {
      if (CloisterError.is(error)) return error;
      throw error;
    }
  }
}

function ledgerText({ ledger }: CostEstimate): string {
  return CloisterError.is(ledger) ? firstSentence(ledger) : reportText(ledger);
}

function reportText({ dataSet, committed, delta }: LedgerReport): string {
  if (dataSet.rule === undefined || committed.filter === undefined || delta === undefined) return l10n.t('Public data: its ledger has no cap.');
  return l10n.t('The ledger would stand at ε {0} of {1} at δ {2}.', epsilonText(committed.filter), dataSet.rule.cap.epsilon, deltaText(delta));
}

/** Refusals go on with what to do on the command line. */
const firstSentence = ({ message }: CloisterError): string => /^[^\n]*?\.(?=\s|$)/.exec(message)?.[0] ?? message;
