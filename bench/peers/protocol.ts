// What the bench and the engines that it measures say to each other: a line of JSON each way, over standard input and output.

export type EngineRequest =
  /** Take one step: forward, backward, clipping, noise, optimizer. Answered with {@link Timing}. */
  | { readonly do: 'step' }
  /** Multiply two matrices of 1024 × 1024 float32 numbers. Answered with {@link Timing}. */
  | { readonly do: 'product' }
  /**
   * Before the first step: write losses (B), norms of the records' gradients (B) where the engine works them out, and the sum of
   * their gradients by parameter, clipped if the engine clips, as safetensors to this path. For the records of this slice alone.
   */
  | ({ readonly do: 'check'; readonly to: string } & Slice);

/** Records `from`, `from + 1`, …, so many of them. */
export interface Slice {
  readonly from: number;
  readonly records: number;
}

/** Milliseconds of the processor, over all threads of the engine, and of the clock. */
export interface Timing {
  readonly cpu: number;
  readonly wall: number;
}

/** Said once, when the engine is ready for requests. */
export interface Ready {
  readonly versions: Readonly<Record<string, string>>;
}
