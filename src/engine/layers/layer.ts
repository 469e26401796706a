// What a layer is: a forward pass that returns its own backward pass, and each parameter's gradients, still apart by unit of privacy.
import { add, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import type { Kernels, Segments, SeparableGradient } from '../kernels/kernels';
import type { ParameterTensors } from '../parameters';

/**
 * The gradient of one parameter, still separable by unit of privacy: one record, or several whose gradients are added up before
 * their norm is taken. Since a gradient is a sum over rows, a unit's is that of all its rows. Book-keeping (Bu et al. 2023): the
 * backward pass leaves the pairs (input, output gradient); norms come from them first, and the clipped sum needs no second
 * backward pass.
 */
export interface ParameterGradient extends SeparableGradient<Tensor> {
  readonly parameter: string;
}

/** One forward and backward pass over one micro-batch. */
export interface Pass {
  readonly kernels: Kernels;
  readonly parameters: ParameterTensors;
  /** Rows of each record: what a forward pass keeps apart. */
  readonly segments: Segments;
  /** Rows of each unit of privacy: what norms and weights are of. */
  readonly units: Segments;
  /** Records of each unit. */
  readonly recordUnits: Segments;
  /** Filled by the backward pass: one entry for each parameter. */
  readonly gradients: ParameterGradient[];
}

/** A value that knows how to carry the gradient of the loss back to the layer's input. */
export interface Differentiable {
  readonly y: Tensor2D; // (R, out)
  backward(dy: Tensor2D): Tensor2D; // (R, out) → (R, in)
}

export type Layer = (x: Tensor2D) => Differentiable;

/** One layer after the other. */
export const chain =
  (...layers: Layer[]): Layer =>
  (x) => {
    const passed: Differentiable[] = [];
    let y = x;
    for (const layer of layers) {
      const next = layer(y);
      passed.push(next);
      y = next.y;
    }
    return { y, backward: (dy) => passed.reduceRight((gradient, layer) => layer.backward(gradient), dy) };
  };

/** x + layer(x). */
export const residual =
  (layer: Layer): Layer =>
  (x) => {
    const inner = layer(x);
    return { y: add(x, inner.y), backward: (dy) => add(dy, inner.backward(dy)) };
  };
