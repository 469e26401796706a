// A folder of runtimes for one test.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { RuntimeDescription } from '../../src/runtime/installed';
import { temporaryDirectory } from '../store/temporary';

/** @returns the folder, which CLOISTER_RUNTIMES names until the test is over */
export async function temporaryRuntimes(): Promise<string> {
  const folder = join(await temporaryDirectory(), 'runtimes');
  vi.stubEnv('CLOISTER_RUNTIMES', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  return folder;
}

/** Puts a runtime there that consists of its description. */
export async function describedRuntime(folder: string, name: string): Promise<RuntimeDescription> {
  const description: RuntimeDescription = { name, kind: 'cpu', tensorFlow: '1.0', wheels: [], addon: 'compiled', installed: '2026-01-01T00:00:00.000Z' };
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'runtime.json'), JSON.stringify(description));
  return description;
}
