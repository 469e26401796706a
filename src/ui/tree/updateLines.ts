// Brings the lines of a tree up to date without replacing them.
import { isDeepStrictEqual } from 'node:util';
import type { TreeNode } from './treeNode';

/**
 * When the new lines are the same in the same order, by their ids, the old objects take over what is new.
 * @returns the old objects whose content has changed; undefined, and nothing changed, when lines came, went or moved
 */
export function updateLines(lines: readonly TreeNode[], fresh: readonly TreeNode[]): TreeNode[] | undefined {
  if (lines.length !== fresh.length || lines.some(({ id }, i) => id !== fresh[i].id)) return undefined;
  return lines.filter((line, i) => {
    if (isDeepStrictEqual(line, fresh[i])) return false;
    for (const key of Object.keys(line)) if (!(key in fresh[i])) Reflect.deleteProperty(line, key);
    Object.assign(line, fresh[i]);
    return true;
  });
}
