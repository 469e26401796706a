// The view of runs: its tree, its filter, its paging and its badge.
import { commands, Disposable, EventEmitter, l10n, window, type TreeDataProvider, type TreeItem } from 'vscode';
import { isActive } from '../../protocol/runState';
import type { Cloister } from '../cloister';
import { setContextKey } from '../contextKeys';
import { treeItem } from '../tree/treeItem';
import type { TreeNode } from '../tree/treeNode';
import type { ActivityMonitor } from './activity';
import { pageSize, runNodes } from './model';

class RunTree implements TreeDataProvider<TreeNode> {
  private readonly changes = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.changes.event;
  private pages = 1;
  filter = '';

  constructor(private readonly cloister: Cloister) {}

  refresh(): void {
    this.changes.fire();
  }

  showMore(): void {
    this.pages++;
    this.refresh();
  }

  setFilter(text: string): void {
    this.filter = text;
    this.pages = 1;
    this.refresh();
  }

  getTreeItem(node: TreeNode): TreeItem {
    return treeItem(node);
  }

  async getChildren(parent?: TreeNode): Promise<TreeNode[]> {
    if (parent !== undefined) return [...(parent.children ?? [])];
    const { runList } = await import('../../services/views/runList');
    const store = await this.cloister.store.open();
    return runNodes(await runList(store, { text: this.filter, limit: this.pages * pageSize }), l10n.t);
  }

  dispose(): void {
    this.changes.dispose();
  }
}

export function registerRuns(cloister: Cloister, monitor: ActivityMonitor): Disposable {
  const tree = new RunTree(cloister);
  const view = window.createTreeView('cloister.runs', { treeDataProvider: tree, canSelectMany: true });
  const filter = (text: string): void => {
    tree.setFilter(text);
    view.message = text === '' ? '' : l10n.t('Only runs that match “{0}”', text);
    setContextKey('cloister.runsFiltered', text !== '');
  };
  return Disposable.from(
    tree,
    view,
    cloister.store.onDidChange(() => tree.refresh()),
    monitor.onDidChange(({ unfinished }) => {
      const active = unfinished.filter(({ run }) => isActive(run.state)).length;
      view.badge = active === 0 ? undefined : { value: active, tooltip: active === 1 ? l10n.t('1 active run') : l10n.t('{0} active runs', active) };
    }),
    commands.registerCommand('cloister.showMoreRuns', () => tree.showMore()),
    commands.registerCommand('cloister.clearRunFilter', () => filter('')),
    commands.registerCommand('cloister.filterRuns', async () => {
      const text = await window.showInputBox({
        title: l10n.t('Filter Runs'),
        prompt: l10n.t('Words that must occur in the name, the id, the data or the state of a run. Empty shows all runs.'),
        value: tree.filter,
      });
      if (text !== undefined) filter(text.trim());
    }),
  );
}
