// Where a store lies, its secret, and the file systems it refuses.
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ledgerDirectory, prepareDirectory, storeDirectory, storePaths } from '../../src/store/directory';
import { networkFileSystem, requireLocalFileSystem } from '../../src/store/fileSystems';
import { storeSecret } from '../../src/store/secret';
import { openStore } from '../../src/store/store';
import { temporaryDirectory } from './temporary';

describe('the store directory', () => {
  it('is the one asked for, else CLOISTER_STORE, else in the data directory of the user', () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv('CLOISTER_STORE', '/from/environment');
    expect(storeDirectory('/from/argument')).toBe('/from/argument');
    expect(storeDirectory()).toBe('/from/environment');
    vi.stubEnv('CLOISTER_STORE', '');
    vi.stubEnv('XDG_DATA_HOME', '/home/somebody/data');
    if (process.platform === 'linux') expect(storeDirectory()).toBe('/home/somebody/data/cloister');
  });

  it('is made with its folders and databases, for this user only', async () => {
    const directory = join(await temporaryDirectory(), 'deep', 'store');
    const store = await openStore(directory);
    expect((await readdir(directory)).filter((name) => !/-(wal|shm)$/.test(name)).sort()).toEqual(['cache', 'checkpoints', 'ledger', 'logs', 'runs.db']);
    expect((await readdir(join(directory, 'ledger'))).filter((name) => !/-(wal|shm)$/.test(name)).sort()).toEqual(['chain.head', 'chain.key', 'ledger.db']);
    if (process.platform !== 'win32') for (const made of [directory, join(directory, 'ledger')]) expect((await stat(made)).mode & 0o077).toBe(0);
    await store.close();
  });

  it('that cannot be made gives a clear error', async () => {
    const file = join(await temporaryDirectory(), 'file');
    await writeFile(file, '');
    await expect(prepareDirectory(storePaths(join(file, 'store')))).rejects.toThrow(/store directory .*file\/store cannot be made/);
  });
});

describe('the ledger directory', () => {
  it('is one per user, whatever the run store, unless CLOISTER_LEDGER says otherwise', () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv('XDG_DATA_HOME', '/home/somebody/data');
    vi.stubEnv('CLOISTER_LEDGER', '');
    if (process.platform === 'linux') for (const store of ['/one', '/two']) expect(ledgerDirectory(store)).toBe('/home/somebody/data/cloister/ledger');
    vi.stubEnv('CLOISTER_LEDGER', '/vault');
    expect(ledgerDirectory('/one')).toBe('/vault');
    vi.stubEnv('CLOISTER_LEDGER', 'beside');
    expect(ledgerDirectory('/one')).toBe('/one/beside');
  });

  it('that was asked for goes before CLOISTER_LEDGER, and a store opened with it is charged there', async () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv('CLOISTER_LEDGER', '/vault');
    expect(ledgerDirectory('/one', '/asked/for')).toBe('/asked/for');
    const directory = await temporaryDirectory();
    const store = await openStore(join(directory, 'store'), join(directory, 'ledger'));
    await store.close();
    expect(await readdir(join(directory, 'ledger'))).toContain('ledger.db');
  });
});

describe('network file systems', () => {
  it.each([
    ['NFS', 0x6969],
    ['Lustre', 0x0bd00bd0],
    ['GPFS', 0x47504653],
    ['CIFS', 0xff534d42],
    ['SMB2', 0xfe534d42],
    ['BeeGFS', 0x19830326],
    ['Ceph', 0x00c36400],
    ['9P', 0x01021997],
    ['FUSE', 0x65735546],
  ])('%s is refused', async (name, type) => {
    expect(networkFileSystem(type)).toBe(name);
    expect(networkFileSystem(type | 0), 'as a signed number').toBe(name);
    await expect(requireLocalFileSystem('/home/shared', 'store', () => Promise.resolve(type))).rejects.toThrow(
      `The store directory /home/shared lies on a network file system (${name})`,
    );
  });

  it.each([
    ['ext4', 0xef53],
    ['tmpfs', 0x01021994],
    ['btrfs', 0x9123683e],
    ['xfs', 0x58465342],
    ['overlay', 0x794c7630],
  ])('%s is local', (_name, type) => expect(networkFileSystem(type)).toBeUndefined());
});

describe('the secret', () => {
  it('is created once, with 32 bytes that only this user may read', async () => {
    const file = join(await temporaryDirectory(), 'secret.key');
    const secret = await storeSecret(file);
    expect(secret).toHaveLength(32);
    expect(await storeSecret(file)).toEqual(secret);
    expect(new Uint8Array(await readFile(file))).toEqual(secret);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('is the same for all that create it at the same moment, and leaves no other file', async () => {
    const directory = await temporaryDirectory();
    const secrets = await Promise.all(Array.from({ length: 20 }, () => storeSecret(join(directory, 'secret.key'))));
    expect(new Set(secrets.map((secret) => Buffer.from(secret).toString('hex'))).size).toBe(1);
    expect(await readdir(directory)).toEqual(['secret.key']);
  });

  it('differs between stores', async () => {
    const [one, two] = await Promise.all([temporaryDirectory(), temporaryDirectory()]);
    expect(await storeSecret(join(one, 'secret.key'))).not.toEqual(await storeSecret(join(two, 'secret.key')));
  });

  it('of another length is reported and not replaced', async () => {
    const file = join(await temporaryDirectory(), 'secret.key');
    await writeFile(file, 'short');
    await expect(storeSecret(file)).rejects.toThrow(/secret\.key is damaged: it has 5 bytes instead of 32/);
    expect(await readFile(file, 'utf8')).toBe('short');
  });

  it('that cannot be read is reported', async () => {
    const file = join(await temporaryDirectory(), 'secret.key');
    await mkdir(file);
    await expect(storeSecret(file)).rejects.toThrow(/secret\.key cannot be read/);
  });
});
