// The part of the host's WebAssembly interface that we use: TypeScript has it only in its browser library.

declare namespace WebAssembly {
  /** Linear memory in pages of 64 KiB. */
  class Memory {
    constructor(descriptor: { initial: number; maximum?: number; shared?: boolean });
    readonly buffer: ArrayBufferLike;
  }

  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }

  interface Module {
    readonly [Symbol.toStringTag]: 'WebAssembly.Module';
  }

  function validate(bytes: Uint8Array<ArrayBuffer>): boolean;
  function instantiate(
    bytes: Uint8Array<ArrayBuffer>,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ): Promise<{ module: Module; instance: Instance }>;
}
