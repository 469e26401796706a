// A process is told from another one that gets the same pid.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { isAlive, processIdentity } from '../../src/store/processIdentity';

it('a live process has the same identity whenever it is asked', async () => {
  const identity = await processIdentity();
  expect(identity).toMatchObject({ pid: process.pid });
  expect(await processIdentity(process.pid)).toEqual(identity);
  expect(await isAlive(identity!)).toBe(true);
});

it('another process has another start', async () => {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
  await once(child, 'spawn');
  const [own, other] = [await processIdentity(), await processIdentity(child.pid)];
  if (process.platform === 'linux') expect(other!.startTime).not.toBe(own!.startTime);
  expect(await isAlive(other!)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'close');
  expect(await isAlive(other!)).toBe(false);
  expect(await processIdentity(child.pid)).toBeUndefined();
});

it('a later process with the same pid is not the same', async () => {
  const identity = (await processIdentity())!;
  expect(await isAlive({ ...identity, startTime: 'long ago' })).toBe(false);
});

it('a process that is dead and not yet collected by its parent does not live', { skip: process.platform !== 'linux' }, async () => {
  // The shell's child ends at once and stays a zombie, because the shell has become a program that collects nobody.
  const parent = spawn('/bin/sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [output] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(output.toString());
  await expect.poll(() => processIdentity(pid), { timeout: 5_000 }).toBeUndefined();
  expect(() => process.kill(pid, 0), 'its pid is still taken').not.toThrow();
  parent.kill('SIGKILL');
});
