// The step's second half in the SIMD module, in place on a memory of its own: the mechanism's noise never touches the tensor heap.
import { assertNever } from '../../base/errors';
import type { StepKernels } from '../dp/stepKernels';
import { applyRule, type UpdateRule } from '../optim/rule';
import { SCRATCH_BYTES } from './stepMemory';

/** Signatures of assembly/gaussian.ts and assembly/update.ts; addresses in bytes, counts multiples of four. */
interface StepExports {
  addNoise(random: number, pairs: number, standardDeviation: number, sum: number): void;
  multiplyBy(sum: number, count: number, factor: number): void;
  adam(
    gradient: number, parameters: number, mean: number, variance: number, count: number,
    beta1: number, rest1: number, beta2: number, rest2: number, stepSize: number, epsilon: number, decay: number,
  ): void;
  sgd(gradient: number, parameters: number, velocity: number, count: number, momentum: number, learningRate: number): void;
}

/** Numbers that noise is drawn for at once. */
const BLOCK = 4096;

/** Elements that the kernels take together; what is left behind the last whole group is done in JavaScript. */
const GROUP = 4;
const wholeGroups = (count: number): number => count - (count % GROUP);

/**
 * The same as `plainStepKernels`, on arrays in the given memory: noise equal to 1e-12 from the same bytes, by Box–Muller in float64
 * from 53-bit uniforms, finite for every input; updates in float32, equal to its rounding. Keeps no random byte after a call.
 *
 * @param stepModule the compiled kernels of a step, as the build writes them
 * @param scratch memory of this thread alone (SCRATCH_BYTES)
 */
export async function createStepKernels(stepModule: Uint8Array<ArrayBuffer>, memory: WebAssembly.Memory, scratch: Uint8Array): Promise<StepKernels> {
  const { instance } = await WebAssembly.instantiate(stepModule, { env: { memory } });
  const wasm = instance.exports as unknown as StepExports;
  const random = scratch.subarray(0, 8 * BLOCK);
  const group = new Float64Array(memory.buffer, scratch.byteOffset + SCRATCH_BYTES - 8 * GROUP, GROUP);

  /** @throws Error (a defect of the caller) for an array that lies elsewhere */
  const address = (values: Float64Array | Float32Array): number => {
    if (values.buffer !== memory.buffer) throw new Error('The kernels of a step work on arrays in its own memory only.');
    return values.byteOffset;
  };

  const addNoiseToBlock = (sum: Float64Array, standardDeviation: number): void => {
    const whole = wholeGroups(sum.length);
    wasm.addNoise(random.byteOffset, whole / 2, standardDeviation, address(sum));
    if (whole === sum.length) return;
    group.fill(0);
    wasm.addNoise(random.byteOffset + 8 * whole, GROUP / 2, standardDeviation, group.byteOffset);
    for (let i = whole; i < sum.length; i++) sum[i] += group[i - whole];
    group.fill(0);
  };

  const updateGroups = (rule: UpdateRule, parameters: Float32Array, gradient: Float64Array, state: readonly Float32Array[], count: number): void => {
    switch (rule.type) {
      case 'adam': {
        const { beta1, beta2, stepSize, epsilon, decay } = rule;
        return wasm.adam(
          address(gradient), address(parameters), address(state[0]), address(state[1]), count,
          beta1, 1 - beta1, beta2, 1 - beta2, stepSize, epsilon, decay,
        );
      }
      case 'sgd':
        return wasm.sgd(address(gradient), address(parameters), address(state[0]), count, rule.momentum, rule.learningRate);
      default:
        return assertNever(rule);
    }
  };

  return {
    addNoise(sum, standardDeviation, source) {
      for (let start = 0; start < sum.length; start += BLOCK) {
        const block = sum.subarray(start, start + BLOCK);
        source.fill(random.subarray(0, 8 * GROUP * Math.ceil(block.length / GROUP)));
        addNoiseToBlock(block, standardDeviation);
      }
    },

    divide(sum, divisor) {
      const whole = wholeGroups(sum.length);
      wasm.multiplyBy(address(sum), whole, 1 / divisor);
      for (let i = whole; i < sum.length; i++) sum[i] /= divisor;
    },

    update(rule, parameters, gradient, state) {
      const whole = wholeGroups(parameters.length);
      updateGroups(rule, parameters, gradient, state, whole);
      if (whole < parameters.length) applyRule(rule, parameters.subarray(whole), gradient.subarray(whole), state.map((values) => values.subarray(whole)));
    },
  };
}
