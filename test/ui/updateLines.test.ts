// Lines of a tree that stay keep their objects, because the editor knows them by these.
import { describe, expect, it } from 'vitest';
import type { TreeNode } from '../../src/ui/tree/treeNode';
import { updateLines } from '../../src/ui/tree/updateLines';

const line = (id: string, description: string, more: Partial<TreeNode> = {}): TreeNode => ({ id, label: id, description, icon: { id: 'circle' }, spoken: id, context: 'run', ...more });

describe('updating the lines of a tree', () => {
  it('gives the old objects the new content, and tells which have changed', () => {
    const lines = [line('a', '1/9'), line('b', '3/9')];
    const [a, b] = lines;
    expect(updateLines(lines, [line('a', '2/9'), line('b', '3/9')])).toEqual([a]);
    expect(lines[0]).toBe(a);
    expect(lines[1]).toBe(b);
    expect(a).toEqual(line('a', '2/9'));
  });

  it('takes away what a line no longer has', () => {
    const lines = [line('a', '1/9', { tooltip: 'old' })];
    updateLines(lines, [line('a', '1/9')]);
    expect(lines[0]).toEqual(line('a', '1/9'));
  });

  it.each([
    ['came', [line('c', ''), line('a', ''), line('b', '')]],
    ['went', [line('a', '')]],
    ['moved', [line('b', ''), line('a', '')]],
  ])('changes nothing when lines %s', (_what, fresh) => {
    const lines = [line('a', 'old'), line('b', 'old')];
    expect(updateLines(lines, fresh)).toBeUndefined();
    expect(lines).toEqual([line('a', 'old'), line('b', 'old')]);
  });
});
