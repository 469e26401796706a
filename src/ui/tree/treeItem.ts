// Shows a node of a tree as the editor wants it.
import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, type Command } from 'vscode';
import type { TreeNode } from './treeNode';

export function treeItem(node: TreeNode): TreeItem {
  const item = new TreeItem(node.label, node.children === undefined ? TreeItemCollapsibleState.None : TreeItemCollapsibleState.Expanded);
  const { id, colour } = node.icon;
  item.id = node.id;
  item.iconPath = new ThemeIcon(id, colour === undefined ? undefined : new ThemeColor(colour));
  item.contextValue = node.context;
  item.accessibilityInformation = { label: node.spoken };
  if (node.description !== undefined) item.description = node.description;
  if (node.tooltip !== undefined) item.tooltip = new MarkdownString(node.tooltip);
  if (node.command !== undefined) item.command = command(node.command);
  return item;
}

const command = ({ id, title, arguments: args = [] }: NonNullable<TreeNode['command']>): Command => ({ command: id, title, arguments: [...args] });
