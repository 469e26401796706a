// Splits drawn units of privacy into micro-batches and adds up their clipped gradients, in one thread.
import { selectUnits, unitCount, unitStarts, type EncodedRecords } from '../../core/records';
import type { Kernels } from '../kernels/kernels';
import type { Model } from '../model/model';
import { ParameterTensors } from '../parameters';
import { addClippedGradients } from './clip';
import { releasedSize } from './release';
import type { GradientSource } from './step';
import { emptyTelemetry, expertGradientNorms, expertSquaredNorms } from './telemetry';

/** Tokens that a micro-batch holds at most, unless one unit alone has more: enough to keep the kernels busy, small in memory. */
export const MICRO_BATCH_TOKENS = 4096;

/**
 * Cuts drawn units into micro-batches of consecutive units. A unit is never split, however many records it has, because its norm
 * is that of all of them together. How they are cut changes rounding errors and nothing else.
 * @param limit most records in one, unless one unit alone has more; or 'auto' for as many as fit in {@link MICRO_BATCH_TOKENS}
 * @param threads with 'auto', a small batch is cut into one part a thread, so that no thread is idle
 */
export function cutMicroBatches(records: EncodedRecords, drawn: Int32Array, limit: number | 'auto', threads = 1): Int32Array[] {
  const sizeOf = limit === 'auto' ? tokensOf(records) : recordsOf(records);
  const total = drawn.reduce((sum, unit) => sum + sizeOf(unit), 0);
  const most = limit === 'auto' ? Math.min(MICRO_BATCH_TOKENS, Math.ceil(total / threads)) : limit;
  const cuts: Int32Array[] = [];
  let from = 0;
  let size = 0;
  for (let i = 0; i < drawn.length; i++) {
    const own = sizeOf(drawn[i]);
    if (size + own > most && i > from) {
      cuts.push(drawn.subarray(from, i));
      from = i;
      size = 0;
    }
    size += own;
  }
  if (from < drawn.length) cuts.push(drawn.subarray(from));
  return cuts;
}

/**
 * The drawn units by their number of tokens, the longest first: a backend that pads has little to pad then, and the last micro-batch
 * that a thread takes is a short one. The order changes rounding errors and nothing else.
 */
export function longestFirst(records: EncodedRecords, drawn: Int32Array): Int32Array {
  const tokens = tokensOf(records);
  return drawn.slice().sort((a, b) => tokens(b) - tokens(a) || a - b);
}

/** Size of a unit. */
type SizeOf = (unit: number) => number;

function tokensOf(records: EncodedRecords): SizeOf {
  const starts = unitStarts(records);
  return (unit) => starts[unit + 1] - starts[unit];
}

const recordsOf = ({ units }: EncodedRecords): SizeOf => (units === undefined ? () => 1 : (unit) => units[unit + 1] - units[unit]);

/**
 * Computes clipped sums in the calling thread.
 * @param memory where the sums are made, if it must be a certain memory: as long as the longest (parameters + releasedSize)
 */
export function createLocalSource(model: Model, kernels: Kernels, records: EncodedRecords, limit: number | 'auto', memory?: Float64Array): GradientSource {
  return {
    units: unitCount(records),
    clippedSum(flat, drawn, task) {
      const parameters = new ParameterTensors(model.layout, flat);
      const size = model.layout.size + releasedSize(task.release);
      const sum = memory?.subarray(0, size).fill(0) ?? new Float64Array(size);
      const telemetry = emptyTelemetry();
      try {
        for (const cut of cutMicroBatches(records, drawn, limit)) {
          addClippedGradients({ model, kernels, parameters, ...task }, selectUnits(records, cut), sum, telemetry);
        }
      } finally {
        parameters.dispose();
      }
      telemetry.expertGradientNorm = expertGradientNorms([expertSquaredNorms(model.layout, sum, { from: 0, to: sum.length })]);
      return Promise.resolve({ sum, telemetry });
    },
  };
}
