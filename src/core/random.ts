// Where randomness comes from: an interface, so that the guarantee's random bits can only be handed in, never made up.

/**
 * A source of uniformly random bytes. Noise and sampling take it as a required argument: the trainer passes one that is
 * keyed from the operating system's CSPRNG; only tests pass anything else.
 */
export interface RandomSource {
  /** Overwrites every byte of `target` with fresh random bytes; no byte is ever handed out twice. */
  fill(target: Uint8Array): void;
}
