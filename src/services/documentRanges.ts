// Finds where in the text of a run file a finding or a member stands.
import { findNodeAtLocation, getLocation, getNodeValue, parseTree, type Node } from 'jsonc-parser';
import type { DocumentPath } from '../core/config/documentPath';
import type { Finding } from './findings';

/** A part of a text, in characters. */
export interface TextRange {
  readonly offset: number;
  readonly length: number;
}

/**
 * Where each finding stands: members that should not be there by their name, values by themselves, and whatever is missing or
 * has several lines by the name of the section that it belongs to.
 */
export function locate(text: string, findings: readonly Finding[]): TextRange[] {
  const root = parseTree(text, [], { allowTrailingComma: true });
  return findings.map((finding) => finding.range ?? rangeOf(root, finding));
}

function rangeOf(root: Node | undefined, { path, code }: Finding): TextRange {
  if (root === undefined) return { offset: 0, length: 1 };
  const node = nearestNode(root, path);
  const byName = code === 'unknownMember' || code === 'batchCoupled' || node.type === 'object' || node.type === 'array';
  const name = byName && node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
  const { offset, length } = name ?? node;
  return node === root ? { offset, length: 1 } : { offset, length };
}

/** The value at the path, or the innermost section on the way to it. */
function nearestNode(root: Node, path: DocumentPath): Node {
  for (let depth = path.length; depth > 0; depth--) {
    const node = findNodeAtLocation(root, path.slice(0, depth));
    if (node !== undefined) return node;
  }
  return root;
}

/** The member whose name or value stands at an offset: its path, its value, and both together as a range. Undefined outside of members. */
export function memberAt(text: string, offset: number): { path: DocumentPath; value: unknown; range: TextRange } | undefined {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const { path } = getLocation(text, offset);
  const node = root && findNodeAtLocation(root, path);
  const member = node?.parent;
  if (node === undefined || member?.type !== 'property' || offset < member.offset) return undefined;
  return { path, value: getNodeValue(node), range: { offset: member.offset, length: member.length } };
}
