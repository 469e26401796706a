// The processes of one VS Code, found by the store that stands in their environment, so that a test can kill them. Linux alone has /proc.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { storeOf } from './session';

/** Whether processes can be looked for here. */
export const canLook = process.platform === 'linux';

/** The extension hosts of the session in this folder. */
export const extensionHosts = (folder: string): number[] => processesOf(folder, (command) => command.includes('--type=extensionHost'));

/** Everything that VS Code itself consists of; trainers are no part of it. */
export const editorProcesses = (folder: string): number[] => processesOf(folder, (command) => /server-main|bootstrap-fork/.test(command));

export function killAll(processes: readonly number[]): void {
  if (processes.length === 0) throw new Error('There is nothing to kill.');
  for (const pid of processes) process.kill(pid, 'SIGKILL');
}

function processesOf(folder: string, isMeant: (command: string) => boolean): number[] {
  const mark = `\0CLOISTER_STORE=${storeOf(folder)}\0`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => isMeant(read(pid, 'cmdline')) && `\0${read(pid, 'environ')}`.includes(mark))
    .map(Number);
}

/** Empty for a process that has ended meanwhile, or that is somebody else's. */
function read(pid: string, name: string): string {
  try {
    return readFileSync(join('/proc', pid, name), 'utf8');
  } catch {
    return '';
  }
}
