// Memory does not grow with the logical batch: it is cut into micro-batches, whose tensors are all given back.
import * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { expect, it } from 'vitest';
import { presets } from '../../../src/core/config/presets';
import { createLocalSource, MICRO_BATCH_TOKENS } from '../../../src/engine/dp/microBatches';
import { createModel } from '../../../src/engine/model/createModel';
import { memoryOf } from '../../../src/engine/wasm/heap';
import { openKernels } from './batches';

const length = 64;
const vocabulary = 50;
const most = 1024;
const records = {
  ids: Int32Array.from({ length: most * length }, (_, i) => (i * i + 3 * i) % vocabulary),
  starts: Int32Array.from({ length: most + 1 }, (_, b) => b * length),
  labels: Int32Array.from({ length: most }, (_, b) => b % 2),
};

it('the heap and the number of tensors are the same after a batch of one micro-batch and after one sixteen times as large', async () => {
  const kernels = await openKernels('kernels.wasm');
  const model = createModel(presets.tiny, vocabulary, 2);
  const source = createLocalSource(model, kernels, records, 'auto');
  const after = async (count: number): Promise<{ heap: number; tensors: number }> => {
    await source.clippedSum(model.initialise(1), Int32Array.from({ length: count }, (_, b) => b), { clipNorm: 1 });
    return { heap: memoryOf(tf.backend() as BackendWasm).buffer.byteLength, tensors: tf.memory().numTensors };
  };
  const one = await after(MICRO_BATCH_TOKENS / length);
  expect(most * length).toBe(16 * MICRO_BATCH_TOKENS);
  expect(await after(most)).toEqual(one);
  // A batch of one piece does take more: the test can tell.
  await createLocalSource(model, kernels, records, most).clippedSum(model.initialise(1), Int32Array.from({ length: most }, (_, b) => b), { clipNorm: 1 });
  expect(memoryOf(tf.backend() as BackendWasm).buffer.byteLength).toBeGreaterThan(one.heap);
});
