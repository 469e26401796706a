// The watch over addresses outside this machine, which the end-to-end tests rely on, notices them.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './temporary';

const preload = resolve(__dirname, '../../scripts/vscode/loopback-only.cjs');
const folder = temporaryFolder();

/** What is noted while a process runs some code. */
function notedBy(name: string, code: string): string {
  const file = join(folder, name);
  execFileSync(process.execPath, ['--require', preload, '-e', code], { env: { ...process.env, CLOISTER_OUTSIDE_ADDRESSES: file } });
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

// 192.0.2.0/24 is reserved for documentation: nobody answers there.
describe('addresses outside this machine are noted', () => {
  it('of a socket', () => {
    expect(notedBy('socket', `require('net').connect(80, '192.0.2.1').on('error', () => {}).destroy()`)).toContain('192.0.2.1');
  });

  it('of a fetch', () => {
    expect(notedBy('fetch', `fetch('http://192.0.2.2', { signal: AbortSignal.timeout(100) }).catch(() => {})`)).toContain('192.0.2.2');
  });

  it('and no others', () => {
    expect(notedBy('local', `fetch('http://127.0.0.1:9').catch(() => {})`)).toBe('');
  });
});
