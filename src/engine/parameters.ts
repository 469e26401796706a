// A model's parameters: one flat float32 vector in memory that threads can share, and named tensors made from it for a pass.
import { tensor, type Tensor, type Tensor1D, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';

/** One parameter and where it lies in the flat vector. */
export interface ParameterSlot {
  readonly name: string;
  readonly shape: readonly number[];
  readonly size: number;
  readonly offset: number;
}

/** The order of all parameters of a model. The noise covers the flat vector as a whole, so no parameter can be forgotten. */
export class ParameterLayout {
  readonly slots: readonly ParameterSlot[];
  /** Number of parameters. */
  readonly size: number;
  private readonly byName: ReadonlyMap<string, ParameterSlot>;

  constructor(shapes: readonly (readonly [name: string, shape: readonly number[]])[]) {
    let offset = 0;
    this.slots = shapes.map(([name, shape]) => {
      const slot = { name, shape, size: shape.reduce((product, n) => product * n, 1), offset };
      offset += slot.size;
      return slot;
    });
    this.size = offset;
    this.byName = new Map(this.slots.map((slot) => [slot.name, slot]));
    if (this.byName.size !== this.slots.length) throw new Error('Two parameters have the same name.');
  }

  slot(name: string): ParameterSlot {
    const slot = this.byName.get(name);
    if (slot === undefined) throw new Error(`The model has no parameter "${name}".`);
    return slot;
  }

  /** The part of a flat vector that belongs to a parameter; a view, not a copy. */
  view<T extends Float32Array | Float64Array>(flat: T, name: string): T {
    const { offset, size } = this.slot(name);
    return flat.subarray(offset, offset + size) as T;
  }
}

/** Named tensors of one version of the parameters. */
export class ParameterTensors {
  private readonly tensors: ReadonlyMap<string, Tensor>;

  /** Copies a flat vector onto the current backend. flat (layout.size) */
  constructor(layout: ParameterLayout, flat: Float32Array) {
    this.tensors = new Map(layout.slots.map((slot) => [slot.name, tensor(layout.view(flat, slot.name), [...slot.shape], 'float32')]));
  }

  vector(name: string): Tensor1D {
    return this.get(name, 1) as Tensor1D;
  }

  matrix(name: string): Tensor2D {
    return this.get(name, 2) as Tensor2D;
  }

  stack(name: string): Tensor3D {
    return this.get(name, 3) as Tensor3D;
  }

  dispose(): void {
    for (const each of this.tensors.values()) each.dispose();
  }

  private get(name: string, rank: number): Tensor {
    const found = this.tensors.get(name);
    if (found?.rank !== rank) throw new Error(`The model has no parameter "${name}" of rank ${rank}.`);
    return found;
  }
}
