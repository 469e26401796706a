// Disks that fill up, take nothing, lie or lock nothing: what is charged stays charged, and people are told what is wrong.
import { chmod, cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CloisterError } from '../../src/base/errors';
import { packageRoot } from '../../src/data/packageRoot';
import { Database } from '../../src/store/driver';
import { openStore } from '../../src/store/store';
import { randomFrom, type Random } from '../store/random';
import { temporaryDirectory } from '../store/temporary';
import { Campaign, taskOf } from './campaign';
import { may, withMounts, withoutLocks, withoutPrivilege } from './confined';
import { laboratory } from './laboratory';
import { reckon, type Complaint } from './reckoning';
import { outcomeOf, plainEnvironment, type Outcome } from './sabotage';
import { testimony } from './witness';

const cli = [process.execPath, join(packageRoot(), 'dist', 'cli.js')] as const;

const lab = laboratory();
/** A campaign of one run that went well; each test spoils a copy. */
let sound: string;
/** What comes of a ledger whose file system has no locks. SQLite waits for them for 15 seconds, so this goes on beside the other tests. */
let lockless: Promise<Outcome>;

beforeAll(async () => {
  sound = join(lab.directory, 'sound');
  const { outcome, complaints } = await new Campaign(lab.bundles, sound).attempt();
  expect({ outcome, complaints }).toEqual({ outcome: { end: 0, output: '' }, complaints: [] });
  if (may.trace) lockless = withoutAnyLocks(join(lab.directory, 'lockless'));
});

async function copyOfSound(): Promise<{ folder: string; store: string; ledger: string }> {
  const folder = await temporaryDirectory();
  await cp(sound, folder, { recursive: true });
  return { folder, store: join(folder, 'store'), ledger: join(folder, 'store', 'ledger', 'ledger.db') };
}

async function complaintsIn(store: string, folder: string): Promise<Complaint[]> {
  const opened = await openStore(store);
  try {
    return await reckon(opened, testimony(join(folder, 'witness.log')));
  } finally {
    await opened.close();
  }
}

describe.skipIf(!may.mount)('a full disk (needs leave to mount one)', () => {
  it('with ever less space left ends runs with a clear message, and nothing is uncounted or lost', { timeout: 120_000 }, async () => {
    const { folder, store } = await copyOfSound();
    const kept = await temporaryDirectory();
    const node = [process.execPath, lab.bundles.trainee, folder, JSON.stringify(taskOf({ cap: 60 }))];
    const script = `
      store=$1; kept=$2; shift 2
      cp -a "$store" "$kept/before"; mount -t tmpfs -o size=3m tmpfs "$store"; cp -a "$kept/before/." "$store"
      for free in 400 200 120 80 40 20 0; do
        head -c $(( ($(df -Pk "$store" | awk 'NR == 2 { print $4 }') - free) * 1024 )) /dev/zero > "$store/filler" || true
        "$@" 2>&1 || true
        rm "$store/filler"
      done
      "$@" && echo 'went through'
      cp -a "$store" "$kept/after"`;
    const { end, output } = await withMounts(script, store, kept, ...node);
    const lines = output.trim().split('\n');
    expect(end).toBe(0);
    expect(lines.pop(), 'with space again').toBe('went through');
    expect(lines.length, 'runs that ended early').toBeGreaterThan(3);
    for (const line of lines) expect(line).toMatch(/the disk is full\. Nothing of this change was kept: free some space|Check that the disk is there and not full|cannot be written: ENOSPC/);
    expect(await complaintsIn(join(kept, 'after'), folder)).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('a file that may not grow', () => {
  it('ends runs with a clear message, and nothing is uncounted or lost', async () => {
    const { folder, store } = await copyOfSound();
    const node = [process.execPath, lab.bundles.trainee, folder, JSON.stringify(taskOf({ cap: 60 }))];
    // Blocks of 512 bytes; the log of a run is ten times as long.
    const { output } = await outcomeOf('sh', ['-c', 'ulimit -f 160; exec "$@"', 'sh', ...node], plainEnvironment());
    expect(output).toMatch(/(ledger|runs)\.db could not be read or written by the operating system\. Check that the disk is there and not full/);
    expect(await complaintsIn(store, folder)).toEqual([]);
  });
});

/** Content of every file of the ledger. */
async function contentOf(ledger: string): Promise<Record<string, string>> {
  const names = (await readdir(join(ledger, '..'))).filter((name) => !/-(wal|shm)$/.test(name));
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(join(ledger, '..', name), 'hex')] as const)));
}

describe('a ledger that cannot be written to', () => {
  it.skipIf(!may.protect).each([
    ['because the file is protected', (ledger: string) => chmod(ledger, 0o444)],
    ['because its directory is protected', (ledger: string) => chmod(join(ledger, '..'), 0o555)],
  ])('%s is refused by the command line and left as it was', async (_why, protect) => {
    const { folder, store, ledger } = await copyOfSound();
    const before = await contentOf(ledger);
    await protect(ledger);
    const { end, output } = await withoutPrivilege(...cli, 'budget', 'list', '--store', store);
    await chmod(join(ledger, '..'), 0o755);
    await chmod(ledger, 0o644);
    expect({ end, output }).toEqual({ end: 1, output: `${ledger} cannot be written to. Make the file and its directory writable for this user, or choose another store directory.\n` });
    expect(await contentOf(ledger)).toEqual(before);
    expect(await complaintsIn(store, folder)).toEqual([]);
  });

  it.skipIf(!may.mount)('because its disk is mounted read-only is refused by the command line', async () => {
    const { store } = await copyOfSound();
    const { end, output } = await withMounts('mount --bind "$1" "$1"; mount -o remount,ro,bind "$1"; shift; "$@"', store, ...cli, 'budget', 'list', '--store', store);
    expect(end).toBe(1);
    expect(output).toMatch(/ledger\.db cannot be (written to|opened)\. .*(writable for this user|this user may write there)/);
  });
});

const damages = 40;

describe('a damaged page', () => {
  it('is told by the command line, and the file is left as it is', async () => {
    const { store, ledger } = await copyOfSound();
    const bytes = await readFile(ledger);
    bytes.fill(0x55, 4096 * 2, 4096 * 3);
    await writeFile(ledger, bytes);
    const { end, output } = await outcomeOf(cli[0], [cli[1], 'budget', 'list', '--store', store]);
    expect({ end, output }).toEqual({ end: 1, output: expect.stringMatching(/ledger\.db is damaged\. It was left as it is: restore it from a backup/) as string });
    expect(await readFile(ledger)).toEqual(bytes);
  });

  it('of an index, which would hide a charge from the sum, is refused', async () => {
    const { store, ledger } = await copyOfSound();
    const database = await Database.open(ledger, { create: false });
    // An index in which the third grant is that of another claim, under the name of the sound one.
    await database.exec(`
      DROP INDEX grants_by_claim;
      CREATE INDEX grants_by_claim ON grants (claim + (id = 3));
      PRAGMA writable_schema = ON;
      UPDATE sqlite_schema SET sql = 'CREATE INDEX grants_by_claim ON grants (claim)' WHERE name = 'grants_by_claim';`);
    await database.close();
    await expect(openStore(store)).rejects.toThrow(/ledger\.db is damaged.*SQLite found: row \d+ missing from index grants_by_claim/);
  });

  it('anywhere is refused when the ledger is opened or found by verifying it; where neither, every charge is there', { timeout: 120_000 }, async () => {
    const seed = Date.now() % 1e6;
    const random = randomFrom(seed);
    const intact = await readFile(join(sound, 'store', 'ledger', 'ledger.db'));
    const fates = { refused: 0, found: 0, harmless: 0 };
    for (let i = 0; i < damages; i++) {
      const { folder, store, ledger } = await copyOfSound();
      await writeFile(ledger, damaged(intact, random));
      const complaints = await complaintsIn(store, folder).catch(refusal);
      if (complaints === 'refused') fates.refused++;
      else if (complaints.some(({ type }) => type === 'chain')) fates.found++;
      else expect(complaints, `harmless (seed ${seed}, damage ${i})`).toEqual([]);
    }
    fates.harmless = damages - fates.refused - fates.found;
    console.log(`faults: ${damages} damaged ledgers, ${fates.refused} refused, ${fates.found} found by verifying, ${fates.harmless} with every charge intact`);
    expect(fates.refused).toBeGreaterThan(0);
    expect(fates.found).toBeGreaterThan(0);
  });
});

/** Only what people can understand counts as a refusal. */
function refusal(error: unknown): 'refused' {
  if (CloisterError.is(error)) return 'refused';
  throw error;
}

/** Up to eight bytes of what is in use are overwritten. */
function damaged(intact: Buffer, random: Random): Buffer {
  const bytes = Buffer.from(intact);
  let from = 0;
  while (intact[from] === 0 || from < 100) from = Math.floor(random() * bytes.length);
  return bytes.fill(Math.floor(random() * 256), from, Math.min(bytes.length, from + 1 + Math.floor(random() * 8)));
}

async function withoutAnyLocks(folder: string): Promise<Outcome> {
  await cp(sound, folder, { recursive: true });
  const ledger = join(folder, 'store', 'ledger', 'ledger.db');
  return withoutLocks([ledger, `${ledger}-shm`], ...cli, 'budget', 'list', '--store', join(folder, 'store'));
}

describe.skipIf(!may.trace)('a file system without locks (needs strace)', () => {
  it('is refused by the command line after a while, and nothing was charged', async () => {
    const { end, output } = await lockless;
    expect(end).toBe(1);
    expect(output).toMatch(/ledger\.db is locked by another process.*If there is none, its file system has no locks: choose a directory on a local disk/);
    const folder = join(lab.directory, 'lockless');
    expect(await complaintsIn(join(folder, 'store'), folder)).toEqual([]);
  });
});
