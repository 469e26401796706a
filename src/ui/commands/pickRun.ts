// Asks which run a command is about, among those that it would take.
import { l10n, window, type QuickPickItem } from 'vscode';
import type { RunId } from '../../protocol/run';
import { runList, type ListedRun } from '../../services/views/runList';
import { CloisterError } from '../../base/errors';
import type { Cloister } from '../cloister';
import { figures } from '../runs/model';
import { stateIcon, stateText } from '../runs/stateLook';

/** Nobody picks from more; the tree and its filter are for that. */
const mostOffered = 500;

export interface RunQuestion {
  readonly title: string;
  /** Says whether the command would take the run. */
  readonly fits: (listed: ListedRun) => boolean;
  /** What to say when it would take none. */
  readonly none: string;
}

type RunItem = QuickPickItem & { readonly runId: RunId };

/** @returns undefined when the question was dismissed */
export async function pickRun(cloister: Cloister, question: RunQuestion): Promise<RunId | undefined> {
  const options = { title: question.title, placeHolder: l10n.t('Run, by its name, state or data'), matchOnDescription: true, matchOnDetail: true };
  return (await window.showQuickPick(await items(cloister, question), options))?.runId;
}

/** @returns undefined when the question was dismissed, or nothing was picked */
export async function pickRuns(cloister: Cloister, question: RunQuestion): Promise<RunId[] | undefined> {
  const placeHolder = l10n.t('Runs, by their names, states or data; the space key marks one');
  const options = { title: question.title, placeHolder, matchOnDescription: true, matchOnDetail: true, canPickMany: true } as const;
  const picked = await window.showQuickPick(await items(cloister, question), options);
  return picked === undefined || picked.length === 0 ? undefined : picked.map(({ runId }) => runId);
}

async function items({ store, accounting }: Cloister, { fits, none }: RunQuestion): Promise<RunItem[]> {
  const { runs } = await runList(await store.open(), accounting, { text: '', limit: mostOffered });
  const fitting = runs.filter(fits);
  if (fitting.length === 0) throw new CloisterError('badInput', none, { remedy: { kind: runs.length === 0 ? 'launchAnew' : 'listRuns' } });
  return fitting.map((listed) => ({
    runId: listed.run.id,
    label: `$(${stateIcon(listed.run.state).id}) ${listed.run.name}`,
    description: listed.run.id,
    detail: [stateText(listed.run.state, l10n.t), ...figures(listed), listed.run.data.name].join(' · '),
  }));
}
