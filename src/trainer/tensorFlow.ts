// Gives the engine TensorFlow, where it is on this machine.
import type { TensorFlowLoader } from '../engine/native/open';
import { findRuntimes } from '../runtime/find';
import { loadTensorFlow } from '../runtime/load';

/** @param project the folder whose packages are looked at, too; undefined when there is no usable library */
export async function findTensorFlow(project: string): Promise<TensorFlowLoader | undefined> {
  const { chosen } = await findRuntimes(project);
  if (chosen === undefined) return undefined;
  // tfjs-node says nothing of leaving its arguments as they are, which the engine counts on.
  return () => loadTensorFlow(chosen.addon) as unknown as ReturnType<TensorFlowLoader>;
}
