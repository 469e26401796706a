// What single records add to a clipped sum: the tap tells it, and on the built-in kernels no batch-mate changes a bit of it.
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelConfig } from '../../src/core/config/model';
import { presets } from '../../src/core/config/presets';
import { selectRecords, type EncodedRecords } from '../../src/core/records';
import { createLocalSource } from '../../src/engine/dp/microBatches';
import { tapUnits, type UnitTrace } from '../../src/engine/dp/unitTap';
import type { Kernels } from '../../src/engine/kernels/kernels';
import { createModel } from '../../src/engine/model/createModel';
import { backends, open, relativeError, testNumbers } from './backends';
import { openKernels, variants } from './wasm/batches';

const vocabulary = 97;

/** Records of the given lengths, of random tokens. */
function someRecords(lengths: readonly number[]): EncodedRecords {
  const starts = Int32Array.from({ length: lengths.length + 1 }, (_, b) => lengths.slice(0, b).reduce((sum, length) => sum + length, 0));
  const ids = Int32Array.from(testNumbers(starts.at(-1)!, 3), (x) => Math.floor(((x + 1) / 2) * vocabulary));
  return { ids, starts, labels: Int32Array.from(lengths, (_, b) => b % 2) };
}

async function clipped(kernels: Kernels, config: ModelConfig, records: EncodedRecords, clipNorm = 0.5): Promise<{ sum: Float64Array; traces: UnitTrace[] }> {
  const tap = tapUnits(createModel(config, vocabulary, 2));
  const flat = tap.model.initialise(1).map((x, i) => x + 0.02 * Math.sin(i));
  const source = createLocalSource(tap.model, kernels, records, 'auto');
  const { sum } = await source.clippedSum(flat, Int32Array.from(records.labels.keys()), { clipNorm });
  return { sum, traces: tap.take() };
}

describe.each(backends)('the tap on %s', (backend) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await open(backend);
  });

  it('tells of every record what the clipped sum holds of it', async () => {
    const records = someRecords([5, 1, 9, 3]);
    const { traces } = await clipped(kernels, presets.tiny, records);
    expect(traces).toHaveLength(4);
    for (const b of [0, 1, 2, 3]) {
      const alone = await clipped(kernels, presets.tiny, selectRecords(records, [b]));
      expect(relativeError(traces[b].gradient, alone.sum)).toBeLessThan(1e-5);
      expect(traces[b].experts.map((rows) => rows.length)).toEqual([records.starts[b + 1] - records.starts[b]]);
    }
  });

  it('leaves the sum as it is', async () => {
    const records = someRecords([5, 1, 9, 3]);
    const model = createModel(presets.tiny, vocabulary, 2);
    const flat = model.initialise(1).map((x, i) => x + 0.02 * Math.sin(i));
    const plain = await createLocalSource(model, kernels, records, 'auto').clippedSum(flat, Int32Array.of(0, 1, 2, 3), { clipNorm: 0.5 });
    expect((await clipped(kernels, presets.tiny, records)).sum).toEqual(plain.sum);
  });

  it('tells nothing of a record without a finite gradient', async () => {
    const records = someRecords([2, 3, 4]);
    const tap = tapUnits(createModel(presets.tiny, vocabulary, 2));
    const flat = tap.model.initialise(1);
    tap.model.layout.view(flat, 'shared.weight').fill(NaN, 8 * records.ids[0], 8 * records.ids[0] + 8);
    const rest = [0, 1, 2].filter((b) => !records.ids.subarray(records.starts[b], records.starts[b + 1]).includes(records.ids[0]));
    const { telemetry } = await createLocalSource(tap.model, kernels, records, 'auto').clippedSum(flat, Int32Array.of(0, 1, 2), { clipNorm: 0.5 });
    expect(telemetry.nonFiniteUnits).toBe(3 - rest.length);
    expect(tap.take()).toHaveLength(rest.length);
  });
});

describe.each(variants)('%s', (variant) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await openKernels(variant);
  });

  // Long enough for products over rows to be cut into blocks (256 rows), and so unequal that the mean length depends on the batch.
  const lengths = [30, 1, 200, 4, 300, 12, 90, 2, 150, 7];
  const batches: Record<string, readonly number[]> = {
    'in reverse order': [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
    'without the longest': [0, 1, 2, 3, 5, 6, 7, 8, 9],
    'short ones among themselves': [1, 3, 7],
    'alone': [6],
  };

  it.each(['default', 'switch', 'dense', 'linear'] as const)('%s: no batch-mate changes a bit of a record’s clipped gradient', async (preset) => {
    const records = someRecords(lengths);
    const together = await clipped(kernels, presets[preset], records);
    for (const [name, batch] of Object.entries(batches)) {
      const { traces } = await clipped(kernels, presets[preset], selectRecords(records, batch));
      batch.forEach((b, place) => {
        const changed = traces[place].gradient.reduce((count, x, i) => count + (x === together.traces[b].gradient[i] ? 0 : 1), 0);
        expect(changed, `elements of record ${b}, ${name}`).toBe(0);
        expect(traces[place].experts).toEqual(together.traces[b].experts);
      });
    }
  });
});
