// Defects of per-record clipping that other libraries have had, each tried out here.
import { beforeAll, describe, expect, it } from 'vitest';
import type { EncodedRecords } from '../../../src/core/records';
import { selectRecords } from '../../../src/core/records';
import { createLocalSource, cutMicroBatches } from '../../../src/engine/dp/microBatches';
import type { BatchTelemetry } from '../../../src/engine/dp/telemetry';
import type { Kernels } from '../../../src/engine/kernels/kernels';
import { backends, open, relativeError } from '../../engine/backends';
import { models, norm, recordsOf, weightsOf } from './subject';

const lengths = [5, 1, 9, 3, 2, 12, 4];
const records = recordsOf(lengths);
const everyone = Int32Array.from(lengths.keys());
const alone = (b: number): Int32Array => Int32Array.of(b);
const cases = Object.keys(models);

describe.each(backends)('on %s', (backend) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await open(backend);
  });

  function sums(name: string, drawn: Int32Array, clipNorm: number | null, limit: number | 'auto' = 'auto', from: EncodedRecords = records): Promise<{ sum: Float64Array; telemetry: BatchTelemetry }> {
    const model = models[name];
    return createLocalSource(model, kernels, from, limit).clippedSum(weightsOf(model), drawn, { clipNorm });
  }

  // opacus 53b3c254 (sums of micro-batches aliased each other), tf-privacy 66d05a2 (norm layers clipped wrongly in micro-batches),
  // Hugging Face's trainer (accumulation multiplied the coefficient of the balancing loss by the number of micro-batches).
  it.each(cases)('micro-batches add up to the batch, with the same norms: %s', async (name) => {
    const whole = await sums(name, everyone, 0.3);
    for (const limit of [1, 2, 3]) {
      const cut = await sums(name, everyone, 0.3, limit);
      expect(relativeError(cut.sum, whole.sum), `micro-batches of ${limit}`).toBeLessThan(1e-5);
      expect(relativeError(cut.telemetry.norms, whole.telemetry.norms)).toBeLessThan(1e-6);
      expect(cut.telemetry.units).toBe(lengths.length);
    }
  });

  // opacus #664 (ghost clipping ignored max_grad_norm), fastDP #46 (the clip norm had no effect).
  it.each(cases)('a clipped gradient has the length of the clip norm that was asked for: %s', async (name) => {
    for (const clipNorm of [0.01, 0.02, 0.05]) {
      const { sum, telemetry } = await sums(name, alone(2), clipNorm);
      expect(telemetry.norms[0]).toBeGreaterThan(clipNorm);
      expect(norm(sum) / clipNorm).toBeCloseTo(1, 5);
    }
  });

  // opacus #751 (norm of a bias wrong for three-dimensional data), opacus #413 and #417 (tied parameters counted as a second batch),
  // fastDP, supported_layers_grad_samplers.py (a parameter that is used twice keeps the norm of its last use).
  it.each(cases)('the norm by which a record is clipped is the length of its gradient as it is summed: %s', async (name) => {
    const { telemetry } = await sums(name, everyone, 0.3);
    for (const b of everyone) {
      const { sum } = await sums(name, alone(b), null);
      expect(telemetry.norms[b] / norm(sum)).toBeCloseTo(1, 5);
    }
  });

  // opacus #792 and #808 (the loss of a record was averaged over the positions of its whole batch).
  it.each(cases)('the length of batch-mates leaves the gradient of a record as it is: %s', async (name) => {
    const own = (await sums(name, alone(3), 0.3)).sum;
    for (const mates of [[1], [5], [0, 2, 5, 6]]) {
      const pack = selectRecords(records, [3, ...mates]);
      const together = await sums(name, Int32Array.from([3, ...mates].keys()), 0.3, 'auto', pack);
      const without = await sums(name, Int32Array.from(mates.keys(), (i) => i + 1), 0.3, 'auto', pack);
      expect(relativeError(together.sum.map((x, i) => x - without.sum[i]), own)).toBeLessThan(1e-5);
    }
  });
});

// opacus 95fdb35a and #692 (sums of several devices scaled twice).
describe('parts for several threads', () => {
  it.each([1, 2, 3, 5])('hold every drawn record once, for %d of them', (threads) => {
    const parts = cutMicroBatches(records, everyone, 'auto', threads);
    expect(parts.flatMap((part) => Array.from(part))).toEqual(Array.from(everyone));
    expect(parts.length).toBeGreaterThanOrEqual(Math.min(threads, 2));
  });
});
