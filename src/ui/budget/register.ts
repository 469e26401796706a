// The view of privacy budgets.
import { Disposable, EventEmitter, l10n, window, workspace, type TreeDataProvider, type TreeItem } from 'vscode';
import type { Cloister } from '../cloister';
import { readSettings } from '../settings';
import { treeItem } from '../tree/treeItem';
import type { TreeNode } from '../tree/treeNode';
import { budgetNodes } from './model';

class BudgetTree implements TreeDataProvider<TreeNode> {
  private readonly changes = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.changes.event;

  constructor(private readonly cloister: Cloister) {}

  refresh(): void {
    this.changes.fire();
  }

  getTreeItem(node: TreeNode): TreeItem {
    return treeItem(node);
  }

  async getChildren(parent?: TreeNode): Promise<TreeNode[]> {
    if (parent !== undefined) return [...(parent.children ?? [])];
    const { budgets } = await import('../../services/views/budgets');
    return budgetNodes(await budgets(await this.cloister.store.open()), readSettings().warnBelow, l10n.t);
  }

  dispose(): void {
    this.changes.dispose();
  }
}

export function registerBudget(cloister: Cloister): Disposable {
  const tree = new BudgetTree(cloister);
  return Disposable.from(
    tree,
    window.createTreeView('cloister.budget', { treeDataProvider: tree, showCollapseAll: true }),
    cloister.store.onDidChange(() => tree.refresh()),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('cloister.budget')) tree.refresh();
    }),
  );
}
