// Proves that two engines compute the same thing: losses, norms of the records' gradients, and their sum, tensor by tensor.
import { readFileSync } from 'node:fs';
import { decodeTensors, type NamedTensor } from '../../src/engine/safetensors';

export type Findings = ReadonlyMap<string, NamedTensor>;

export const readFindings = (path: string): Findings => decodeTensors(readFileSync(path), path).tensors;

/** What an engine need not report, because it has no use for it. */
const optional = new Set(['norms', 'losses']);

/**
 * Largest difference between two engines, relative to the largest element of the same tensor.
 * @throws Error naming the tensor when one is missing or has another shape
 */
export function largestDifference(found: Findings, reference: Findings): { readonly difference: number; readonly tensor: string } {
  let worst = { difference: 0, tensor: '' };
  for (const [tensor, { shape, data }] of reference) {
    const other = found.get(tensor);
    if (other === undefined && optional.has(tensor)) continue;
    if (other === undefined || other.shape.join() !== shape.join()) throw new Error(`The engine's ${tensor} is ${other === undefined ? 'missing' : `of shape ${other.shape.join(' × ')}`}, not of shape ${shape.join(' × ')}.`);
    const difference = relativeDifference(other.data, data);
    // Not "greater": NaN has to win.
    if (!(difference <= worst.difference)) worst = { difference, tensor };
  }
  return worst;
}

function relativeDifference(found: Float32Array, reference: Float32Array): number {
  let [difference, scale] = [0, 0];
  for (let i = 0; i < reference.length; i++) {
    difference = Math.max(difference, Math.abs(found[i] - reference[i]));
    scale = Math.max(scale, Math.abs(reference[i]));
  }
  return difference === 0 ? 0 : difference / scale;
}
