// What a run ran on: versions, hardware, and the state of the repository that its run file lies in.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../data/packageRoot';
import type { Environment } from '../protocol/run';

/** Packages whose version can change a result. */
const recordedPackages = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm', 'sqlite3'];

/**
 * Collects the environment. Environment variables are never read: they hold secrets.
 * @param sourceDirectory the folder of the run file
 */
export async function collectEnvironment(sourceDirectory: string): Promise<Environment> {
  const root = packageRoot();
  const [cloister, packages, source] = await Promise.all([versionOf(root), packageVersions(root), sourceState(sourceDirectory)]);
  return {
    versions: { cloister, node: process.versions.node, ...packages },
    ...hardware(),
    source,
  };
}

/** What decides how fast a run is here. */
export const hardware = (): Pick<Environment, 'platform' | 'cpu' | 'cores' | 'memory'> => ({
  platform: `${platform()} ${release()} ${arch()}`,
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memory: totalmem(),
});

/** As the build noted them: where Cloister is installed as an extension, its packages lie in the bundles alone. */
async function packageVersions(root: string): Promise<Record<string, string>> {
  const bundled = JSON.parse(await readFile(join(root, 'dist', 'packages.json'), 'utf8').catch(() => '{}')) as Record<string, string>;
  return Object.fromEntries(recordedPackages.map((name) => [name, bundled[name] ?? 'unknown']));
}

export async function versionOf(packageFolder: string): Promise<string> {
  try {
    const manifest = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
    return manifest.version;
  } catch {
    return 'unknown'; // Laid out otherwise: not worth failing a run for.
  }
}

/** Null outside a repository, in one without a commit, and where git is not installed. */
async function sourceState(directory: string): Promise<Environment['source']> {
  const git = async (...command: string[]): Promise<string> => (await promisify(execFile)('git', ['-C', directory, ...command])).stdout;
  try {
    const [commit, changes] = await Promise.all([git('rev-parse', 'HEAD'), git('status', '--porcelain')]);
    return { commit: commit.trim(), dirty: changes !== '' };
  } catch {
    return null;
  }
}
