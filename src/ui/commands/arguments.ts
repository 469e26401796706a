// Reads what a menu, another command or a keybinding hands to a command.
import { Uri } from 'vscode';
import type { RunId } from '../../protocol/run';

/**
 * The runs that are meant: menus of a tree hand over the line that was clicked and all that are selected.
 * Empty: nobody said, so the command asks.
 */
export function runIdsOf([clicked, selected]: readonly unknown[]): RunId[] {
  const lines = Array.isArray(selected) ? (selected as unknown[]) : [clicked];
  return lines.flatMap((line) => member(line, 'runId') ?? []);
}

export const runIdOf = (args: readonly unknown[]): RunId | undefined => member(args[0], 'runId');

/** Digest of the data set that is meant. */
export const digestOf = (args: readonly unknown[]): string | undefined => member(args[0], 'digest');

/** The file that is meant. */
export const uriOf = ([argument]: readonly unknown[]): Uri | undefined => (argument instanceof Uri ? argument : undefined);

function member(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null || !(name in value)) return undefined;
  const found = (value as Record<string, unknown>)[name];
  return typeof found === 'string' ? found : undefined;
}
