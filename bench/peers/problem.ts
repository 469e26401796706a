// The problem that every engine solves, written to a file for engines that do not share our code.
import { writeFileSync } from 'node:fs';
import { sparseBlocks } from '../../src/core/config/model';
import type { EncodedRecords } from '../../src/core/records';
import { createSwitchClassifier } from '../../src/engine/model/switchClassifier';
import type { Model } from '../../src/engine/model/model';
import { encodeTensors, type NamedTensor } from '../../src/engine/safetensors';
import { benchModel, benchRecords, classes, vocabulary } from '../model';

/** Records of a step, all of them drawn. */
export const batchSize = 32;

/** At the initial parameters the gradients of 128 tokens are 9 to 30 long, so that about half of them are clipped. */
export const protection = { clipNorm: 17, noiseMultiplier: 1 };
export const learningRate = 1e-4;

export interface Problem {
  readonly model: Model;
  readonly records: EncodedRecords;
  /** Initial parameters. (model.layout.size) */
  readonly parameters: Float32Array;
}

/** @param length tokens of a record */
export function createProblem(length: number): Problem {
  const model = createSwitchClassifier(benchModel, vocabulary, classes);
  return { model, records: benchRecords(batchSize, length), parameters: model.initialise(1) };
}

/** Parameters by name, ids (B, T), labels (B), and everything else that decides a step as JSON in the metadata. */
export function writeProblem(path: string, { model, records, parameters }: Problem): void {
  const { ids, labels } = records;
  const tensors = new Map<string, NamedTensor>(model.layout.slots.map(({ name, shape }) => [name, { shape, data: model.layout.view(parameters, name) }]));
  tensors.set('ids', { shape: [labels.length, ids.length / labels.length], data: Float32Array.from(ids) });
  tensors.set('labels', { shape: [labels.length], data: Float32Array.from(labels) });
  const settings = {
    layers: benchModel.numLayers,
    heads: benchModel.numHeads,
    experts: benchModel.numExperts,
    sparse: sparseBlocks(benchModel),
    attention_scale: benchModel.attentionScale ? 1 / Math.sqrt(benchModel.dKv) : 1,
    epsilon: benchModel.layerNormEpsilon,
    balancing: benchModel.balancing.kind === 'perSample' ? benchModel.balancing.coefficient : 0,
    clip_norm: protection.clipNorm,
    noise_multiplier: protection.noiseMultiplier,
    learning_rate: learningRate,
  };
  writeFileSync(path, encodeTensors({ tensors, metadata: { settings: JSON.stringify(settings) } }));
}
