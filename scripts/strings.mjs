// Collects the texts of the extension and its pages for translators: writes l10n/bundle.l10n.json. Run it (npm run strings) after changing a text.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(import.meta.dirname);

/** Where the texts for translators lie. */
export const bundlePath = join(root, 'l10n', 'bundle.l10n.json');

/** A text is the first argument of `l10n.t`, of the `t` that is handed to modules without an editor, or of that of the pages, written as a literal. */
const call = /\bt\(\s*(?:'((?:[^'\\]|\\.)*)'|`([^`$]*)`)/g;

/** Every text in alphabetical order, as the file should hold them. */
export function bundle() {
  const texts = [join('src', 'ui'), 'webview'].flatMap((folder) => sources(join(root, folder)).flatMap(textsOf));
  const sorted = [...new Set(texts)].sort();
  return `${JSON.stringify(Object.fromEntries(sorted.map((text) => [text, text])), null, 2)}\n`;
}

const sources = (folder) => readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.ts')).map((name) => join(folder, name));

const textsOf = (file) => [...readFileSync(file, 'utf8').matchAll(call)].map(([, quoted, raw]) => unescaped(quoted ?? raw));

/** What a literal of the source means. */
const unescaped = (literal) => literal.replace(/\\(.)/g, (_, character) => ({ n: '\n', t: '\t' })[character] ?? character);

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(bundlePath, bundle());
