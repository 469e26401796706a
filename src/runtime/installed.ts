// The runtimes that were installed: what their descriptions say, and removing one.
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { badInput } from '../base/errors';
import { runtimePaths, runtimesFolder } from './place';

const descriptionSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(['cpu', 'gpu']),
  tensorFlow: z.string(),
  wheels: z.array(z.strictObject({ file: z.string(), sha256: z.string() })),
  addon: z.enum(['prebuilt', 'compiled']),
  /** ISO 8601. */
  installed: z.string(),
});

export type RuntimeDescription = z.infer<typeof descriptionSchema>;

export interface InstalledRuntime extends RuntimeDescription {
  readonly folder: string;
}

/** By name. A folder without a description is no runtime. */
export async function listRuntimes(): Promise<InstalledRuntime[]> {
  const all = runtimesFolder();
  const names = await readdir(all).catch(() => []); // Nothing was ever installed.
  const found = await Promise.all(names.filter((name) => !name.startsWith('.')).sort().map((name) => read(join(all, name))));
  return found.filter((runtime) => runtime !== undefined);
}

async function read(folder: string): Promise<InstalledRuntime | undefined> {
  const text = await readFile(runtimePaths(folder).description, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { success, data } = descriptionSchema.safeParse(parse(text));
  return success ? { ...data, folder } : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Removes a runtime; a run that has loaded it goes on with it.
 * @throws badInput when there is none of that name
 */
export async function removeRuntime(name: string): Promise<void> {
  const runtimes = await listRuntimes();
  const runtime = runtimes.find((each) => each.name === name);
  if (runtime === undefined) {
    const known = runtimes.length === 0 ? 'none is installed' : `there is ${runtimes.map((each) => each.name).join(', ')}`;
    throw badInput(`There is no runtime "${name}": ${known}.`);
  }
  await discard(runtime.folder);
}

/** From one moment to the next it is no runtime any more, however long the deleting takes. */
export async function discard(folder: string): Promise<void> {
  const doomed = join(runtimesFolder(), `.removed-${process.pid}-${Date.now()}`);
  await rename(folder, doomed);
  await rm(doomed, { recursive: true, force: true });
}
