// Collects the texts of the extension for translators: writes l10n/bundle.l10n.json. Run it (npm run strings) after changing a text.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(import.meta.dirname);

/** Where the texts for translators lie. */
export const bundlePath = join(root, 'l10n', 'bundle.l10n.json');

/** A text is the first argument of `l10n.t` or of the `t` that is handed to modules without an editor, written as a literal. */
const call = /\bt\(\s*(?:'((?:[^'\\]|\\.)*)'|`([^`$]*)`)/g;

/** Every text of the extension in alphabetical order, as the file should hold them. */
export function bundle() {
  const folder = join(root, 'src', 'ui');
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.ts'));
  const texts = files.flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(call)].map(([, quoted, raw]) => unescaped(quoted ?? raw)));
  const sorted = [...new Set(texts)].sort();
  return `${JSON.stringify(Object.fromEntries(sorted.map((text) => [text, text])), null, 2)}\n`;
}

/** What a literal of the source means. */
const unescaped = (literal) => literal.replace(/\\(.)/g, (_, character) => ({ n: '\n', t: '\t' })[character] ?? character);

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(bundlePath, bundle());
