// The vectors of a step in one WebAssembly memory that threads share: the kernels of each work on them where they lie.
import { CloisterError } from '../../base/errors';

/** What decides the size of a step's vectors. */
export interface StepShape {
  readonly parameters: number;
  /** Elements behind the gradient in each sum. */
  readonly released: number;
  /** Vectors of the optimizer's state. */
  readonly stateVectors: number;
  /** Each has a sum and scratch memory of its own. */
  readonly threads: number;
}

/** Can be handed to another thread, which then sees the same numbers. */
export interface StepMemory {
  readonly memory: WebAssembly.Memory;
  readonly shape: StepShape;
}

/** Views of the memory. */
export interface StepViews {
  readonly parameters: Float32Array;
  /** (parameters) each */
  readonly state: readonly Float32Array[];
  /** (parameters + released) each */
  readonly sums: readonly Float64Array[];
  /** (SCRATCH_BYTES) each */
  readonly scratch: readonly Uint8Array[];
}

/** Bytes of scratch memory that the kernels of one thread need. */
export const SCRATCH_BYTES = 32_768 + 64;

const PAGE_BYTES = 65_536;
/** What 32-bit addresses reach. */
const MOST_BYTES = 2 ** 32;
/** Vectors begin at the start of a cache line, so that no two threads write to the same one at their borders. */
const ALIGNMENT = 64;

/** All zero. @throws failed when the vectors have no room in 4 GiB */
export function createStepMemory(shape: StepShape): StepMemory {
  const bytes = layoutOf(shape).end;
  if (bytes > MOST_BYTES) {
    const gigabytes = (bytes / 2 ** 30).toFixed(1);
    throw new CloisterError('failed', `The sums of ${shape.threads} worker threads and the optimizer's state take ${gigabytes} GiB, more than the 4 GiB of a WebAssembly memory. Use fewer worker threads.`);
  }
  const pages = Math.ceil(bytes / PAGE_BYTES);
  return { memory: new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true }), shape };
}

export function viewsOf({ memory: { buffer }, shape }: StepMemory): StepViews {
  const { parameters, state, sums, scratch } = layoutOf(shape);
  return {
    parameters: new Float32Array(buffer, parameters, shape.parameters),
    state: state.map((address) => new Float32Array(buffer, address, shape.parameters)),
    sums: sums.map((address) => new Float64Array(buffer, address, shape.parameters + shape.released)),
    scratch: scratch.map((address) => new Uint8Array(buffer, address, SCRATCH_BYTES)),
  };
}

/** Addresses in bytes. */
function layoutOf({ parameters, released, stateVectors, threads }: StepShape): { parameters: number; state: number[]; sums: number[]; scratch: number[]; end: number } {
  let end = 0;
  const place = (bytes: number): number => {
    const address = end;
    end = Math.ceil((end + bytes) / ALIGNMENT) * ALIGNMENT;
    return address;
  };
  const places = (count: number, bytes: number): number[] => Array.from({ length: count }, () => place(bytes));
  return {
    scratch: places(threads, SCRATCH_BYTES),
    parameters: place(4 * parameters),
    state: places(stateVectors, 4 * parameters),
    sums: places(threads, 8 * (parameters + released)),
    end,
  };
}
