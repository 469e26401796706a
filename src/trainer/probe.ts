// Opens every backend in turn and says which ones work here.
import { backendNames, tfjsVersion, type BackendName } from '../engine/backend';
import { findRuntimes } from '../runtime/find';
import { prepareEnvironment } from '../runtime/load';
import { openKernels } from './backends';

export interface BackendReport {
  readonly name: BackendName;
  readonly usable: boolean;
  /** What it is, or why it cannot be used. */
  readonly detail: string;
}

/** @param project folder whose packages are looked at for a library */
export async function probeBackends(project: string): Promise<{ readonly tfjs: string; readonly backends: readonly BackendReport[] }> {
  const { chosen } = await findRuntimes(project);
  prepareEnvironment(1);
  const backends: BackendReport[] = [];
  for (const name of backendNames) {
    try {
      const kernels = await openKernels({ name, addon: name === 'native' ? chosen?.addon : undefined });
      backends.push({ name, usable: true, detail: kernels.description });
    } catch (error) {
      backends.push({ name, usable: false, detail: (error as Error).message });
    }
  }
  return { tfjs: tfjsVersion, backends };
}
