// A resume that the ledger refuses: what would lead on, as choices to pick.
import { commands, l10n } from 'vscode';
import { assertNever, type CloisterError } from '../../base/errors';
import type { Run } from '../../protocol/run';
import type { ResumeOptions } from '../../services/runs/resume';
import { askCap } from '../budget/askCap';
import type { Cloister, CommandId } from '../cloister';
import { resumeWays, type ResumeWay } from './resumeWays';
import { chooseWay, withReason, type Way } from './wayOut';

/** With what a resume is tried again. */
export type Again = Pick<ResumeOptions, 'override'>;

/**
 * Asks how to go on after a refusal.
 * @returns with what to resume again; undefined when nobody chose anything, or a new run takes its place
 * @throws the refusal itself where nothing would lead on
 */
export async function resumeWayOut(cloister: Cloister, run: Pick<Run, 'plan'>, refusal: CloisterError): Promise<Again | undefined> {
  const ways = resumeWays(refusal).map((way) => choiceOf(cloister, way, run, refusal));
  if (ways.length === 0) throw refusal;
  return chooseWay(cloister, l10n.t('The Ledger Refuses to Resume This Run'), refusal.message, ways);
}

function choiceOf(cloister: Cloister, way: ResumeWay, { plan }: Pick<Run, 'plan'>, { remedy }: CloisterError): Way<Again> {
  switch (way) {
    case 'launchAnew':
      return {
        label: `$(rocket) ${l10n.t('Launch a new run…')}`,
        detail: l10n.t('with fewer steps or more noise in its run file'),
        take: async () => void (await commands.executeCommand('cloister.launchRun' satisfies CommandId)),
      };
    case 'raiseCap':
      return {
        label: `$(shield) ${l10n.t('Set Privacy Budget…')}`,
        detail: l10n.t('takes a written reason, which stays on record; the run is resumed afterwards'),
        take: async () => (remedy?.kind === 'setCap' && (await askCap(cloister, remedy.digest, plan)) ? {} : undefined),
      };
    case 'override':
      return withReason(l10n.t('Override the refusal…'), l10n.t('Why is this run let in although its budget does not hold it?'), (override) => ({ override }));
    default:
      return assertNever(way);
  }
}
