// `cloister runtime`: refusals, an empty list, and Ctrl-C in the middle of a download.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { recipeFor } from '../../src/runtime/wheels';
import { temporaryDirectory } from '../store/temporary';
import { indexServer } from '../runtime/indexServer';
import { describedRuntime, temporaryRuntimes } from '../runtime/runtimesFolder';
import { cloister, json, start } from './process';

describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('runtime install', () => {
  it('says what to pass where no index is known', async () => {
    await temporaryRuntimes();
    vi.stubEnv('PIP_INDEX_URL', '');
    vi.stubEnv('PIP_CONFIG_FILE', '/dev/null');
    vi.stubEnv('PATH', await temporaryDirectory());
    const { code, stderr } = await cloister('runtime', 'install');
    expect(code).toBe(2);
    expect(stderr).toMatch(/No Python package index is known: .*\n.*--index URL\n.*--wheel FILE/);
  });

  it('takes an index or files, not both', async () => {
    const { code, stderr } = await cloister('runtime', 'install', '--index', 'http://a.test', '--wheel', 'a.whl');
    expect(code).toBe(2);
    expect(stderr).toContain('give one of them');
  });

  it('ends cleanly at Ctrl-C, and keeps the part', async () => {
    const folder = await temporaryRuntimes();
    const [wheel] = recipeFor('cpu').wheels;
    const page = JSON.stringify({ files: [{ filename: wheel.file, url: '../../files/a', hashes: { sha256: wheel.sha256 } }] });
    const server = await indexServer({ a: Buffer.alloc(100_000) }, { [wheel.project]: page });
    server.faults.push({ type: 'silence', after: 5000 });
    const { process: child, outcome, said } = start('runtime', 'install', '--index', server.url);
    await said('Downloading');
    await vi.waitFor(async () => expect(await readdir(join(folder, '.downloads'))).toEqual([`${wheel.file}.part`]), { timeout: 20_000 });
    child.kill('SIGINT');
    expect(await outcome).toMatchObject({ code: 130, stderr: expect.stringContaining('Interrupted: no runtime was installed.') as string });
    expect(await readdir(folder)).toEqual(['.downloads']);
  });
});

describe('runtime list', () => {
  it('says how to install one where nothing is there', async () => {
    await temporaryRuntimes();
    const directory = await temporaryDirectory();
    const { code, stdout } = await cloister('runtime', 'list', '--store', directory);
    expect(code).toBe(0);
    expect(stdout).toMatch(/has no compiled addon|runtime install/);
  });

  it('lists what is installed, with why it cannot be used', async () => {
    const folder = await temporaryRuntimes();
    const description = await describedRuntime(folder, 'broken');
    const answer = await json<{ installed: object[]; reports: object[] }>('runtime', 'list');
    expect(answer.installed).toEqual([{ ...description, folder: join(folder, 'broken') }]);
    expect(answer.reports[0]).toMatchObject({ name: 'broken', usable: false });
  });
});

describe('runtime remove', () => {
  it('removes it, and an unknown one is bad input', async () => {
    const folder = await temporaryRuntimes();
    await describedRuntime(folder, 'old');
    expect(await json('runtime', 'remove', 'old')).toEqual({ removed: 'old' });
    const { code, stderr } = await cloister('runtime', 'remove', 'old');
    expect(code).toBe(2);
    expect(stderr).toContain('There is no runtime "old": none is installed.');
  });
});
