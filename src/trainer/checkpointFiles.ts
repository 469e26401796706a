// Checkpoints on disk: parameters, optimizer state and the mechanism spent so far, in one safetensors file that is complete or absent.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { badInput, CloisterError } from '../base/errors';
import { mechanismToJson } from '../core/privacy/mechanismJson';
import { selfComposition } from '../core/privacy/mechanism';
import type { TrainingPlan } from '../core/plan';
import type { ReleasedAverages } from '../engine/dp/releasedAverages';
import type { Optimizer } from '../engine/optim/optimizer';
import type { ParameterLayout } from '../engine/parameters';
import { decodeTensors, encodeTensors, type NamedTensor } from '../engine/safetensors';
import type { Checkpoint, RunId } from '../protocol/run';

/** What training goes on from. */
export interface TrainingState {
  readonly layout: ParameterLayout;
  /** (parameters) */
  readonly parameters: Float32Array;
  readonly optimizer: Optimizer;
  /** Averages of released figures, which a balancing loss may go by; absent where none are released. */
  readonly released?: ReleasedAverages | undefined;
}

/**
 * Writes the state after `step` steps to `<folder>/<run>/step-<n>.safetensors`: first under another name, synced, then
 * renamed, so that a crash leaves either the whole file or none.
 * @returns what the store notes about it
 */
export async function writeCheckpoint(
  folder: string,
  runId: RunId,
  step: number,
  plan: TrainingPlan,
  state: TrainingState,
): Promise<Omit<Checkpoint, 'createdAt'>> {
  const path = join(runId, `step-${String(step).padStart(6, '0')}.safetensors`);
  const bytes = encodeTensors({
    tensors: tensorsOf(state),
    metadata: {
      format: 'cloister-checkpoint-1',
      run: runId,
      step: String(step),
      optimizerSteps: String(state.optimizer.steps),
      ...(state.released && { releasedSteps: String(state.released.steps) }),
      // What the parameters cost: the steps that led to them, whatever else the run was charged for.
      mechanism: JSON.stringify(mechanismToJson(selfComposition(plan.stepMechanism, step))),
    },
  });
  await writeDurably(join(folder, path), bytes);
  return { runId, step, path, sha256: sha256(bytes) };
}

/**
 * Loads a checkpoint into `state`.
 * @throws badInput when the file is missing, differs from what the store noted, or belongs to another model
 */
export async function readCheckpoint(folder: string, checkpoint: Checkpoint, state: TrainingState): Promise<void> {
  const file = join(folder, checkpoint.path);
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw badInput(`The checkpoint ${file} cannot be read; the run cannot go on from it.`, cause);
  });
  if (sha256(bytes) !== checkpoint.sha256) throw badInput(`The checkpoint ${file} is not the one that was written: its SHA-256 differs.`);
  const { tensors, metadata } = decodeTensors(bytes, file);
  for (const slot of state.layout.slots) state.layout.view(state.parameters, slot.name).set(dataOf(tensors, slot.name, slot.size, file));
  for (const [name, values] of Object.entries(state.optimizer.state)) values.set(dataOf(tensors, `optimizer.${name}`, values.length, file));
  state.optimizer.steps = Number(metadata.optimizerSteps);
  if (state.released !== undefined) {
    state.released.sums.set(dataOf(tensors, releasedSums, state.released.sums.length, file));
    state.released.steps = Number(metadata.releasedSteps);
  }
}

/** Decayed sums of the released figures: of the same noise as the parameters, and no more sensitive. */
const releasedSums = 'released.sums';

function tensorsOf({ layout, parameters, optimizer, released }: TrainingState): Map<string, NamedTensor> {
  const tensors = new Map<string, NamedTensor>();
  for (const { name, shape } of layout.slots) tensors.set(name, { shape, data: layout.view(parameters, name) });
  for (const [name, data] of Object.entries(optimizer.state)) tensors.set(`optimizer.${name}`, { shape: [data.length], data });
  if (released !== undefined) tensors.set(releasedSums, { shape: [released.sums.length], data: released.sums });
  return tensors;
}

function dataOf(tensors: ReadonlyMap<string, NamedTensor>, name: string, size: number, file: string): Float32Array {
  const found = tensors.get(name);
  if (found?.data.length !== size) {
    throw badInput(`The checkpoint ${file} has ${found?.data.length ?? 'no'} values for "${name}", this model wants ${size}.`);
  }
  return found.data;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(file);
  const temporary = join(folder, `.${randomUUID()}.part`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await withFile(temporary, 'wx', async (handle) => {
      await handle.writeFile(bytes);
      await handle.sync();
    });
    await rename(temporary, file);
    await withFile(folder, 'r', (handle) => handle.sync()); // The new name is durable only once its folder is.
  } catch (cause) {
    throw new CloisterError('failed', `The checkpoint ${file} cannot be written: ${(cause as Error).message}.`, { cause });
  }
}

async function withFile(path: string, flags: string, use: (handle: Awaited<ReturnType<typeof open>>) => Promise<void>): Promise<void> {
  const handle = await open(path, flags, 0o600);
  try {
    await use(handle);
  } finally {
    await handle.close();
  }
}
