// Finds and reads the WebAssembly files that the engine needs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { CloisterError } from '../base/errors';
import { packageRoot } from '../data/packageRoot';
import type { WasmAssets } from '../engine/wasm/open';
import { fastestKernels, runsHere } from '../engine/wasm/variants';

/** @throws failed when the package was not built */
export function readWasmAssets(): WasmAssets {
  const dist = join(packageRoot(), 'dist');
  const read = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(join(dist, name)));
  try {
    const [kernels, step] = ['kernels', 'step'].map((module) => ({ plain: read(`${module}.wasm`), relaxed: read(`${module}-relaxed.wasm`) }));
    // Node 20 has relaxed SIMD complete, but behind a flag; later versions have it on, and never get here.
    if (!runsHere(kernels.relaxed)) setFlagsFromString('--experimental-wasm-relaxed-simd');
    return { tfjsDirectory: `${dist}/`, kernels: fastestKernels(kernels), step: fastestKernels(step) };
  } catch (cause) {
    throw new CloisterError('failed', `Cannot read the WebAssembly files in ${dist}. Run "npm run build" first.`, { cause });
  }
}
