// Records of different lengths as one padded block: TensorFlow's batched products want all of them equally long.
import { tensor1d, tensor2d, zeros, type Tensor, type Tensor1D, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import type { Segments } from '../kernels/kernels';
import type { Operations } from './tensorFlow';

/**
 * Padding carries nothing from batch-mates: pads are rows of zeros or of the record itself, so that a record whose numbers are not
 * finite spoils no other one.
 */
export interface Padding {
  /** Longest record, L. */
  readonly longest: number;
  /** Whether every record has L rows, so that a block is the packed rows as they lie. */
  readonly uniform: boolean;
  /** Padded with zeros. (R, n) → (B, L, n) */
  pad(rows: Tensor2D): Tensor3D;
  /** Padded with the first row of the record, where pads are left out later: half the work. (R, n) → (B, L, n) */
  fill(rows: Tensor2D): Tensor3D;
  /** (B, L, n) → (R, n) */
  unpad(block: Tensor): Tensor2D;
  /** For each row, the record that owns it. int32 (R) */
  owners(): Tensor1D;
  /** Σ over the rows of each record. (R, n) → (B, n) */
  sums(rows: Tensor2D): Tensor2D;
  /** 1 / length of each record. (B, 1) */
  inverseLengths(): Tensor2D;
  /** What is added to scores so that no key behind the end of a record counts; null where there is none. (B, 1, 1, L) */
  keyMask(): Tensor | null;
}

/** Far below every score, and finite: the softmax of it is 0. */
const NEVER = -1e30;

export function paddingOf(operations: Operations, { records, rows, longest, hostStarts }: Segments): Padding {
  const uniform = records * longest === rows;
  const lengthOf = (b: number): number => hostStarts[b + 1] - hostStarts[b];
  /** Row r stands at this place of the block. (R) */
  const places = (): Tensor1D => {
    const place = new Int32Array(rows);
    for (let b = 0; b < records; b++) for (let i = 0; i < lengthOf(b); i++) place[hostStarts[b] + i] = b * longest + i;
    return tensor1d(place, 'int32');
  };
  /** The block of rows; a pad is the row that `padOf` names. */
  const blockOf = (m: Tensor2D, padOf: (b: number) => number): Tensor3D => {
    const row = new Int32Array(records * longest);
    for (let b = 0; b < records; b++) for (let i = 0; i < longest; i++) row[b * longest + i] = i < lengthOf(b) ? hostStarts[b] + i : padOf(b);
    return operations.reshape(operations.gather(m, tensor1d(row, 'int32')), [records, longest, m.shape[1]]);
  };
  const asItLies = (m: Tensor2D): Tensor3D => operations.reshape(m, [records, longest, m.shape[1]]);
  const owners = (): Tensor1D => {
    const owner = new Int32Array(rows);
    for (let b = 0; b < records; b++) owner.fill(b, hostStarts[b], hostStarts[b + 1]);
    return tensor1d(owner, 'int32');
  };
  return {
    longest,
    uniform,
    pad: (m) => (uniform ? asItLies(m) : blockOf(operations.concat([m, zeros([1, m.shape[1]])], 0), () => rows)),
    fill: (m) => (uniform ? asItLies(m) : blockOf(m, (b) => hostStarts[b])),
    unpad(block) {
      const flat = operations.reshape<Tensor2D>(block, [records * longest, block.size / (records * longest)]);
      return uniform ? flat : operations.gather(flat, places());
    },
    owners,
    sums: (m) => (uniform ? operations.sum(asItLies(m), [1]) : operations.sumById(m, owners(), records)),
    inverseLengths: () => tensor2d(Float32Array.from({ length: records }, (_, b) => 1 / lengthOf(b)), [records, 1]),
    keyMask() {
      if (uniform) return null;
      const mask = new Float32Array(records * longest);
      for (let b = 0; b < records; b++) mask.fill(NEVER, b * longest + lengthOf(b), (b + 1) * longest);
      return operations.reshape(tensor1d(mask), [records, 1, 1, longest]);
    },
  };
}
