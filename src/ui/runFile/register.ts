// Run files in the editor: schema, code lenses, diagnostics, quick fixes, and the command that makes a new one.
import { Disposable } from 'vscode';
import type { Cloister } from '../cloister';

export function registerRunFiles(_cloister: Cloister): Disposable {
  return Disposable.from();
}
