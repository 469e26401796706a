// Finds and reads the WebAssembly files that the engine needs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloisterError } from '../base/errors';
import { packageRoot } from '../data/packageRoot';
import type { WasmAssets } from '../engine/wasm/open';

/** @throws failed when the package was not built */
export function readWasmAssets(): WasmAssets {
  const dist = join(packageRoot(), 'dist');
  const file = join(dist, 'kernels.wasm');
  try {
    return { tfjsDirectory: `${dist}/`, kernels: new Uint8Array(readFileSync(file)) };
  } catch (cause) {
    throw new CloisterError('failed', `Cannot read ${file}. Run "npm run build" first.`, { cause });
  }
}
