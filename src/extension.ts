// Composition root of the extension: constructs, registers and disposes; no logic of its own.
import type { ExtensionContext } from 'vscode';

export function activate(_context: ExtensionContext): void {
  // The parts under src/ui are registered here.
}
