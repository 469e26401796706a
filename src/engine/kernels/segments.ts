// Makes the row boundaries of a micro-batch from its record boundaries.
import { tensor1d } from '@tensorflow/tfjs-core';
import type { Segments } from './kernels';

/** @param starts record boundaries, rising, from 0 to the number of rows; every record has a row. (B + 1) */
export function createSegments(starts: Int32Array): Segments {
  const records = starts.length - 1;
  let longest = 0;
  for (let b = 0; b < records; b++) {
    const length = starts[b + 1] - starts[b];
    if (length < 1) throw new Error(`Record ${b} of the micro-batch has ${length} rows; every record needs at least one.`);
    longest = Math.max(longest, length);
  }
  return { records, rows: starts[records], longest, starts: tensor1d(starts, 'int32'), hostStarts: starts };
}

/** One row for each of `records` records, as after pooling. */
export const oneRowEach = (records: number): Segments => createSegments(Int32Array.from({ length: records + 1 }, (_, b) => b));
