// The choice between the two compiled forms of the kernels.
import { expect, it } from 'vitest';
import { fastestKernels } from '../../../src/engine/wasm/variants';

/** The smallest module: magic number and version. */
const valid = Uint8Array.from([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
/** A version that no host knows. */
const unknown = Uint8Array.from([0x00, 0x61, 0x73, 0x6d, 9, 0, 0, 0]);

it('takes the relaxed kernels where the host can run them', () => {
  const relaxed = valid.slice();
  expect(fastestKernels({ plain: valid, relaxed })).toBe(relaxed);
});

it('takes the plain kernels elsewhere', () => {
  expect(fastestKernels({ plain: valid, relaxed: unknown })).toBe(valid);
});
