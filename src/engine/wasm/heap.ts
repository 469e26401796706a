// The tensor library's own heap: addresses of its tensors, new tensors for results, and one block of scratch memory.
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import { engine } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { CloisterError } from '../../base/errors';

/** Emscripten's private members that we read; they are stable in the 4.x releases (the last ones). */
interface ModuleInternals {
  readonly asm?: Readonly<Record<string, unknown>>;
}

/** The memory that all tensors of the backend lie in. */
export function memoryOf(backend: BackendWasm): WebAssembly.Memory {
  const exported = Object.values((backend.wasm as ModuleInternals).asm ?? {});
  const memory = exported.find((value) => value instanceof WebAssembly.Memory);
  if (!memory) throw new Error('The wasm backend of @tensorflow/tfjs-backend-wasm does not show its memory: version 4.22 does.');
  if (!(memory.buffer instanceof ArrayBuffer)) {
    throw new Error('The kernels need the wasm backend without threads: set WASM_HAS_MULTITHREAD_SUPPORT to false before it starts.');
  }
  return memory;
}

const ALIGNMENT = 16;
/** What a 32-bit address reaches; larger sizes would wrap around unseen. */
const ADDRESS_SPACE = 2 ** 32;

const noRoom = (bytes: number): CloisterError =>
  new CloisterError('failed', `The tensor heap has no room for ${bytes} more bytes: use smaller micro-batches.`);

/** Allocation on the backend's heap. Tensors made here are counted, scoped by tidy and disposed as any others. */
export class Heap {
  private workspaceBlock = 0;
  private workspaceBytes = 0;

  /**
   * @param fixedBytes size of the workspace's part that every kernel may use
   * @param setWorkspace called with the new address whenever the workspace moves
   */
  constructor(
    private readonly backend: BackendWasm,
    private readonly fixedBytes: number,
    private readonly setWorkspace: (address: number) => void,
  ) {
    this.reserve(0);
  }

  /** Address of a tensor's first element; valid until the tensor is disposed, also when the heap grows. */
  pointer(tensor: Tensor): number {
    return this.backend.dataIdMap.get(tensor.dataId).memoryOffset;
  }

  /**
   * A tensor with undefined contents.
   * @throws failed when the heap is full; tfjs itself would go on at address 0
   */
  allocate<T extends Tensor>(shape: number[], dtype: DataType = 'float32'): T {
    const bytes = 4 * shape.reduce((product, size) => product * size, 1);
    if (bytes > ADDRESS_SPACE) throw noRoom(bytes);
    const tensor = engine().makeTensorFromTensorInfo(this.backend.makeOutput(shape, dtype), this.backend) as T;
    if (bytes > 0 && this.pointer(tensor) === 0) throw noRoom(bytes);
    return tensor;
  }

  /** Makes room for `elements` 4-byte elements behind the fixed part; what lay in the workspace is lost. */
  reserve(elements: number): void {
    const bytes = this.fixedBytes + 4 * elements + ALIGNMENT;
    if (bytes <= this.workspaceBytes) return;
    if (bytes > ADDRESS_SPACE) throw noRoom(bytes);
    const module = this.backend.wasm as unknown as { _malloc(bytes: number): number; _free(address: number): void };
    if (this.workspaceBlock) module._free(this.workspaceBlock);
    this.workspaceBlock = module._malloc(bytes) >>> 0;
    if (this.workspaceBlock === 0) {
      this.workspaceBytes = 0;
      throw noRoom(bytes);
    }
    this.workspaceBytes = bytes;
    this.setWorkspace(Math.ceil(this.workspaceBlock / ALIGNMENT) * ALIGNMENT);
  }
}
