// The view of runs: its tree, its filter, its paging and its badge.
import { commands, Disposable, l10n, window } from 'vscode';
import type { RunId } from '../../protocol/run';
import { isActive } from '../../protocol/runState';
import type { Cloister } from '../cloister';
import { setContextKey } from '../contextKeys';
import { ModelTree } from '../tree/modelTree';
import type { ActivityMonitor } from './activity';
import { pageSize, runNodes, runsAmong } from './model';

export interface RunsView extends Disposable {
  /** The runs that people see selected; none while the view is hidden. */
  selected(): RunId[];
}

export function registerRuns(cloister: Cloister, monitor: ActivityMonitor): RunsView {
  const query = { text: '', limit: pageSize };
  const read = async () => {
    const { runList } = await import('../../services/views/runList');
    const list = await runList(await cloister.store.open(), cloister.accounting, query);
    // A list without any match shows a button that clears the filter, for which a message would leave no room.
    tree.view.message = query.text === '' || list.matching === 0 ? '' : l10n.t('Only runs that match “{0}”', query.text);
    return runNodes(list, l10n.t);
  };
  const tree: ModelTree = new ModelTree(cloister, 'cloister.runs', read, { canSelectMany: true });

  const showMore = (): void => {
    query.limit += pageSize;
    tree.refresh();
  };
  const filter = (text: string): void => {
    Object.assign(query, { text, limit: pageSize });
    setContextKey('cloister.runsFiltered', text !== '');
    tree.refresh();
  };
  const askFilter = async (): Promise<void> => {
    const prompt = l10n.t('Words that must occur in the name, the id, the data or the state of a run. Empty shows all runs.');
    const text = await window.showInputBox({ title: l10n.t('Filter Runs'), prompt, value: query.text });
    if (text !== undefined) filter(text.trim());
  };

  let selection: RunId[] = [];
  const parts = Disposable.from(
    tree,
    // Kept here, because the view says that nothing is selected while it is drawn anew.
    tree.view.onDidChangeSelection((event) => (selection = runsAmong(event.selection))),
    monitor.onDidChange(({ unfinished }) => {
      const active = unfinished.filter(({ run }) => isActive(run.state)).length;
      tree.view.badge = active === 0 ? undefined : { value: active, tooltip: active === 1 ? l10n.t('1 active run') : l10n.t('{0} active runs', active) };
    }),
    commands.registerCommand('cloister.showMoreRuns', showMore),
    commands.registerCommand('cloister.filterRuns', askFilter),
    commands.registerCommand('cloister.clearRunFilter', () => filter('')),
  );
  return { selected: () => (tree.view.visible ? selection : []), dispose: () => void parts.dispose() };
}
