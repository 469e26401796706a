// The encoder of Switch Transformers (Fedus et al. 2021) with a mean-pooled classification head, made of private layers.
import { tensor1d } from '@tensorflow/tfjs-core';
import { assertNever } from '../../base/errors';
import { sparseBlocks, type SwitchModelConfig } from '../../core/config/model';
import type { AttentionShape, Kernels, RouterLosses, Routing } from '../kernels/kernels';
import { oneRowEach } from '../kernels/segments';
import { selfAttention } from '../layers/attention';
import { embedding } from '../layers/embedding';
import { sparseFeedForward, type OnRouting } from '../layers/experts';
import { denseFeedForward } from '../layers/feedForward';
import { chain, residual, type Layer, type Pass } from '../layers/layer';
import { linear, rowBias } from '../layers/linear';
import { positionBias, type PositionBias } from '../layers/positionBias';
import { rmsNorm } from '../layers/rmsNorm';
import { ParameterLayout, type ParameterTensors } from '../parameters';
import { initialise, type Initial } from './initialise';
import type { Batch, ExpertLoad, ForwardPass, Model } from './model';

/** Names as in the public checkpoints, with queries, keys and values in one matrix and all experts in one stack. */
const names = {
  embedding: 'shared.weight',
  positionBias: 'encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight',
  attention: (i: number) => `encoder.block.${i}.layer.0.SelfAttention`,
  attentionNorm: (i: number) => `encoder.block.${i}.layer.0.layer_norm.weight`,
  feedForward: (i: number) => `encoder.block.${i}.layer.1.mlp`,
  feedForwardNorm: (i: number) => `encoder.block.${i}.layer.1.layer_norm.weight`,
  finalNorm: 'encoder.final_layer_norm.weight',
  head: 'classifier.weight',
  headBias: 'classifier.bias',
};

type Shapes = [name: string, shape: number[]][];

function layoutOf(config: SwitchModelConfig, vocabulary: number, classes: number): ParameterLayout {
  const { dModel, dFf, numHeads, dKv, numExperts, positionBias: bias } = config;
  const sparse = sparseBlocks(config);
  const shapes: Shapes = [[names.embedding, [vocabulary, dModel]]];
  if (config.attention && bias !== 'off') shapes.push([names.positionBias, [bias.buckets, numHeads]]);
  for (let i = 0; i < config.numLayers; i++) {
    if (config.attention) {
      shapes.push([names.attentionNorm(i), [dModel]]);
      shapes.push([`${names.attention(i)}.qkv`, [dModel, 3 * numHeads * dKv]], [`${names.attention(i)}.o`, [numHeads * dKv, dModel]]);
    }
    shapes.push([names.feedForwardNorm(i), [dModel]]);
    const mlp = names.feedForward(i);
    if (sparse.includes(i)) {
      shapes.push([`${mlp}.router.classifier`, [dModel, numExperts]]);
      shapes.push([`${mlp}.experts.wi`, [numExperts, dModel, dFf]], [`${mlp}.experts.wo`, [numExperts, dFf, dModel]]);
    } else {
      shapes.push([`${mlp}.wi`, [dModel, dFf]], [`${mlp}.wo`, [dFf, dModel]]);
    }
  }
  if (config.finalNorm) shapes.push([names.finalNorm, [dModel]]);
  shapes.push([names.head, [dModel, classes]], [names.headBias, [classes]]);
  return new ParameterLayout(shapes);
}

/** 1/√(fan in) for matrices; embedding, output matrices and head as the configuration says; norms 1, bias 0. */
function initialOf(config: SwitchModelConfig, name: string): Initial {
  if (name.endsWith('layer_norm.weight')) return { constant: 1 };
  if (name === names.headBias) return { constant: 0 };
  if (name === names.embedding) return { std: config.init.embeddingStd };
  if (name === names.head) return { std: config.init.headStd };
  if (name.endsWith('SelfAttention.o')) return { std: config.init.outputScale / Math.sqrt(config.numHeads * config.dKv) };
  if (name.endsWith('.wo')) return { std: config.init.outputScale / Math.sqrt(config.dFf) };
  return { std: 1 / Math.sqrt(config.dModel) };
}

/** @param vocabulary number of token ids, @param classes number of labels */
export function createSwitchClassifier(config: SwitchModelConfig, vocabulary: number, classes: number): Model {
  const layout = layoutOf(config, vocabulary, classes);
  const layers = sparseBlocks(config).length;
  return {
    layout,
    sparse: { layers, experts: layers > 0 ? config.numExperts : 0 },
    initialise: (seed) => initialise(layout, (name) => initialOf(config, name), seed),
    forward: (kernels, parameters, batch, load) => forward(config, kernels, parameters, batch, load),
  };
}

function forward(config: SwitchModelConfig, kernels: Kernels, parameters: ParameterTensors, batch: Batch, load: ExpertLoad | undefined): ForwardPass {
  const { segments, units, recordUnits } = batch;
  const pass: Pass = { kernels, parameters, segments, units, recordUnits, gradients: [] };
  const routings: Routing[] = [];
  const bias = config.attention && config.positionBias !== 'off' ? positionBias(pass, names.positionBias, config.positionBias) : null;

  const embedded = embedding(pass, names.embedding, batch.ids, config.embeddingMultiplier);
  const encoder = chain(...encoderLayers(config, pass, bias, load, (routing) => routings.push(routing)))(embedded.y);
  const head = chain(meanPool(pass), linear(headPass(pass), names.head), rowBias(pass, names.headBias))(encoder.y);
  const { loss, dLogits } = kernels.crossEntropy(head.y, batch.labels);
  return {
    logits: head.y,
    crossEntropy: loss,
    routings,
    backward() {
      embedded.backward(encoder.backward(head.backward(dLogits)));
      bias?.finish();
      return pass.gradients;
    },
  };
}

/** Pre-norm blocks: x + attention(norm x), then x + feed-forward(norm x). */
function encoderLayers(config: SwitchModelConfig, pass: Pass, bias: PositionBias | null, load: ExpertLoad | undefined, onRouting: OnRouting): Layer[] {
  const norm = (name: string): Layer => rmsNorm(pass, name, config.layerNormEpsilon);
  const shape: AttentionShape = {
    numHeads: config.numHeads,
    dKv: config.dKv,
    scale: config.attentionScale ? 1 / Math.sqrt(config.dKv) : 1,
  };
  const layers: Layer[] = [];
  for (let i = 0; i < config.numLayers; i++) {
    if (config.attention) {
      layers.push(residual(chain(norm(names.attentionNorm(i)), selfAttention(pass, names.attention(i), shape, bias))));
    }
    layers.push(residual(chain(norm(names.feedForwardNorm(i)), feedForward(config, pass, i, load, onRouting))));
  }
  if (config.finalNorm) layers.push(norm(names.finalNorm));
  return layers;
}

function feedForward(config: SwitchModelConfig, pass: Pass, i: number, load: ExpertLoad | undefined, onRouting: OnRouting): Layer {
  const name = names.feedForward(i);
  const layer = sparseBlocks(config).indexOf(i);
  if (layer < 0) return denseFeedForward(pass, name);
  const capacity = config.expertCapacity === 'dropless' ? Infinity : config.expertCapacity;
  return sparseFeedForward(pass, name, capacity, lossesOf(config, load?.[layer]), onRouting);
}

/** @param load released load of the layer; absent: an even one, under which the balancing loss has no gradient. (E) */
function lossesOf({ balancing, routerZLoss: zLoss, numExperts }: SwitchModelConfig, load: Float32Array | undefined): RouterLosses {
  switch (balancing.kind) {
    case 'perSample':
      return { balancing: balancing.coefficient, zLoss };
    case 'released':
      return { balancing: balancing.coefficient, zLoss, load: tensor1d(load ?? new Float32Array(numExperts).fill(1 / numExperts)) };
    case 'off':
      return { balancing: 0, zLoss };
    default:
      return assertNever(balancing);
  }
}

/** Mean over a record's rows. (R, d) → (B, d) */
const meanPool =
  (pass: Pass): Layer =>
  (x) => ({ y: pass.kernels.meanPool(x, pass.segments), backward: (dy) => pass.kernels.meanPoolBackward(dy, pass.segments) });

/** After pooling each record has exactly one row. */
function headPass(pass: Pass): Pass {
  return { ...pass, segments: oneRowEach(pass.segments.records), units: pass.recordUnits };
}
