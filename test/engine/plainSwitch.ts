// The oracle of the model tests: the Switch classifier for one record in plain tfjs operations, differentiated by tfjs itself.
import * as tf from '@tensorflow/tfjs-core';
import type { SwitchModelConfig } from '../../src/core/config/model';
import type { EncodedRecords } from '../../src/core/records';
import { bucketOf } from '../../src/engine/layers/positionBias';
import type { ExpertLoad } from '../../src/engine/model/model';
import type { ParameterLayout } from '../../src/engine/parameters';
import { onCpu } from './backends';

export type Tensors = Record<string, tf.Tensor>;

const matrix = (t: tf.Tensor | undefined): tf.Tensor2D => t as tf.Tensor2D;

function norm(x: tf.Tensor2D, scale: tf.Tensor, epsilon: number): tf.Tensor2D {
  return tf.mul(tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), 1, true), epsilon))), scale);
}

function attention(c: SwitchModelConfig, p: Tensors, i: number, x: tf.Tensor2D): tf.Tensor2D {
  const name = `encoder.block.${i}.layer.0.SelfAttention`;
  const [length] = x.shape;
  const qkv = tf.matMul(x, matrix(p[`${name}.qkv`]));
  const part = (k: number): tf.Tensor3D =>
    tf.transpose(
      tf.reshape(tf.slice(qkv, [0, k * c.numHeads * c.dKv], [length, c.numHeads * c.dKv]), [length, c.numHeads, c.dKv]),
      [1, 0, 2],
    ) as tf.Tensor3D;
  let scores = tf.matMul(part(0), part(1), false, true);
  if (c.attentionScale) scores = tf.div(scores, Math.sqrt(c.dKv));
  if (c.positionBias !== 'off') {
    const shape = c.positionBias;
    const buckets = Array.from({ length: length * length }, (_, k) => bucketOf((k % length) - Math.floor(k / length), shape));
    const table = matrix(p['encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight']);
    const bias = tf.reshape(tf.gather(table, tf.tensor1d(buckets, 'int32')), [length, length, c.numHeads]);
    scores = tf.add(scores, tf.transpose(bias, [2, 0, 1]));
  }
  const mixed = tf.matMul(tf.softmax(scores), part(2));
  return tf.matMul(tf.reshape(tf.transpose(mixed, [1, 0, 2]), [length, -1]), matrix(p[`${name}.o`])) as tf.Tensor2D;
}

/** Feed-forward layer of a block; adds the router losses of the record to `losses`. released: load of this layer, and of those behind it */
function feedForward(c: SwitchModelConfig, p: Tensors, i: number, x: tf.Tensor2D, losses: tf.Scalar[], released: Float32Array[]): tf.Tensor2D {
  const name = `encoder.block.${i}.layer.1.mlp`;
  if (p[`${name}.wi`] !== undefined) return tf.matMul(tf.relu(tf.matMul(x, matrix(p[`${name}.wi`]))), matrix(p[`${name}.wo`]));
  const logits = tf.matMul(x, matrix(p[`${name}.router.classifier`]));
  const probabilities = tf.softmax(logits);
  const chosen = Array.from(tf.argMax(logits, 1).dataSync());
  const capacity = c.expertCapacity === 'dropless' ? Infinity : c.expertCapacity;
  const kept = chosen.map((e, t) => chosen.slice(0, t).filter((other) => other === e).length < capacity);
  const [length] = x.shape;
  if (c.balancing.kind !== 'off') {
    const own = Array.from({ length: c.numExperts }, (_, e) => chosen.filter((other) => other === e).length / length);
    const f = c.balancing.kind === 'released' ? Array.from(released.shift()!) : own;
    const product = tf.sum(tf.mul(tf.mean(probabilities, 0), tf.tensor1d(f)));
    losses.push(tf.mul(product, c.balancing.coefficient * c.numExperts));
  }
  losses.push(tf.mul(tf.mean(tf.square(tf.logSumExp(logits, 1))), c.routerZLoss));
  let y = tf.zeros(x.shape);
  for (let e = 0; e < c.numExperts; e++) {
    const wi = tf.reshape(tf.slice(p[`${name}.experts.wi`], [e, 0, 0], [1, c.dModel, c.dFf]), [c.dModel, c.dFf]);
    const wo = tf.reshape(tf.slice(p[`${name}.experts.wo`], [e, 0, 0], [1, c.dFf, c.dModel]), [c.dFf, c.dModel]);
    const mine = tf.tensor2d(chosen.map((other, t) => (other === e && kept[t] ? 1 : 0)), [length, 1]);
    const gate = tf.mul(tf.slice(probabilities, [0, e], [length, 1]), mine);
    y = tf.add(y, tf.mul(gate, tf.matMul(tf.relu(tf.matMul(x, wi)), wo)));
  }
  return y as tf.Tensor2D;
}

/** Cross entropy plus router losses of one record. released: what a balancing loss of that kind goes by */
export function plainLoss(c: SwitchModelConfig, p: Tensors, ids: Int32Array, label: number, released: ExpertLoad = []): tf.Scalar {
  const losses: tf.Scalar[] = [];
  const loads = [...released];
  let x = tf.mul(tf.gather(p['shared.weight'], tf.tensor1d(ids, 'int32')), c.embeddingMultiplier) as tf.Tensor2D;
  for (let i = 0; i < c.numLayers; i++) {
    if (c.attention) x = tf.add(x, attention(c, p, i, norm(x, p[`encoder.block.${i}.layer.0.layer_norm.weight`], c.layerNormEpsilon)));
    x = tf.add(x, feedForward(c, p, i, norm(x, p[`encoder.block.${i}.layer.1.layer_norm.weight`], c.layerNormEpsilon), losses, loads));
  }
  if (c.finalNorm) x = norm(x, p['encoder.final_layer_norm.weight'], c.layerNormEpsilon);
  const logits = tf.add(tf.matMul(tf.mean(x, 0, true) as tf.Tensor2D, matrix(p['classifier.weight'])), p['classifier.bias']);
  const crossEntropy = tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits as tf.Tensor2D), tf.oneHot(tf.tensor1d([label], 'int32'), logits.shape[1]!))));
  return losses.reduce((sum, loss) => tf.add(sum, loss), crossEntropy as tf.Scalar);
}

/** Gradient of each record's loss, one record at a time, in the flat order of the layout. (B)(parameters) */
export function plainGradients(c: SwitchModelConfig, layout: ParameterLayout, flat: Float32Array, records: EncodedRecords, released?: ExpertLoad): Promise<Float32Array[]> {
  return onCpu(() =>
    Array.from(records.labels, (label, b) => tf.tidy(() => plainGradient(c, layout, flat, records.ids.slice(records.starts[b], records.starts[b + 1]), label, released))),
  );
}

function plainGradient(c: SwitchModelConfig, layout: ParameterLayout, flat: Float32Array, ids: Int32Array, label: number, released?: ExpertLoad): Float32Array {
  const values = layout.slots.map((slot) => tf.tensor(layout.view(flat, slot.name), [...slot.shape]));
  const loss = (...inputs: tf.Tensor[]): tf.Scalar =>
    plainLoss(c, Object.fromEntries(layout.slots.map((slot, k) => [slot.name, inputs[k]])), ids, label, released);
  const gradients = tf.grads(loss)(values);
  const out = new Float32Array(layout.size);
  layout.slots.forEach((slot, k) => out.set(gradients[k].dataSync(), slot.offset));
  return out;
}
