// Assets and the corpus are found from the sources and from a bundle in another folder.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/data/packageRoot';
import { temporaryFolder } from './dataFile';

const outside = temporaryFolder();
const root = resolve(__dirname, '..', '..');
const scratch = join(root, 'node_modules', '.cache');
mkdirSync(scratch, { recursive: true });
const folder = mkdtempSync(join(scratch, 'bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the package root', () => {
  it('is found from the sources', () => {
    expect(packageRoot()).toBe(root);
  });

  it('is the folder of our own package.json, not of a package below it', () => {
    expect(packageRoot(join(root, 'node_modules', 'zod', 'v4'))).toBe(root);
  });

  it('is an error outside an installation', () => {
    expect(() => packageRoot(outside)).toThrow('No package.json of cloister lies above');
  });

  it('is found from a CommonJS bundle, with the word list and the corpus', () => {
    const entry = `
      import { openCorpus } from './src/data/spamAssassin/corpus';
      import { mailText } from './src/data/spamAssassin/mailText';
      import { Vocabulary } from './src/data/vocabulary';
      const [mail] = openCorpus().mails();
      const id = Vocabulary.english().idOf('money');
      void mail.read().then(mailText).then((text) => console.log(JSON.stringify({ id, length: text.length })));`;
    const outfile = join(folder, 'bundle.js');
    buildSync({ stdin: { contents: entry, resolveDir: root, loader: 'ts' }, bundle: true, platform: 'node', format: 'cjs', outfile, logLevel: 'error' });
    const { id, length } = JSON.parse(execFileSync(process.execPath, [outfile], { cwd: '/', encoding: 'utf8' })) as { id: number; length: number };
    expect(id).toBeGreaterThanOrEqual(514);
    expect(length).toBeGreaterThan(100);
  });
});
