// Commands under conditions that an ordinary process has no say in: mounts of their own, permissions that bind even root, a broken kernel.
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { outcomeOf, type Outcome } from './sabotage';

const isRoot = process.getuid?.() === 0;

/** A program and what it takes to run a command in mounts that nobody else sees. */
const ownMounts = ['unshare', ...(isRoot ? ['--mount'] : ['--user', '--map-root-user', '--mount'])] as const;

/** Root may write to what is write-protected, unless that right is taken away. */
const boundByPermissions = isRoot ? ['setpriv', '--bounding-set=-dac_override', '--inh-caps=-dac_override'] : ['env'];

const works = ([program, ...parameters]: readonly string[]): boolean => spawnSync(program, parameters, { stdio: 'ignore' }).status === 0;

/** What this machine lets a test do. */
export const may = {
  mount: works([...ownMounts, 'sh', '-euc', 'mount -t tmpfs -o size=1m tmpfs /mnt']),
  protect: process.platform !== 'win32' && works([...boundByPermissions, 'true']),
  trace: works(['strace', '-e', 'inject=fcntl:error=ENOLCK', 'true']),
};

/** Runs a script of the shell in which file systems can be mounted; `$1`, `$2` … are the parameters. */
export const withMounts = (script: string, ...parameters: readonly string[]): Promise<Outcome> =>
  outcomeOf(ownMounts[0], [...ownMounts.slice(1), 'sh', '-euc', script, 'sh', ...parameters]);

/** Runs a command that write protection binds. */
export const withoutPrivilege = (...command: readonly string[]): Promise<Outcome> => outcomeOf(boundByPermissions[0], [...boundByPermissions.slice(1), ...command]);

/** Runs a command for which the file system of these files has no locks. */
export const withoutLocks = (files: readonly string[], ...command: readonly string[]): Promise<Outcome> =>
  outcomeOf('strace', ['-qq', '-f', '-o', '/dev/null', ...files.flatMap((file) => ['-P', file]), '-e', 'trace=fcntl', '-e', 'inject=fcntl:error=ENOLCK', ...command]);

/** Runs a command and returns what it wrote and synced, a line each and in order: `write PATH TEXT`, `sync PATH`. */
export async function writesOf(command: readonly string[], env: NodeJS.ProcessEnv, trace: string): Promise<string[]> {
  const calls = 'trace=write,pwrite64,fsync,fdatasync';
  const { end, output } = await outcomeOf('strace', ['-qq', '-f', '-y', '-s', '60', '-e', calls, '-o', trace, ...command], env);
  if (end !== 0) throw new Error(`It ended with ${end}: ${output}`);
  return linesOfTrace(await readFile(trace, 'utf8'));
}

/** A call that another thread's cut in two counts from its end when it is a sync, and from its start when it is a write. */
function linesOfTrace(trace: string): string[] {
  const syncing = new Map<string, string>();
  return trace.split('\n').flatMap((line) => {
    const [thread] = line.split(' ', 1);
    const call = /^\d+ +(\w+)\(\d+<([^>]+)>(?:, "(.*))?/.exec(line);
    if (call !== null && call[1].includes('write')) return [`write ${call[2]} ${call[3]}`];
    if (call !== null && !line.endsWith('<unfinished ...>')) return [`sync ${call[2]}`];
    if (call !== null) syncing.set(thread, call[2]);
    return /<\.\.\. f(data)?sync resumed>/.test(line) ? [`sync ${syncing.get(thread)}`] : [];
  });
}
