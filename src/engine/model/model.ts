// What the trainer needs from a model: its parameters, and a pass that yields logits, losses and separable gradients.
import { tensor1d, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import type { SparseShape } from '../../core/privacy/jointRelease';
import { unitStarts, type EncodedRecords } from '../../core/records';
import type { Kernels, Routing, Segments } from '../kernels/kernels';
import { createSegments, oneRowEach } from '../kernels/segments';
import type { ParameterGradient } from '../layers/layer';
import type { ParameterLayout, ParameterTensors } from '../parameters';

/** One micro-batch on the current backend. */
export interface Batch {
  /** Rows of each record. */
  readonly segments: Segments;
  /** Rows of each unit of privacy; the same object where every record is a unit of its own. */
  readonly units: Segments;
  /** Records of each unit. */
  readonly recordUnits: Segments;
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
  /** Gradients of Σ_b (cross entropy + router losses of record b), still separable by unit of privacy; one entry a parameter. */
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
export function toBatch(records: EncodedRecords): Batch {
  const segments = createSegments(records.starts);
  return {
    segments,
    units: records.units === undefined ? segments : createSegments(unitStarts(records)),
    recordUnits: records.units === undefined ? oneRowEach(segments.records) : createSegments(records.units),
    ids: tensor1d(records.ids, 'int32'),
    labels: tensor1d(records.labels, 'int32'),
  };
}
