// Splits drawn records into micro-batches and adds up their clipped gradients, in one thread.
import { selectRecords, type EncodedRecords } from '../../core/records';
import type { Kernels } from '../kernels/kernels';
import type { Model } from '../model/model';
import { ParameterTensors } from '../parameters';
import { addClippedGradients } from './clip';
import { releasedSize } from './release';
import type { GradientSource } from './step';
import { emptyTelemetry, expertGradientNorms } from './telemetry';

/** Tokens that a micro-batch holds at most, unless one record alone is longer: enough to keep the kernels busy, small in memory. */
export const MICRO_BATCH_TOKENS = 4096;

/**
 * Cuts drawn records into micro-batches of consecutive records. How they are cut changes rounding errors and nothing else.
 * @param limit most records in one, or 'auto' for as many as fit in {@link MICRO_BATCH_TOKENS}
 * @param threads with 'auto', a small batch is cut into one part a thread, so that no thread is idle
 */
export function cutMicroBatches(records: EncodedRecords, drawn: Int32Array, limit: number | 'auto', threads = 1): Int32Array[] {
  const lengthOf = (record: number): number => records.starts[record + 1] - records.starts[record];
  const total = drawn.reduce((sum, record) => sum + lengthOf(record), 0);
  const mostTokens = Math.min(MICRO_BATCH_TOKENS, Math.ceil(total / threads));
  const cuts: Int32Array[] = [];
  let from = 0;
  let tokens = 0;
  for (let i = 0; i < drawn.length; i++) {
    const length = lengthOf(drawn[i]);
    const full = limit === 'auto' ? tokens + length > mostTokens : i - from >= limit;
    if (full && i > from) {
      cuts.push(drawn.subarray(from, i));
      from = i;
      tokens = 0;
    }
    tokens += length;
  }
  if (from < drawn.length) cuts.push(drawn.subarray(from));
  return cuts;
}

/** Computes clipped sums in the calling thread. */
export function createLocalSource(model: Model, kernels: Kernels, records: EncodedRecords, limit: number | 'auto'): GradientSource {
  return {
    records: records.labels.length,
    clippedSum(flat, drawn, task) {
      const parameters = new ParameterTensors(model.layout, flat);
      const sum = new Float64Array(model.layout.size + releasedSize(task.release));
      const telemetry = emptyTelemetry();
      try {
        for (const cut of cutMicroBatches(records, drawn, limit)) {
          addClippedGradients({ model, kernels, parameters, ...task }, selectRecords(records, cut), sum, telemetry);
        }
      } finally {
        parameters.dispose();
      }
      telemetry.expertGradientNorm = expertGradientNorms(model.layout, sum);
      return Promise.resolve({ sum, telemetry });
    },
  };
}
