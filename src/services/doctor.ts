// Looks at this installation and machine: versions, cores, the store, and what can train here.
import { stat } from 'node:fs/promises';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { CloisterError } from '../base/errors';
import { ledgerDirectory, storeDirectory, type StorePlace } from '../store/directory';
import { sqliteVersion } from '../store/driver';
import { versionOf } from './environment';
import { packageRoot } from '../data/packageRoot';
import { withStore } from './openStore';
import { findRuntimes, type RuntimeSearch } from './runtimes';
import { probeBackends, type Probe } from './trainerJobs';

export interface Diagnosis {
  readonly versions: Readonly<Record<'cloister' | 'node' | 'sqlite', string>>;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  /** In bytes. */
  readonly memory: number;
  readonly store: { readonly directory: string; readonly usable: boolean; readonly problem?: string; readonly ledger: string };
  /** Our WebAssembly kernels beside the trainer bundle; undefined when they were not built. */
  readonly kernels: { readonly path: string; readonly bytes: number } | undefined;
  /** TensorFlow for the native backend, seen from the current folder. */
  readonly runtimes: RuntimeSearch;
  readonly training: Probe | { readonly problem: string };
}

/** True when runs can be trained and kept here. */
export const isHealthy = ({ store, kernels, training }: Diagnosis): boolean =>
  store.usable && kernels !== undefined && 'backends' in training && training.backends.some(({ usable }) => usable);

/**
 * Opens the store (making it when it is new) and starts the trainer bundle once; whatever fails is part of the answer.
 * @param trainer path of the trainer bundle
 */
export async function diagnose(trainer: string, place: StorePlace): Promise<Diagnosis> {
  const [cloister, store, kernels, runtimes, training] = await Promise.all([
    versionOf(packageRoot()),
    lookAtStore(place),
    kernelsAt(join(dirname(trainer), 'kernels.wasm')),
    findRuntimes(process.cwd()),
    probeBackends(trainer).catch((error: unknown) => ({ problem: problemOf(error) })),
  ]);
  return {
    versions: { cloister, node: process.versions.node, sqlite: sqliteVersion },
    platform: `${platform()} ${release()} ${arch()}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memory: totalmem(),
    store,
    kernels,
    runtimes,
    training,
  };
}

async function lookAtStore(place: StorePlace): Promise<Diagnosis['store']> {
  const directory = storeDirectory(place.store);
  const ledger = ledgerDirectory(directory, place.ledger);
  try {
    await withStore(place, () => Promise.resolve());
    return { directory, ledger, usable: true };
  } catch (error) {
    return { directory, ledger, usable: false, problem: problemOf(error) };
  }
}

const kernelsAt = (path: string): Promise<Diagnosis['kernels']> => stat(path).then(({ size }) => ({ path, bytes: size }), () => undefined);

/** An error for people becomes part of the diagnosis; any other is a defect and goes on. */
function problemOf(error: unknown): string {
  if (!CloisterError.is(error)) throw error;
  return error.message;
}
