// Tells what a new run file would cost, before anything is written.
import { l10n, type LogOutputChannel } from 'vscode';
import { CloisterError } from '../../../base/errors';
import { deltaText, epsilonText } from '../../../core/privacy/guaranteeText';
import type { CostEstimate, CostEstimator } from '../../../services/costEstimate';
import type { LedgerTotals } from '../../../services/ledger/report';
import { durationText } from '../../launch/confirmation';
import { planTitle, planTooltip } from '../planText';
import { runFileOf, type Choices } from './choices';
import { pickOne, type Choice } from './prompts';
import type { Outcome, Place } from './wizard';

export class Estimates {
  constructor(
    private readonly estimator: CostEstimator,
    private readonly log: LogOutputChannel,
  ) {}

  /** One line for the numbers as they are being typed. */
  async tell(choices: Choices): Promise<string> {
    const cost = await this.estimate(choices);
    return CloisterError.is(cost) ? firstSentence(cost) : `${planTitle(cost.plan, l10n.t)}. ${ledgerText(cost)}`;
  }

  /** The last look before the file is written. */
  async confirm(choices: Choices, place: Place): Promise<Outcome<Choices>> {
    const cost = await this.estimate(choices);
    const lines = CloisterError.is(cost) ? [firstSentence(cost)] : [planTitle(cost.plan, l10n.t), ...planTooltip(cost.plan, l10n.t).split('\n'), ledgerText(cost)];
    const choice = (label: string): Choice<Choices> => ({ label, value: choices });
    return pickOne(place, {
      placeholder: l10n.t('What the run will promise and cost. Nothing is reserved before it is launched'),
      choices: [l10n.t('$(new-file) Choose a file name…'), ...lines].map(choice),
      // Of a run that cannot be planned nobody asks how long it takes.
      ...(!CloisterError.is(cost) && { later: this.duration(choices).then(choice) }),
    });
  }

  /** Never rejects: a run file is written all the same when nobody knows how long the run takes, and the launch asks again. */
  private async duration(choices: Choices): Promise<string> {
    try {
      return durationText(await this.estimator.duration(runFileOf(choices, 'new')), l10n.t);
    } catch (error) {
      this.log.warn(`How long the run takes is not known: ${(error as Error).message}`);
      return durationText(undefined, l10n.t);
    }
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

function reportText({ dataSet, committed, delta }: LedgerTotals): string {
  if (dataSet.rule === undefined || committed.filter === undefined || delta === undefined) return l10n.t('Public data: its ledger has no cap.');
  return l10n.t('The ledger would stand at ε {0} of {1} at δ {2}.', epsilonText(committed.filter), dataSet.rule.cap.epsilon, deltaText(delta));
}

/** Refusals go on with figures and what would fit. */
const firstSentence = ({ message }: CloisterError): string => /^[^\n]*?\.(?=\s|$)/.exec(message)?.[0] ?? message;
