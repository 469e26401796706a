// The view of privacy budgets.
import { Disposable, l10n, workspace } from 'vscode';
import type { Cloister } from '../cloister';
import { readSettings } from '../settings';
import { ModelTree } from '../tree/modelTree';
import { budgetNodes } from './model';

export function registerBudget(cloister: Cloister): Disposable {
  const read = async () => {
    const { budgets } = await import('../../services/views/budgets');
    return budgetNodes(await budgets(await cloister.store.open(), cloister.accounting), readSettings().warnBelow, l10n.t);
  };
  const tree = new ModelTree(cloister, 'cloister.budget', read, { showCollapseAll: true });
  return Disposable.from(
    tree,
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('cloister.budget')) tree.refresh();
    }),
  );
}
