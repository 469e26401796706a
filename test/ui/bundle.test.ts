// What is, and what is not, in the bundle of the extension.
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const root = resolve(__dirname, '..', '..');

/** Source files of which the bundle of an entry holds anything, those that are loaded on demand included. */
async function sourcesIn(entry: string): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    external: ['vscode', 'sqlite3'],
    loader: { '.ttf': 'empty' },
    outdir: 'nowhere',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  return Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([name]) => name));
}

const compositions = /core\/privacy\/(pld|calibrate)|core\/plan\.ts|node_modules\/fft\.js/;

describe('compositions', () => {
  it('are in the bundle of the accountant', async () => {
    expect((await sourcesIn('src/services/accounting/accountant.ts')).filter((name) => compositions.test(name))).not.toEqual([]);
  });

  it.each(['src/extension.ts', 'webview/dashboard/index.ts', 'webview/compare/index.ts'])('are nowhere in that of %s: no thread that people wait on can work one out', async (entry) => {
    const sources = await sourcesIn(entry);
    expect(sources).toContain(entry);
    expect(sources.filter((name) => compositions.test(name))).toEqual([]);
  });
});
