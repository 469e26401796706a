// The engines that are measured, what they are called in the table, and how each is started.
import { join } from 'node:path';
import { packageRoot } from '../../src/data/packageRoot';

export interface Engine {
  readonly name: string;
  /** In the table. */
  readonly label: string;
  /** Who runs it: our own bundle, or Python. */
  readonly runs: 'ours' | 'python';
  /** The same engine without privacy: what the cost of privacy is measured against; itself where it is the plain one. */
  readonly plain: string;
  /** Numbers of threads at which it is measured. */
  readonly threads: readonly number[];
  /** Its step is compiled for minutes, so it is measured only when all are asked for. */
  readonly compilesForMinutes?: true;
}

const own = (backend: 'wasm' | 'native', label: string): Engine[] => [
  { name: `${backend}-plain`, label: `**${label}**, plain`, runs: 'ours', plain: `${backend}-plain`, threads: [1, 2] },
  { name: `${backend}-private`, label: `**${label}**, private`, runs: 'ours', plain: `${backend}-plain`, threads: [1, 2] },
];

const python = (name: string, label: string, plain: string, threads: readonly number[]): Engine => ({ name, label, runs: 'python', plain, threads });

export const engines: readonly Engine[] = [
  ...own('wasm', 'Cloister, built in'),
  ...own('native', 'Cloister, native'),
  python('torch-plain', 'PyTorch, plain', 'torch-plain', [1, 2]),
  python('opacus-hooks', 'Opacus, hooks; experts with an extra batch dimension', 'torch-plain', [1, 2]),
  python('opacus-ghost', 'Opacus, ghost norms', 'torch-plain', [1]),
  python('torch-vmap', 'torch.func vmap, 8 records at a time', 'torch-plain', [1]),
  python('torch-loop', 'PyTorch, one record at a time', 'torch-plain', [1, 2]),
  python('torch-book-keeping', 'PyTorch, hand-written book-keeping', 'torch-plain', [1, 2]),
  python('jax-plain', 'JAX, plain', 'jax-plain', [1]),
  { ...python('jax-privacy-1', 'jax_privacy, micro-batch 1', 'jax-plain', [1]), compilesForMinutes: true },
  { ...python('jax-privacy-8', 'jax_privacy, micro-batch 8', 'jax-plain', [1]), compilesForMinutes: true },
];

/** What all private engines are compared with. */
export const yardstick = 'opacus-hooks';

/**
 * @param python the interpreter of the peers' environment
 * @param problem path of the file that `writeProblem` wrote
 */
export function commandOf({ name, runs }: Engine, threads: number, length: number, python: string, problem: string): readonly string[] {
  const folder = join(packageRoot(), 'bench', 'peers');
  if (runs === 'python') return [python, join(folder, 'engine.py'), name, problem, `${threads}`];
  const [backend, mode] = name.split('-');
  return [process.execPath, join(packageRoot(), 'dist', 'peer.js'), backend, mode, `${threads}`, `${length}`];
}
