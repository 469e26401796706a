// `cloister budget verify`, `backup`, `export` and `import` as users call them: what they print, write and exit with.
import { copyFile, cp, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Database } from '../../src/store/driver';
import { temporaryDirectory } from '../store/temporary';
import { privateData, type Prepared } from './privateData';
import { cloister, json } from './process';

const directoryOf = ({ store }: Prepared): string => join(store[1], 'ledger');

/** Changes the ledger behind the program's back. */
async function tamper(prepared: Prepared): Promise<void> {
  const database = await Database.open(join(directoryOf(prepared), 'ledger.db'), { create: false });
  await database.exec('UPDATE data_sets SET cap_epsilon = 99');
  await database.close();
}

interface Verified {
  readonly events: number;
  readonly differences: { readonly kind: string; readonly table: string; readonly column: string }[];
}

describe('budget verify', () => {
  it('says what was looked at, and exits with 0', async () => {
    const { store } = await privateData(5);
    const { code, stdout } = await cloister('budget', 'verify', ...store);
    expect(stdout).toMatch(/^The ledger is what was written to it: 4 events and the ε of 0 claims, by PLD and by RDP\.$/m);
    expect(code).toBe(0);
    expect(await json('budget', 'verify', ...store)).toEqual({ events: 4, claims: 0, differences: [] });
  });

  it('names what was changed, and exits with 1, also with --json', async () => {
    const prepared = await privateData(5);
    await tamper(prepared);
    const { code, stderr } = await cloister('budget', 'verify', ...prepared.store);
    expect(stderr).toMatch(/data_sets [0-9a-f]+: cap_epsilon is 99, but was recorded as 5/);
    expect(code).toBe(1);
    expect((await cloister('budget', 'verify', '--json', ...prepared.store)).code).toBe(1);
    expect((await json<Verified>('budget', 'verify', ...prepared.store)).differences).toMatchObject([{ kind: 'row', table: 'data_sets', column: 'cap_epsilon' }]);
  });

  it('is asked for by every other command while the ledger is not what it has been', async () => {
    const prepared = await privateData(5);
    const [sound] = [await cloister('runs', 'list', ...prepared.store)];
    expect(sound.stderr).toBe('');
    await rm(join(directoryOf(prepared), 'chain.head'));
    for (const command of [['budget', 'list'], ['runs', 'list'], ['check', prepared.runFile]]) {
      const { stderr, stdout } = await cloister(...command, '--json', ...prepared.store);
      expect(stderr, command.join(' ')).toMatch(/is gone\. Look at it with: .* budget verify/);
      expect(() => JSON.parse(stdout) as unknown).not.toThrow();
    }
  });

  it('accepts a ledger without its head only with a reason, and until then no cap can be set', async () => {
    const prepared = await privateData(5);
    await rm(join(directoryOf(prepared), 'chain.head'));
    const setCap = ['budget', 'set', prepared.runFile, '--epsilon', '6', '--delta', '1e-3', '--reason', 'more', ...prepared.store];
    const refusal = await cloister(...setCap);
    expect(refusal.code).toBe(3);
    expect(refusal.stderr).toMatch(/Look at it with: .* budget verify/);
    const verified = await cloister('budget', 'verify', ...prepared.store);
    expect(verified.stderr).toMatch(/is gone\.\nNothing is charged on it\. To go on with it as it is, knowing what happened: .* budget verify --accept REASON/);
    const noReason = await cloister('budget', 'verify', '--accept', ' ', ...prepared.store);
    expect([noReason.code, noReason.stderr]).toEqual([2, expect.stringMatching(/accepted with a written reason/)]);
    const accepted = await cloister('budget', 'verify', '--accept', 'the file was lost', ...prepared.store);
    expect([accepted.code, accepted.stderr]).toEqual([1, expect.stringMatching(/^Accepted: /m)]);
    expect((await cloister('budget', 'verify', ...prepared.store)).code).toBe(0);
    expect(await json('budget', 'verify', '--accept', 'again', ...prepared.store)).toMatchObject({ accepted: false, differences: [] });
    expect((await cloister(...setCap)).code).toBe(0);
  });
});

describe('budget backup', () => {
  it('makes a folder that another store can go on with, and says when not to', async () => {
    const prepared = await privateData(5);
    const folder = join(await temporaryDirectory(), 'backup');
    const { code, stdout } = await cloister('budget', 'backup', folder, ...prepared.store);
    expect(code).toBe(0);
    expect(stdout).toMatch(/only after a loss.*what was spent since this backup would be forgotten/);
    const other = await temporaryDirectory();
    await cp(folder, join(other, 'ledger'), { recursive: true });
    expect(await json('budget', 'list', '--store', other)).toEqual(await json('budget', 'list', ...prepared.store));
    expect((await cloister('budget', 'verify', '--store', other)).code).toBe(0);
  });

  it('overwrites nothing (bad input), and backs up no ledger that was changed (failed)', async () => {
    const prepared = await privateData(5);
    const folder = join(await temporaryDirectory(), 'backup');
    expect(await json('budget', 'backup', folder, ...prepared.store)).toMatchObject({ folder, events: 4 });
    const again = await cloister('budget', 'backup', folder, ...prepared.store);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('never overwritten')]);
    await tamper(prepared);
    const changed = await cloister('budget', 'backup', `${folder}-2`, ...prepared.store);
    expect([changed.code, changed.stderr]).toEqual([1, expect.stringMatching(/cap_epsilon is 99.*No backup was made/s)]);
    expect(await readdir(join(folder, '..'))).toEqual(['backup']);
  });
});

describe('budget export and import', () => {
  it('take a ledger to another store, once secret.key is there', async () => {
    const prepared = await privateData(5);
    const file = join(await temporaryDirectory(), 'ledger.json');
    expect(await json('budget', 'export', file, ...prepared.store)).toMatchObject({ file, dataSets: 1, claims: 0, events: 4 });
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ format: 'cloister-ledger-3', head: { count: 4 } });
    const other = await temporaryDirectory();
    const refusal = await cloister('budget', 'import', file, '--store', other);
    expect([refusal.code, refusal.stderr]).toEqual([3, expect.stringMatching(/Copy secret\.key/)]);
    await copyFile(join(directoryOf(prepared), 'secret.key'), join(other, 'ledger', 'secret.key'));
    const { code, stdout } = await cloister('budget', 'import', file, '--store', other);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^Imported with 0 claims that were not here\.\nNew here: /)]);
    expect(await json('budget', 'list', '--store', other)).toEqual(await json('budget', 'list', ...prepared.store));
    expect(await json('budget', 'show', prepared.runFile, '--store', other)).toMatchObject({ cap: { epsilon: 5 } });
    expect((await cloister('budget', 'import', file, '--store', other)).stdout).toBe('Nothing was new.\n');
    expect((await cloister('budget', 'verify', '--store', other)).code).toBe(0);
  });

  it('overwrite no file, and take none that is no export', async () => {
    const { store, runFile } = await privateData(5);
    const [written, taken] = [await cloister('budget', 'export', runFile, ...store), await cloister('budget', 'import', runFile, ...store)];
    expect([written.code, written.stderr]).toEqual([2, expect.stringContaining('exists')]);
    expect([taken.code, taken.stderr]).toEqual([2, expect.stringContaining('is not an export of a ledger')]);
  });
});
