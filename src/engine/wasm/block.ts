// A block of a step in the SIMD module, in a small memory of its own: the mechanism's noise never touches the tensor heap.
import { assertNever } from '../../base/errors';
import { BLOCK, type StepBlock } from '../dp/block';

/** Signatures of assembly/gaussian.ts and assembly/update.ts. */
interface StepExports {
  addNoise(random: number, pairs: number, standardDeviation: number, sum: number): void;
  multiplyBy(sum: number, count: number, factor: number): void;
  adam(
    gradient: number, parameters: number, mean: number, variance: number, count: number,
    beta1: number, rest1: number, beta2: number, rest2: number, stepSize: number, epsilon: number, decay: number,
  ): void;
  sgd(gradient: number, parameters: number, velocity: number, count: number, momentum: number, learningRate: number): void;
}

/** Random bytes, sum, parameters and two vectors of state: 28 bytes an element. */
const PAGES = 2;

/**
 * The same as `createPlainBlock`: noise equal to 1e-12 from the same bytes, by Box–Muller in float64 from 53-bit uniforms, finite
 * for every input; updates in float32, equal to its rounding.
 *
 * @param kernelModule the compiled kernels, as the build writes them
 */
export async function createWasmBlock(kernelModule: Uint8Array<ArrayBuffer>): Promise<StepBlock> {
  const memory = new WebAssembly.Memory({ initial: PAGES });
  const { instance } = await WebAssembly.instantiate(kernelModule, { env: { memory } });
  const wasm = instance.exports as unknown as StepExports;
  const random = new Uint8Array(memory.buffer, 0, 8 * BLOCK);
  const sum = new Float64Array(memory.buffer, 8 * BLOCK, BLOCK);
  const [parameters, first, second] = [16, 20, 24].map((bytes) => new Float32Array(memory.buffer, bytes * BLOCK, BLOCK));
  return {
    sum,
    parameters,
    state: [first, second],
    addNoise(count, standardDeviation, source) {
      const pairs = 2 * Math.ceil(count / 4);
      source.fill(random.subarray(0, 16 * pairs));
      wasm.addNoise(random.byteOffset, pairs, standardDeviation, sum.byteOffset);
    },
    divide: (count, divisor) => wasm.multiplyBy(sum.byteOffset, count, 1 / divisor),
    update(count, rule) {
      switch (rule.type) {
        case 'adam': {
          const { beta1, beta2, stepSize, epsilon, decay } = rule;
          return wasm.adam(
            sum.byteOffset, parameters.byteOffset, first.byteOffset, second.byteOffset, count,
            beta1, 1 - beta1, beta2, 1 - beta2, stepSize, epsilon, decay,
          );
        }
        case 'sgd':
          return wasm.sgd(sum.byteOffset, parameters.byteOffset, first.byteOffset, count, rule.momentum, rule.learningRate);
        default:
          return assertNever(rule);
      }
    },
    wipe: () => void new Uint8Array(memory.buffer).fill(0),
  };
}
