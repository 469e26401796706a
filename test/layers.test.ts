// Enforces the layers of ARCHITECTURE.md on the import graph, and the small habits that hold for every source file.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(__dirname, '..');

/** For each folder under src, and for the pages in webview: the folders it may import from. Itself is always allowed. */
const allowed: Record<string, readonly string[]> = {
  base: [],
  core: ['base'],
  engine: ['base', 'core'],
  data: ['base', 'core'],
  protocol: ['base', 'core'],
  store: ['base', 'core', 'protocol'],
  runtime: ['base', 'data', 'protocol', 'store'],
  trainer: ['base', 'core', 'engine', 'data', 'protocol', 'store', 'runtime'],
  services: ['base', 'core', 'data', 'protocol', 'store', 'runtime'],
  cli: ['base', 'core', 'protocol', 'services'],
  ui: ['base', 'core', 'protocol', 'services'],
  'extension.ts': ['base', 'services', 'ui'],
  webview: ['base', 'core', 'protocol'],
};

/** Modules that only the named folders (or files) may import. */
const restricted: Record<string, readonly string[]> = {
  vscode: ['ui', 'extension.ts'],
  sqlite3: ['store/driver.ts'],
  '@tensorflow/tfjs-core': ['engine'],
  '@tensorflow/tfjs': ['runtime/tensorflow'],
  '@tensorflow/tfjs-backend-wasm': ['engine'],
  '@tensorflow/tfjs-backend-cpu': ['engine'],
  '@tensorflow/tfjs-node/dist/nodejs_kernel_backend': ['runtime/tensorflow'],
  '@tensorflow/tfjs-node/dist/register_all_kernels': ['runtime/tensorflow'],
  '@tensorflow/tfjs-node/dist/tfjs_binding': ['runtime/tensorflow'],
  yauzl: ['runtime'],
  lit: ['webview'],
  uplot: ['webview/shared/chart'],
  '@vscode/webview-ui-toolkit': ['webview/shared/widgets.ts'],
};

/** Folders that must run anywhere: no Node module may be imported. */
const nodeFree = ['base', 'core', 'engine', 'protocol', 'webview'];

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('assembly'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^'"\n;]*?(?:from\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|\n\}\s*from\s*['"]([^'"]+)['"]/g)]
    .map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

/** Where a file belongs: its path from src, or from the top for the pages in webview. */
function place(file: string): string {
  const fromSource = relative(join(root, 'src'), file);
  return fromSource.startsWith('..') ? relative(root, file) : fromSource;
}

const files = [...sources(join(root, 'src')), ...sources(join(root, 'webview'))];

describe('layers', () => {
  it.each(files.map((file) => [place(file), file]))('%s imports only what its layer may', (name, file) => {
    const layer = name.split('/')[0];
    const wrong = importsOf(file).filter((specifier) => {
      if (specifier.startsWith('.')) {
        const target = place(resolve(dirname(file), specifier)).split('/')[0];
        return target !== layer && !allowed[layer].includes(target);
      }
      if (specifier.startsWith('node:') && nodeFree.includes(layer)) return true;
      const owners = restricted[specifier];
      return owners !== undefined && !owners.some((owner) => name === owner || name.startsWith(`${owner}/`));
    });
    expect(wrong, `${name} may not import these`).toEqual([]);
  });

  it('knows every folder under src', () => {
    const folders = new Set(files.map((file) => place(file).split('/')[0]));
    expect([...folders].filter((folder) => !(folder in allowed))).toEqual([]);
  });
});

describe('habits', () => {
  it.each(files.map((file) => relative(root, file)))('%s opens with one line that says what it is for', (name) => {
    expect(readFileSync(join(root, name), 'utf8')).toMatch(/^(#!.*\n)?\/\/ \S.{20,}/);
  });

  it.each(files.map(place).filter((name) => !name.startsWith('cli/')))('%s names no command line: remedies are for the front ends to spell out', (name) => {
    const text = readFileSync(join(root, name.startsWith('webview') ? '' : 'src', name), 'utf8');
    expect(text).not.toMatch(/\bcloister (train|check|runs|budget|privacy|doctor|demo)\b|\b(with|or|by) --[a-z]/);
  });

  it.each(files.map((file) => relative(root, file)))('%s stays under 400 lines', (name) => {
    expect(readFileSync(join(root, name), 'utf8').split('\n').length).toBeLessThan(400);
  });
});
