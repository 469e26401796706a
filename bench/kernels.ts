// Speed of the kernels at the shapes of the default model and of the bench model: products in GFLOP/s, the rest in milliseconds.
import { tensor1d, tensor2d, tensor3d, tidy, type Tensor2D } from '@tensorflow/tfjs-core';
import { openBackend } from '../src/engine/backend';
import { noisyUpdate } from '../src/engine/dp/noisyUpdate';
import type { Kernels, Segments } from '../src/engine/kernels/kernels';
import { createSegments } from '../src/engine/kernels/segments';
import { createStepKernels } from '../src/engine/wasm/stepKernels';
import { createStepMemory, viewsOf } from '../src/engine/wasm/stepMemory';
import { createOptimizer } from '../src/engine/optim/optimizer';
import { createSecureRandom } from '../src/trainer/secureRandom';
import { readWasmAssets } from '../src/trainer/wasmAssets';

interface Shapes {
  readonly lengths: readonly number[];
  readonly d: number;
  readonly heads: number;
  readonly dKv: number;
  readonly dFf: number;
  readonly experts: number;
}

const models: Record<string, Shapes> = {
  default: { lengths: Array.from({ length: 56 }, (_, b) => 16 + ((b * 37) % 113)), d: 16, heads: 2, dKv: 8, dFf: 32, experts: 8 },
  bench: { lengths: new Array<number>(32).fill(128), d: 128, heads: 4, dKv: 32, dFf: 512, experts: 8 },
};

/** Processor time of one call, in milliseconds: the smallest mean of several rounds, so that other work does not count. */
function milliseconds(call: () => void): number {
  call();
  const calls = Math.max(1, Math.ceil(20 / processorTime(call)));
  const rounds = Array.from({ length: 7 }, () => processorTime(() => { for (let i = 0; i < calls; i++) call(); }) / calls);
  return Math.min(...rounds);
}

function processorTime(call: () => void): number {
  const before = process.cpuUsage();
  call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const rounded = (value: number): number => Number(value.toPrecision(3));

const numbers = (count: number): Float32Array => Float32Array.from({ length: count }, (_, i) => Math.sin(i));

const matrix = (rows: number, columns: number): Tensor2D => tensor2d(numbers(rows * columns), [rows, columns]);

function segmentsOf(lengths: readonly number[]): Segments {
  const starts = new Int32Array(lengths.length + 1);
  lengths.forEach((length, b) => (starts[b + 1] = starts[b] + length));
  return createSegments(starts);
}

/** GFLOP/s of every product of a linear layer (rows, d) · (d, out) and its gradients. */
function products(kernels: Kernels, segments: Segments, d: number, out: number): object {
  const { rows, records, longest } = segments;
  const [x, w, dy] = [matrix(rows, d), matrix(d, out), matrix(rows, out)];
  const rate = (call: () => unknown): number => rounded((2 * rows * d * out) / milliseconds(() => void tidy(() => void call())) / 1e6);
  return {
    rows, records, longest, d, out,
    forward: rate(() => kernels.matMul(x, w)),
    inputGradient: rate(() => kernels.matMul(dy, w, false, true)),
    weightGradient: rate(() => kernels.matMul(x, dy, true)),
  };
}

/** Milliseconds of the other kernels of one block, forward and backward. */
function block(kernels: Kernels, segments: Segments, { d, heads, dKv, dFf, experts }: Shapes): object {
  const { rows, records } = segments;
  const shape = { numHeads: heads, dKv, scale: 1 };
  const [x, qkv, dOut] = [matrix(rows, d), matrix(rows, 3 * heads * dKv), matrix(rows, heads * dKv)];
  const attention = kernels.attention(qkv, null, shape, segments);
  const logits = matrix(rows, experts);
  const routing = kernels.route(logits, Infinity, segments);
  const w = tensor3d(numbers(experts * d * dFf), [experts, d, dFf]);
  const [inner, weights] = [matrix(rows, dFf), tensor1d(numbers(records))];
  const scale = tensor1d(numbers(d));
  const { inverseRms } = kernels.rmsNorm(x, scale, 1e-6);
  const perRecord = matrix(records, d * dFf);
  const time = (call: () => unknown): number => rounded(milliseconds(() => void tidy(() => void call())));
  return {
    attention: time(() => kernels.attention(qkv, null, shape, segments)),
    attentionBackward: time(() => attention.backward(dOut)),
    route: time(() => kernels.route(logits, Infinity, segments)),
    dispatch: time(() => kernels.dispatch(x, routing)),
    expertMatMul: time(() => kernels.expertMatMul(x, w, routing)),
    expertGradient: time(() => kernels.expertGradient(x, inner, routing, segments).sum(null)),
    expertSquaredNorms: time(() => kernels.expertGradient(x, inner, routing, segments).squaredNorms()),
    linearSquaredNorms: time(() => kernels.linearGradient(x, inner, segments).squaredNorms()),
    rowSquaredNorms: time(() => kernels.rowSquaredNorms(perRecord)),
    weightedRowSum: time(() => kernels.weightedRowSum(perRecord, weights)),
    rmsNorm: time(() => kernels.rmsNorm(x, scale, 1e-6)),
    rmsNormBackward: time(() => kernels.rmsNormBackward(x, inverseRms, scale, x)),
    relu: time(() => kernels.relu(inner)),
  };
}

/** Nanoseconds of the step's second half for each parameter: from the complete sum to the new parameter, without noise and with it. */
async function updateNanoseconds(stepModule: Uint8Array<ArrayBuffer>): Promise<object> {
  const size = 1_000_000;
  const stepMemory = createStepMemory({ parameters: size, released: 0, stateVectors: 2, threads: 1 });
  const { parameters, state, sums: [sum], scratch: [scratch] } = viewsOf(stepMemory);
  const kernels = await createStepKernels(stepModule, stepMemory.memory, scratch);
  const optimizer = createOptimizer({ name: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 }, size, state);
  const vectors = { sum, parameters, state };
  const random = createSecureRandom();
  const time = (standardDeviation: number | null): number => {
    const task = { standardDeviation, divisor: 32, rule: optimizer.next(1e-4) };
    return rounded((milliseconds(() => noisyUpdate(vectors, { from: 0, to: size }, task, kernels, random)) * 1e6) / size);
  };
  return { plain: time(null), private: time(1) };
}

export async function benchKernels(): Promise<object> {
  const assets = readWasmAssets();
  const kernels = await openBackend('wasm', assets);
  const results = Object.entries(models).map(([name, shapes]) => {
    const segments = segmentsOf(shapes.lengths);
    return [name, {
      gigaflops: [3 * shapes.heads * shapes.dKv, shapes.dFf].map((out) => products(kernels, segments, shapes.d, out)),
      milliseconds: block(kernels, segments, shapes),
    }] as const;
  });
  return { ...Object.fromEntries(results), updateNanoseconds: await updateNanoseconds(assets.step) };
}
