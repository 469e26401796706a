// TensorFlow's own operations by name, as the backend of @tensorflow/tfjs-node runs them: without its wrappers, reshapes and index checks.
import { keep, scalar, tensor1d, tensor2d, type Tensor, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';

interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** The part of tfjs-node's backend that we use; it is the same in releases 4.x, for processors and for GPUs. */
export interface TensorFlowBackend {
  /** Numbers of TensorFlow's types, from its C headers. */
  readonly binding: Readonly<Record<'TF_ATTR_TYPE' | 'TF_ATTR_BOOL' | 'TF_ATTR_INT' | 'TF_FLOAT' | 'TF_INT32', number>> & { readonly TF_Version: string };
  readonly isUsingGpuDevice: boolean;
  executeSingleOutput(name: string, attributes: readonly Attribute[], inputs: readonly Tensor[]): Tensor;
  executeMultipleOutputs(name: string, attributes: readonly Attribute[], inputs: readonly Tensor[], outputs: number): Tensor[];
}

export type Operations = ReturnType<typeof createOperations>;

/**
 * Operations on float32 tensors; the caller states the type that comes out where it is not the only one. Their outputs belong to
 * the tidy around the call, and so do the small tensors that tell TensorFlow shapes.
 */
export function createOperations(backend: TensorFlowBackend) {
  const { TF_ATTR_TYPE, TF_ATTR_BOOL, TF_ATTR_INT, TF_FLOAT, TF_INT32 } = backend.binding;
  const type = (name: string, value: number): Attribute => ({ name, type: TF_ATTR_TYPE, value });
  const bool = (name: string, value: boolean): Attribute => ({ name, type: TF_ATTR_BOOL, value });
  const int = (name: string, value: number): Attribute => ({ name, type: TF_ATTR_INT, value });
  const float = type('T', TF_FLOAT);
  const run = <T extends Tensor>(name: string, attributes: readonly Attribute[], ...inputs: Tensor[]): T =>
    backend.executeSingleOutput(name, attributes, inputs) as T;

  const known = new Map<string, Tensor>();
  /** Axes and orders of dimensions: a few, uploaded once. */
  const once = (key: string, make: () => Tensor): Tensor => {
    const present = known.get(key) ?? keep(make());
    known.set(key, present);
    return present;
  };
  const vector = (values: readonly number[]): Tensor => once(`[${values.join()}]`, () => tensor1d([...values], 'int32'));
  const axisOf = (axis: number): Tensor => once(`${axis}`, () => scalar(axis, 'int32'));
  /** Sizes differ from batch to batch, so they are not kept. */
  const sizes = (values: readonly number[]): Tensor => tensor1d([...values], 'int32');

  const unary = (name: string) => <T extends Tensor>(a: T): T => run<T>(name, [float], a);
  const binary = (name: string) => <T extends Tensor>(a: Tensor, b: Tensor): T => run<T>(name, [float], a, b);
  const reduction = (name: string) => <T extends Tensor>(a: Tensor, axes: readonly number[], keepDims = false): T =>
    run<T>(name, [bool('keep_dims', keepDims), float, type('Tidx', TF_INT32)], a, vector(axes));

  return {
    matMul: (a: Tensor2D, b: Tensor2D, transposeA = false, transposeB = false): Tensor2D =>
      run('MatMul', [bool('transpose_a', transposeA), bool('transpose_b', transposeB), float], a, b),
    /** Products of the last two dimensions. */
    batchMatMul: (a: Tensor, b: Tensor, transposeA = false, transposeB = false): Tensor =>
      run('BatchMatMulV2', [float, bool('adj_x', transposeA), bool('adj_y', transposeB)], a, b),

    add: binary('AddV2'),
    sub: binary('Sub'),
    mul: binary('Mul'),
    square: unary('Square'),
    rsqrt: unary('Rsqrt'),
    exp: unary('Exp'),
    log: unary('Log'),
    reciprocal: unary('Reciprocal'),
    relu: unary('Relu'),
    /** dy where y > 0, else 0. */
    reluGradient: (dy: Tensor2D, y: Tensor2D): Tensor2D => run('ReluGrad', [float], dy, y),
    /** Over the last dimension. */
    softmax: unary('Softmax'),
    sum: reduction('Sum'),
    mean: reduction('Mean'),
    max: reduction('Max'),

    reshape: <T extends Tensor>(a: Tensor, shape: readonly number[]): T => run<T>('Reshape', [float, type('Tshape', TF_INT32)], a, sizes(shape)),
    transpose: (a: Tensor, order: readonly number[]): Tensor => run('Transpose', [float, type('Tperm', TF_INT32)], a, vector(order)),
    /** Along the first dimension. */
    unpack: (a: Tensor): Tensor[] =>
      backend.executeMultipleOutputs('Unpack', [int('num', a.shape[0]), float, int('axis', 0)], [a], a.shape[0]),
    /** As a new first dimension. */
    pack: <T extends Tensor>(parts: readonly Tensor[]): T => run<T>('Pack', [int('N', parts.length), float, int('axis', 0)], ...parts),
    concat: (parts: readonly Tensor2D[], axis: 0 | 1): Tensor2D =>
      run('ConcatV2', [int('N', parts.length), float, type('Tidx', TF_INT32)], ...parts, axisOf(axis)),
    slice: <T extends Tensor>(a: Tensor, start: readonly number[], size: readonly number[]): T =>
      run<T>('Slice', [float, type('Index', TF_INT32)], a, sizes(start), sizes(size)),
    reverse: (a: Tensor, axis: number): Tensor => run('ReverseV2', [type('Tidx', TF_INT32), float], a, vector([axis])),
    /** Zeros before and after each dimension: pairs of counts. */
    pad: (a: Tensor, counts: [before: number, after: number][]): Tensor =>
      run('Pad', [float, type('Tpaddings', TF_INT32)], a, tensor2d(counts, [counts.length, 2], 'int32')),

    /** a[index], along one dimension. */
    gather: <T extends Tensor>(a: Tensor, index: Tensor1D, axis = 0): T =>
      run<T>(
        'GatherV2',
        [type('Tparams', TF_FLOAT), type('Tindices', TF_INT32), type('Taxis', TF_INT32), int('batch_dims', 0)],
        a, index, axisOf(axis),
      ),
    /** Σ of the rows with the same id. → (count, …) */
    sumById: <T extends Tensor>(a: Tensor, ids: Tensor1D, count: number): T =>
      run<T>('UnsortedSegmentSum', [float, type('Tindices', TF_INT32), type('Tnumsegments', TF_INT32)], a, ids, scalar(count, 'int32')),
    /** Cross entropy and its gradient. logits (B, C), labels int32 (B) → (B), (B, C) */
    crossEntropy: (logits: Tensor2D, labels: Tensor1D): [Tensor1D, Tensor2D] =>
      backend.executeMultipleOutputs(
        'SparseSoftmaxCrossEntropyWithLogits', [float, type('Tlabels', TF_INT32)], [logits, labels], 2,
      ) as [Tensor1D, Tensor2D],
  };
}
