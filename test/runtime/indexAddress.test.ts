// Who names the package index: the stronger wins, as for pip.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findIndexAddress, parseIndexAddress } from '../../src/runtime/indexAddress';
import { indexUrlOfPip } from '../../src/runtime/pipConfig';
import { temporaryDirectory } from '../store/temporary';

afterEach(() => vi.unstubAllEnvs());

async function configuration(folder: string, place: string, text: string): Promise<string> {
  const file = join(folder, place);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

const section = (url: string, name = 'global'): string => `[${name}]\nindex-url = ${url}\n`;

describe('the index of pip', () => {
  it('comes from the strongest source that names one', async () => {
    const home = await temporaryDirectory();
    const environment: Record<string, string> = { XDG_CONFIG_DIRS: join(home, 'machine') };
    const found = (): Promise<string | undefined> => indexUrlOfPip(environment, home).then((setting) => setting?.value);
    await configuration(home, 'machine/pip/pip.conf', section('http://machine.test'));
    expect(await found()).toBe('http://machine.test');
    await configuration(home, '.config/pip/pip.conf', section('http://user.test'));
    expect(await found()).toBe('http://user.test');
    await configuration(home, 'venv/pip.conf', section('http://venv.test'));
    environment.VIRTUAL_ENV = join(home, 'venv');
    expect(await found()).toBe('http://venv.test');
    environment.PIP_CONFIG_FILE = await configuration(home, 'own.conf', section('http://file.test'));
    expect(await found()).toBe('http://file.test');
    environment.PIP_INDEX_URL = 'http://variable.test';
    expect(await found()).toBe('http://variable.test');
  });

  it('of the section [install] is stronger than that of [global]', async () => {
    const home = await temporaryDirectory();
    const file = await configuration(home, 'own.conf', `${section('http://install.test', 'install')}${section('http://global.test')}`);
    expect(await indexUrlOfPip({ PIP_CONFIG_FILE: file }, home)).toEqual({ value: 'http://install.test', from: file });
  });

  it('is read with comments, other keys, underscores and colons', async () => {
    const home = await temporaryDirectory();
    const file = await configuration(home, 'own.conf', '# index-url = http://comment.test\n[global]\ntimeout = 60\nindex_url: http://right.test\n[list]\nindex-url = http://list.test\n');
    expect((await indexUrlOfPip({ PIP_CONFIG_FILE: file }, home))?.value).toBe('http://right.test');
  });

  it('is in no file when the null device is the configuration file', async () => {
    const home = await temporaryDirectory();
    await configuration(home, '.config/pip/pip.conf', section('http://user.test'));
    expect(await indexUrlOfPip({ PIP_CONFIG_FILE: '/dev/null' }, home)).toBeUndefined();
  });
});

describe('the index to ask', () => {
  it('is the one that was given before all others', async () => {
    vi.stubEnv('PIP_INDEX_URL', 'http://variable.test/simple');
    expect(await findIndexAddress('http://given.test/simple')).toEqual({ url: 'http://given.test/simple/', from: 'the address that was given' });
    expect(await findIndexAddress(undefined)).toEqual({ url: 'http://variable.test/simple/', from: 'PIP_INDEX_URL' });
  });

  it('is missed with one line, where nothing names one and Python is not there', async () => {
    vi.stubEnv('PIP_INDEX_URL', '');
    vi.stubEnv('PIP_CONFIG_FILE', '/dev/null');
    vi.stubEnv('PATH', await temporaryDirectory());
    await expect(findIndexAddress(undefined)).rejects.toThrow(/^No Python package index is known: none was named/);
  });

  it('is asked of pip, where there is a Python with one', async () => {
    const folder = await temporaryDirectory();
    await writeFile(join(folder, 'python3'), '#!/bin/sh\necho http://pip.test/simple\n', { mode: 0o755 });
    vi.stubEnv('PIP_INDEX_URL', '');
    vi.stubEnv('PIP_CONFIG_FILE', '/dev/null');
    vi.stubEnv('PATH', `${folder}:/bin:/usr/bin`);
    expect(await findIndexAddress(undefined)).toEqual({ url: 'http://pip.test/simple/', from: 'pip of python3' });
  });

  it.each(['somewhere', 'ftp://a.test/simple', ''])('is no "%s"', (text) => {
    expect(() => parseIndexAddress(text, 'a test')).toThrow(`"${text}", from a test, is no http address of a package index.`);
  });
});
