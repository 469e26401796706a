// How sure a model with given parameters is of each record's label, on a scale without ends.
import { tidy } from '@tensorflow/tfjs-core';
import { LogSum } from '../core/math/logSpace';
import { selectRecords, type EncodedRecords } from '../core/records';
import { cutMicroBatches } from './dp/microBatches';
import type { Kernels } from './kernels/kernels';
import { toBatch, type Model } from './model/model';
import { ParameterTensors } from './parameters';

/**
 * ln(p / (1 − p)) of the probability p of each record's own label: the logit-scaled confidence of Carlini et al. 2022, "Membership
 * inference attacks from first principles". It falls as the loss −ln p rises, and still tells records apart where float32 losses
 * are all 0. As sensitive as the records, where the parameters are released.
 * @param flat parameters (model.layout.size)
 * @returns (records)
 */
export function recordConfidence(model: Model, kernels: Kernels, flat: Float32Array, records: EncodedRecords): Float64Array {
  const parameters = new ParameterTensors(model.layout, flat);
  const confidence: number[] = [];
  try {
    for (const cut of cutMicroBatches(records, Int32Array.from(records.labels.keys()), 'auto')) {
      const batch = selectRecords(records, cut);
      const logits = tidy(() => model.forward(kernels, parameters, toBatch(batch)).logits.dataSync<'float32'>()); // (B, C)
      const classes = logits.length / cut.length;
      batch.labels.forEach((label, b) => confidence.push(margin(logits.subarray(b * classes, (b + 1) * classes), label)));
    }
  } finally {
    parameters.dispose();
  }
  return Float64Array.from(confidence);
}

/** Logit of the label less ln Σ exp of all others. logits (C) */
function margin(logits: Float32Array, label: number): number {
  const others = new LogSum();
  logits.forEach((logit, c) => c !== label && others.add(logit));
  return logits[label] - others.log;
}
