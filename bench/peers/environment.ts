// The Python environment of the peers, made once by the bench itself in bench/peers/.venv with the user's own pip configuration.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type PythonEnvironment = { readonly python: string } | { readonly missing: string };

/**
 * The interpreter, with the packages of requirements.txt, installed anew when that file has changed; or one line that says why there is none.
 * @param folder bench/peers
 */
export function preparePython(folder: string): PythonEnvironment {
  const environment = join(folder, '.venv');
  const python = process.platform === 'win32' ? join(environment, 'Scripts', 'python.exe') : join(environment, 'bin', 'python');
  const requirements = join(folder, 'requirements.txt');
  const marker = join(environment, 'installed');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return { python };

  const system = ['python3', 'python'].find((name) => spawnSync(name, ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))']).status === 0);
  if (system === undefined) return { missing: 'The peers are left out: there is no Python 3.11 or newer.' };
  console.error(`Installing the peers into ${environment} (PyTorch, Opacus, JAX: several gigabytes, some minutes).`);
  rmSync(environment, { recursive: true, force: true });
  const failed = [[system, '-m', 'venv', environment], [python, '-m', 'pip', 'install', '--quiet', '--requirement', requirements]].find(
    ([program, ...args]) => spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] }).status !== 0,
  );
  if (failed !== undefined) return { missing: `The peers are left out: "${failed.slice(1, 4).join(' ')}" failed.` };
  writeFileSync(marker, wanted);
  return { python };
}
