// Runs a model forward over records and measures it: un-noised, so the figures are as sensitive as the records.
import { tidy } from '@tensorflow/tfjs-core';
import { areaUnderRoc, correctAnswers } from '../core/metrics';
import { selectRecords, type EncodedRecords } from '../core/records';
import { markSensitive, type DataDependent } from '../core/sensitivity';
import { cutMicroBatches } from './dp/microBatches';
import { addTelemetry, emptyTelemetry, passTelemetry } from './dp/telemetry';
import type { Kernels } from './kernels/kernels';
import { toBatch, type Model } from './model/model';
import { ParameterTensors } from './parameters';

export interface Evaluation {
  readonly records: number;
  /** Records whose label has the largest logit. */
  readonly correct: number;
  /** Their share; NaN without records. */
  readonly accuracy: number;
  /** Area under the ROC curve of class 1 against class 0; null unless there are two classes. */
  readonly auc: number | null;
  /** Mean cross entropy in nats. */
  readonly loss: number;
  /** Share of the rows that chose each expert, by sparse layer. (layers)(E) */
  readonly expertShare: readonly (readonly number[])[];
}

/** @param flat parameters (model.layout.size) */
export function evaluate(model: Model, kernels: Kernels, flat: Float32Array, records: EncodedRecords): DataDependent<Evaluation> {
  const parameters = new ParameterTensors(model.layout, flat);
  const telemetry = emptyTelemetry();
  const scores: number[] = [];
  try {
    const all = Int32Array.from(records.labels.keys());
    for (const cut of cutMicroBatches(records, all, 'auto')) {
      tidy(() => {
        const batch = selectRecords(records, cut);
        const pass = model.forward(kernels, parameters, toBatch(batch));
        for (const logit of pass.logits.dataSync<'float32'>()) scores.push(logit);
        addTelemetry(telemetry, passTelemetry(pass, batch, null, null));
      });
    }
  } finally {
    parameters.dispose();
  }
  const classes = scores.length / records.labels.length;
  const correct = correctAnswers(Float32Array.from(scores), records.labels, classes);
  return markSensitive({
    records: records.labels.length,
    correct,
    accuracy: correct / records.labels.length,
    auc: classes === 2 ? binaryAuc(scores, records.labels) : null,
    loss: telemetry.lossSum / telemetry.records,
    expertShare: telemetry.expertLoad.map((load) => Array.from(load, (count) => count / telemetry.tokens)),
  });
}

function binaryAuc(scores: readonly number[], labels: Int32Array): number {
  const margin = Array.from(labels, (_, b) => scores[2 * b + 1] - scores[2 * b]);
  return areaUnderRoc(margin, Array.from(labels, (label) => label === 1));
}
