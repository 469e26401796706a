// Keeps a tree view up to date: reads its nodes when the store has changed and the view is visible, and shows them when they are there.
import { Disposable, EventEmitter, window, type TreeDataProvider, type TreeItem, type TreeView, type TreeViewOptions } from 'vscode';
import type { Cloister } from '../cloister';
import { refresher } from '../refresher';
import { treeItem } from './treeItem';
import type { TreeNode } from './treeNode';

/**
 * The tree shows the last nodes while it reads new ones, so nothing flickers, and reads never pile up. Only the very first read, and
 * one that failed, are waited for by the view, which then shows the error itself.
 */
export class ModelTree implements TreeDataProvider<TreeNode>, Disposable {
  readonly view: TreeView<TreeNode>;
  private readonly changes = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.changes.event;
  private nodes: readonly TreeNode[] | undefined;
  private isStale = true;
  private readonly subscriptions: Disposable;

  /** @param read all nodes of the tree, as the store is now */
  constructor(
    { store }: Cloister,
    id: string,
    private readonly read: () => Promise<readonly TreeNode[]>,
    options: Omit<TreeViewOptions<TreeNode>, 'treeDataProvider'> = {},
  ) {
    this.view = window.createTreeView(id, { ...options, treeDataProvider: this });
    this.subscriptions = Disposable.from(
      this.view,
      this.changes,
      store.onDidChange(() => this.refresh()),
      this.view.onDidChangeVisibility(({ visible }) => visible && this.isStale && this.refresh()),
    );
  }

  /** Reads again, at once or when the view is shown. */
  refresh(): void {
    this.isStale = true;
    if (this.view.visible) this.readAgain();
  }

  getTreeItem(node: TreeNode): TreeItem {
    return treeItem(node);
  }

  async getChildren(parent?: TreeNode): Promise<TreeNode[]> {
    if (parent !== undefined) return [...(parent.children ?? [])];
    this.nodes ??= await this.readNow();
    return [...this.nodes];
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private readonly readAgain = refresher(async () => {
    this.nodes = await this.readNow().catch(() => undefined); // The view reads once more, and shows the error.
    this.changes.fire();
  });

  private readNow(): Promise<readonly TreeNode[]> {
    this.isStale = false;
    return this.read();
  }
}
