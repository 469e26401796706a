// Types of build-kernels.mjs, for the tests that build before they run.
export function buildKernels(outDirectory: string): Promise<void>;
