// The balancing loss that goes by a released load: against tfjs's own gradients of one record, and its place in a step.
import { beforeAll, describe, expect, it } from 'vitest';
import type { SwitchModelConfig } from '../../src/core/config/model';
import { presets } from '../../src/core/config/presets';
import type { EncodedRecords } from '../../src/core/records';
import { createLocalSource } from '../../src/engine/dp/microBatches';
import type { SumTask } from '../../src/engine/dp/step';
import type { Kernels } from '../../src/engine/kernels/kernels';
import { createSwitchClassifier } from '../../src/engine/model/switchClassifier';
import { backends, open, relativeError, testNumbers } from './backends';
import { plainGradients } from './plainSwitch';

const config: SwitchModelConfig = {
  ...presets.tiny,
  numLayers: 3,
  sparseStep: 2,
  balancing: { kind: 'released', coefficient: 3 },
  routerZLoss: 0.02,
  init: { embeddingStd: 0.4, outputScale: 1, headStd: 1 },
};
const twoSparse: SwitchModelConfig = { ...config, sparseStep: 1, numLayers: 2, expertCapacity: 2 };

const records: EncodedRecords = {
  ids: Int32Array.from({ length: 15 }, (_, i) => (i * i * 7 + 3 * i) % 23),
  starts: Int32Array.of(0, 5, 6, 15),
  labels: Int32Array.of(0, 1, 2),
};
const every = Int32Array.of(0, 1, 2);
const uneven = [Float32Array.of(0.7, 0, 0.1, 0.2), Float32Array.of(0.1, 0.2, 0.6, 0.1)];

describe.each(backends)('balancing by a released load on %s', (backend) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await open(backend);
  });

  function weights(shape: SwitchModelConfig): { model: ReturnType<typeof createSwitchClassifier>; flat: Float32Array } {
    const model = createSwitchClassifier(shape, 23, 3);
    const noise = testNumbers(model.layout.size, 5);
    return { model, flat: model.initialise(1).map((x, i) => x + 0.1 * noise[i]) };
  }

  async function sumOf(shape: SwitchModelConfig, task: SumTask): Promise<Float64Array> {
    const { model, flat } = weights(shape);
    return (await createLocalSource(model, kernels, records, 'auto').clippedSum(flat, every, task)).sum;
  }

  it.each([['one sparse block of three', config, uneven.slice(0, 1)], ['two sparse blocks with a capacity', twoSparse, uneven]])(
    '%s: clipped sums equal the one-record loop to 1e-5',
    async (_, shape, balancingLoad) => {
      const { model, flat } = weights(shape);
      const each = await plainGradients(shape, model.layout, flat, records, balancingLoad);
      const norms = each.map((gradient) => Math.hypot(...gradient));
      const clipNorm = [...norms].sort((a, b) => a - b)[1];
      const expected = new Float64Array(model.layout.size);
      each.forEach((gradient, b) => gradient.forEach((g, i) => (expected[i] += g * Math.min(1, clipNorm / norms[b]))));
      const sum = await sumOf(shape, { clipNorm, balancingLoad });
      for (const { name } of model.layout.slots) expect(relativeError(model.layout.view(sum, name), model.layout.view(expected, name)), name).toBeLessThan(1e-5);
    },
  );

  it('an even load, as before the first step, has no gradient', async () => {
    const off: SwitchModelConfig = { ...twoSparse, balancing: { kind: 'off' } };
    const without = await sumOf(off, { clipNorm: null });
    const even = [0, 1].map(() => new Float32Array(4).fill(1 / 4));
    expect(relativeError(await sumOf(twoSparse, { clipNorm: null, balancingLoad: even }), without)).toBeLessThan(1e-6);
    expect(await sumOf(twoSparse, { clipNorm: null }), 'and is what an absent one means').toEqual(await sumOf(twoSparse, { clipNorm: null, balancingLoad: even }));
    expect(relativeError(await sumOf(twoSparse, { clipNorm: null, balancingLoad: uneven }), without)).toBeGreaterThan(1e-3);
  });

  it('a load goes to its own layer', async () => {
    const swapped = [uneven[1], uneven[0]];
    expect(relativeError(await sumOf(twoSparse, { clipNorm: null, balancingLoad: swapped }), await sumOf(twoSparse, { clipNorm: null, balancingLoad: uneven }))).toBeGreaterThan(1e-3);
  });

  it('other kinds of balancing do not look at the load', async () => {
    const perSample: SwitchModelConfig = { ...twoSparse, balancing: { kind: 'perSample', coefficient: 3 } };
    expect(await sumOf(perSample, { clipNorm: 1, balancingLoad: uneven })).toEqual(await sumOf(perSample, { clipNorm: 1 }));
  });
});
