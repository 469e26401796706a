// Tells one process from another that gets the same pid later: pid and start time.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { ProcessIdentity } from '../protocol/run';

/** Identity of a live process, by default this one; undefined when there is no such process. */
export async function processIdentity(pid: number = process.pid): Promise<ProcessIdentity | undefined> {
  if (!exists(pid)) return undefined;
  if (process.platform === 'linux') return linuxIdentity(pid);
  if (process.platform === 'win32') return { pid, startTime: undefined };
  return portableIdentity(pid);
}

/** Whether that very process still lives. Where start times cannot be asked, a process of the same pid counts as the same. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  const current = await processIdentity(identity.pid);
  if (current === undefined) return false;
  return current.startTime === undefined || identity.startTime === undefined || current.startTime === identity.startTime;
}

/** Signal 0 only asks. EPERM means that the process exists and belongs to somebody else. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Start times count from the boot, so the boot's id belongs to them. See proc(5): field 3 is the state, field 22 the start time. */
async function linuxIdentity(pid: number): Promise<ProcessIdentity | undefined> {
  try {
    const [bootId, stat] = await Promise.all([readFile('/proc/sys/kernel/random/boot_id', 'utf8'), readFile(`/proc/${pid}/stat`, 'utf8')]);
    // The name in parentheses may hold spaces, so fields are counted after its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startTime] = [fields[0], fields[19]];
    if (state === 'Z' || state === 'X') return undefined; // Dead, only not yet collected by its parent.
    return { pid, startTime: `${bootId.trim()}:${startTime}` };
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined; // It ended in between.
    throw error;
  }
}

async function portableIdentity(pid: number): Promise<ProcessIdentity | undefined> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)], { env: { LC_ALL: 'C', PATH: process.env.PATH } });
    return { pid, startTime: stdout.trim() };
  } catch {
    return undefined; // ps fails when there is no such process.
  }
}
