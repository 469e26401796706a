// Confidence of single records against the loss that the model itself reports.
import { describe, expect, it } from 'vitest';
import { presets } from '../../src/core/config/presets';
import { selectRecords, type EncodedRecords } from '../../src/core/records';
import { revealSensitive } from '../../src/core/sensitivity';
import { evaluate } from '../../src/engine/evaluate';
import { createModel } from '../../src/engine/model/createModel';
import { recordConfidence } from '../../src/engine/recordConfidence';
import { open } from './backends';

const records: EncodedRecords = {
  ids: Int32Array.from({ length: 6000 }, (_, i) => (7 * i * i) % 23),
  starts: Int32Array.of(0, 1, 5, 2500, 6000),
  labels: Int32Array.of(0, 2, 1, 0),
};

describe.each([2, 3])('of %i classes', (classes) => {
  const labels = records.labels.map((label) => Math.min(label, classes - 1));
  const model = createModel(presets.tiny, 23, classes);
  const flat = model.initialise(4).map((x, i) => x + 0.05 * Math.sin(i));

  it('is ln(p / (1 − p)) for the loss −ln p, record by record, over several micro-batches', async () => {
    const kernels = await open('wasm');
    const confidence = recordConfidence(model, kernels, flat, { ...records, labels });
    confidence.forEach((value, b) => {
      const { loss } = revealSensitive(evaluate(model, kernels, flat, selectRecords({ ...records, labels }, [b])));
      expect(value).toBeCloseTo(-loss - Math.log(1 - Math.exp(-loss)), 4);
    });
  });

  it('still tells records apart where their losses are 0 in float32', async () => {
    const sure = flat.slice();
    model.layout.view(sure, 'classifier.weight').forEach((x, i, head) => (head[i] = 1e5 * x));
    const kernels = await open('wasm');
    const confidence = recordConfidence(model, kernels, sure, { ...records, labels });
    expect(confidence.every(Number.isFinite)).toBe(true);
    expect(new Set(confidence).size).toBe(4);
  });
});
