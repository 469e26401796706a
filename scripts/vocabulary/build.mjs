// Makes media/vocabulary/english.txt from public text: node scripts/vocabulary/build.mjs. Same sources, same bytes.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { packages, sources } from './sources.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const target = join(root, 'media', 'vocabulary');
const size = 3582;

/** What the tokeniser itself makes of addresses, numbers and marks is listed whatever the sources say. */
const markers = ['urltok', 'mailtok', 'num1', 'num2', 'num3', 'num4', 'num5', 'num6', '!', '$', '%', '?'];

/** The extension's own tokeniser, so that the list holds words as the data layer makes them. */
async function loadTokeniser() {
  const { code } = transformSync(readFileSync(join(root, 'src', 'data', 'words.ts'), 'utf8'), { loader: 'ts', format: 'esm' });
  return (await import(`data:text/javascript,${encodeURIComponent(code)}`)).wordsOf;
}

/** Installs the pinned sources into a new folder; nothing of them is run. */
function install(folder) {
  const wanted = packages.map(({ name, version }) => `${name}@${version}`);
  execFileSync('npm', ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', ...wanted], { stdio: 'inherit' });
}

/** Share of each word among all words of a source. */
function shares(texts, wordsOf) {
  const counts = new Map();
  let total = 0;
  for (const text of texts) {
    for (const word of wordsOf(text)) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
      total++;
    }
  }
  return { total, words: new Map([...counts].map(([word, count]) => [word, count / total])) };
}

/** Words by their mean share over the sources, each source counting the same; equals in alphabetical order. */
function mostFrequent(perSource, count) {
  const sum = new Map();
  for (const { words } of perSource) for (const [word, share] of words) sum.set(word, (sum.get(word) ?? 0) + share);
  for (const marker of markers) sum.delete(marker);
  return [...sum].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, count).map(([word]) => word);
}

function copyLicences(modules) {
  mkdirSync(join(target, 'licences'), { recursive: true });
  for (const { name } of packages) {
    copyFileSync(join(modules, name, 'LICENSE'), join(target, 'licences', `${name.replace('@', '').replace('/', '-')}.txt`));
  }
}

const wordsOf = await loadTokeniser();
const folder = mkdtempSync(join(tmpdir(), 'vocabulary-'));
try {
  install(folder);
  const modules = join(folder, 'node_modules');
  const perSource = sources.map((source) => ({ name: source.name, ...shares(source.texts(modules), wordsOf) }));
  const list = [...markers, ...mostFrequent(perSource, size - markers.length)];
  writeFileSync(join(target, 'english.txt'), `${list.join('\n')}\n`);
  copyLicences(modules);
  for (const { name, total } of perSource) console.log(`${name}: ${total} words`);
} finally {
  rmSync(folder, { recursive: true });
}
