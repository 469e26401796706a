// What the trainer needs from a model: its parameters, and a pass that yields logits, losses and separable gradients.
import { tensor1d, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import type { SparseShape } from '../../core/privacy/jointRelease';
import type { EncodedRecords } from '../../core/records';
import type { Kernels, Routing, Segments } from '../kernels/kernels';
import { createSegments } from '../kernels/segments';
import type { ParameterGradient } from '../layers/layer';
import type { ParameterLayout, ParameterTensors } from '../parameters';

/** One micro-batch on the current backend. */
export interface Batch {
  readonly segments: Segments;
  readonly ids: Tensor1D; // int32 (R)
  readonly labels: Tensor1D; // int32 (B)
}

/** Share of the tokens of each expert, by sparse layer. (layers)(E) */
export type ExpertLoad = readonly Float32Array[];

export interface ForwardPass {
  readonly logits: Tensor2D; // (B, C)
  /** Cross entropy of each record. (B) */
  readonly crossEntropy: Tensor1D;
  /** What the routers decided, one entry a sparse layer. */
  readonly routings: readonly Routing[];
  /** Gradients of Σ_b (cross entropy + router losses of record b), still separable by record; one entry a parameter. */
  backward(): readonly ParameterGradient[];
}

export interface Model {
  readonly layout: ParameterLayout;
  /** Number of sparse layers and of experts in each; 0 and 0 for a model without experts. */
  readonly sparse: SparseShape;
  /** Initial parameters; the same seed gives the same vector. (layout.size) */
  initialise(seed: number): Float32Array;
  /** @param load what a balancing loss of kind `released` goes by; absent: an even load, under which it has no gradient */
  forward(kernels: Kernels, parameters: ParameterTensors, batch: Batch, load?: ExpertLoad): ForwardPass;
}

/** Copies records onto the current backend. */
export const toBatch = (records: EncodedRecords): Batch => ({
  segments: createSegments(records.starts),
  ids: tensor1d(records.ids, 'int32'),
  labels: tensor1d(records.labels, 'int32'),
});
