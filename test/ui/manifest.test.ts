// What package.json promises the editor is there: commands, texts, context keys, settings and pictures.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundle, bundlePath } from '../../scripts/strings.mjs';
import { commandIds, contextKeys } from '../../src/ui/cloister';

const root = resolve(__dirname, '../..');
const read = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');

interface Clause {
  readonly command?: string;
  readonly when?: string;
  readonly enablement?: string;
}

interface Manifest {
  readonly contributes: {
    readonly commands: readonly (Clause & { readonly command: string; readonly title: string; readonly category: string })[];
    readonly menus: Readonly<Record<string, readonly Clause[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly (Clause & { readonly view: string })[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope?: string; readonly markdownDescription?: string }>> };
  };
}

const text = read('package.json');
const { contributes } = JSON.parse(text) as Manifest;
const names = JSON.parse(read('package.nls.json')) as Readonly<Record<string, string>>;
const menuEntries = Object.values(contributes.menus).flat();
const clauses = [...contributes.commands, ...menuEntries, ...contributes.viewsWelcome].flatMap(({ when, enablement }) => [when, enablement].filter((clause) => clause !== undefined));

/** Commands that menus never show, but lines of trees run. */
const inside = ['cloister.showMoreRuns'];

describe('the commands of package.json', () => {
  it('are those of the extension', () => {
    expect(contributes.commands.map(({ command }) => command).sort()).toEqual([...commandIds, ...inside].sort());
  });

  it.each(contributes.commands.map(({ command, title, category }) => [command, title, category]))('%s has a title that can be translated', (command, title, category) => {
    expect(title).toBe(`%command.${command.replace('cloister.', '')}%`);
    expect(category).toBe('Cloister');
  });

  it('are the only ones in menus', () => {
    const known = new Set(contributes.commands.map(({ command }) => command));
    expect(menuEntries.map(({ command }) => command).filter((command) => !known.has(command!))).toEqual([]);
  });

  it('are in the palette only where they can work', () => {
    const always = ['cloister.newRunFile', 'cloister.setPrivacyBudget', 'cloister.revealStore', 'cloister.verifyLedger', 'cloister.backUpLedger', 'cloister.exportLedger', 'cloister.importLedger', 'cloister.setUpRuntime', 'cloister.changeDataSet'];
    const guarded = contributes.menus.commandPalette.map(({ command }) => command!);
    expect([...guarded, ...always].sort()).toEqual(contributes.commands.map(({ command }) => command).sort());
  });

  it('that train anything are offered in trusted workspaces only', () => {
    const training = ['cloister.launchRun', 'cloister.auditRunFile', 'cloister.trySample', 'cloister.resumeRun'];
    const places = [...contributes.commands.map(({ command, enablement }) => ({ command, when: enablement })), ...menuEntries];
    for (const { command, when } of places.filter((place) => training.includes(place.command ?? ''))) expect(`${command}: ${when}`).toContain('isWorkspaceTrusted');
  });
});

describe('the copies of the ledger', () => {
  it.each(['cloister.backUpLedger', 'cloister.exportLedger', 'cloister.importLedger'])('%s is in the menu of the budgets', (id) => {
    expect(contributes.menus['view/title'].filter(({ command }) => command === id).map(({ when }) => when)).toEqual(['view == cloister.budget']);
  });
});

describe('the texts of package.json', () => {
  const used = [...text.matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]);

  it('are all there', () => expect(used.filter((key) => !(key in names))).toEqual([]));

  it('are all used', () => expect(Object.keys(names).filter((key) => !used.includes(key))).toEqual([]));

  it('link to commands of the extension or of the editor', () => {
    const linked = Object.values(names).flatMap((name) => [...name.matchAll(/\(command:([\w.]+)/g)].map((match) => match[1]));
    expect(linked.filter((id) => id.startsWith('cloister.') && !(commandIds as readonly string[]).includes(id))).toEqual([]);
  });
});

describe('the when clauses of package.json', () => {
  it.each([...new Set(clauses)])('%s names only what exists', (clause) => {
    const views = Object.values(contributes.views).flat().map(({ id }) => id);
    const known = new Set<string>([...contextKeys, ...views, ...Object.keys(contributes.configuration.properties)]);
    expect([...clause.matchAll(/\bcloister\.[\w.]+/g)].map(([name]) => name).filter((name) => !known.has(name))).toEqual([]);
    const words = [...clause.matchAll(/\\b(\w+)\\b/g)].map((match) => match[1]);
    expect(words.filter((word) => !['run', 'stoppable', 'resumable', 'deletable', 'private', 'dataSet'].includes(word))).toEqual([]);
  });

  it('use every context key', () => {
    expect(contextKeys.filter((key) => !clauses.some((clause) => clause.includes(key)))).toEqual([]);
  });
});

describe('the settings of package.json', () => {
  it.each(['cloister.store', 'cloister.ledger'])('%s is no business of a workspace: it could name an emptier ledger', (name) => {
    expect(contributes.configuration.properties[name].scope).toBe('machine');
  });

  it.each(Object.entries(contributes.configuration.properties))('%s has a scope and a description', (_name, { scope, markdownDescription }) => {
    expect(scope).toBeDefined();
    expect(markdownDescription).toMatch(/^%.+%$/);
  });

  it('are those that the extension reads', () => {
    const reads = [...read('src', 'ui', 'settings.ts').matchAll(/settings\.get\('([\w.]+)'\)/g)].map((match) => `cloister.${match[1]}`);
    expect(Object.keys(contributes.configuration.properties).sort()).toEqual(reads.sort());
  });
});

describe('the package', () => {
  it('has every picture that package.json names', () => {
    const pictures = [...text.matchAll(/"(media\/[^"]+)"/g)].map((match) => match[1]);
    expect(pictures.length).toBeGreaterThan(6);
    expect(pictures.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it('has the texts of its sources ready for translators; npm run strings collects them', () => expect(readFileSync(bundlePath, 'utf8')).toBe(bundle()));
});
