// Run files in the editor: what the Problems panel, the light bulb, the code lenses and the completions say.
import { strict as assert } from 'node:assert';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { before, describe, it } from 'mocha';
import {
  commands, DiagnosticSeverity, languages, Position, window, workspace,
  type CodeAction, type CodeLens, type CompletionList, type Diagnostic, type TextDocument,
} from 'vscode';
import { dataSetOf } from '../../../../src/services/ledger/dataSetOf';
import { createLedger } from '../../../../src/services/ledger/ledger';
import { eventually, installed, openStore } from '../extension';

const folder = (): string => workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail('no workspace');

async function open(name: string, change: (text: string) => string = (text) => text): Promise<TextDocument> {
  const path = join(folder(), name);
  writeFileSync(path, change(readFileSync(join(folder(), 'e-mails.run.json'), 'utf8')));
  const document = await workspace.openTextDocument(path);
  await window.showTextDocument(document);
  return document;
}

const ours = ({ uri }: TextDocument): Diagnostic[] => languages.getDiagnostics(uri).filter(({ source }) => /cloister/i.test(source ?? ''));

/** The first diagnostic of a document that names something. */
const finding = (document: TextDocument, words: RegExp): Promise<Diagnostic> =>
  eventually(`a finding like ${words}`, () => ours(document).find(({ message }) => words.test(message)));

async function completionsAt({ uri }: TextDocument, position: Position): Promise<string[]> {
  const { items } = await commands.executeCommand<CompletionList>('vscode.executeCompletionItemProvider', uri, position);
  return items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

describe('run files', () => {
  before(() => installed().activate());

  it('without a fault have no findings of severity error', async () => {
    const document = await open('good.run.json');
    await commands.executeCommand('cloister.checkRunFile', document.uri);
    assert.deepEqual(ours(document).filter(({ severity }) => severity === DiagnosticSeverity.Error).map(({ message }) => message), []);
  });

  it('have a finding at the very member that is wrong', async () => {
    const document = await open('batch.run.json', (text) => text.replace('"expectedBatchSize": 512', '"expectedBatchSize": 9999'));
    const { range } = await finding(document, /9,?999|batch|rate/i);
    assert.match(document.getText(range), /expectedBatchSize|9999|publicSize|4059/);
  });

  it('are mended by a quick fix: an option that couples records goes, and its finding with it', async () => {
    const document = await open('coupled.run.json', (text) => text.replace('"model": { "preset": "default" }', '"model": { "preset": "default", "batchNorm": true }'));
    const { range } = await finding(document, /batchNorm/i);
    const actions = await commands.executeCommand<CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range);
    const fix = actions.find(({ edit }) => edit !== undefined && edit.size > 0);
    assert.ok(fix?.edit, `of ${actions.map(({ title }) => title).join(', ')}`);
    assert.ok(await workspace.applyEdit(fix.edit));
    await eventually('the finding is gone', () => (ours(document).some(({ message }) => /batchNorm/i.test(message)) ? undefined : true));
    assert.match(document.getText(), /"preset": "default"/);
  });

  it('of data without a budget offer to set one, and say nothing more once it is set by anybody', async () => {
    const path = join(folder(), 'notes.run.json');
    const document = await workspace.openTextDocument(path);
    await window.showTextDocument(document);
    const { range } = await finding(document, /no privacy budget yet/);
    const actions = await commands.executeCommand<CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range);
    assert.ok(actions.some(({ command }) => command?.command === 'cloister.setPrivacyBudget'), actions.map(({ title }) => title).join());
    const store = await openStore();
    const { digest } = await dataSetOf(store, path);
    await createLedger(store).setCap(digest, { epsilon: 10, delta: 1e-5 }, 'test');
    await eventually('the finding is gone', () => (ours(document).some(({ message }) => /budget/.test(message)) ? undefined : true));
  });

  it('offer Launch and Check above the text', async () => {
    const document = await open('lenses.run.json');
    const titles = await eventually('code lenses', async () => {
      const lenses = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 10);
      return lenses.length >= 2 ? lenses.map(({ command }) => command?.command) : undefined;
    });
    assert.ok(titles.includes('cloister.launchRun') && titles.includes('cloister.checkRunFile'), titles.join());
  });

  it('have each problem once, and from nobody else: the schema judges nothing beside the checks', async () => {
    const document = await open('bad.run.json', (text) =>
      text.replace('"model": { "preset": "default" }', '"model": { "preset": "huge" }').replace('"unit": "record",', '"unit": "user", "colour": 1,'));
    await finding(document, /colour/);
    await completionsAt(document, document.positionAt(document.getText().indexOf('"huge"'))); // The JSON service has read the file.
    await pause(1_000);
    const found = languages.getDiagnostics(document.uri).map(({ source, code, range }) => `${source} ${code as string} ${document.getText(range)}`);
    assert.deepEqual(found.sort(), ['Cloister unknownMember "colour"', 'Cloister wrongValue "huge"', 'Cloister wrongValue "user"']);
  });

  it('complete their members from the schema', async () => {
    const document = await open('completion.run.json', (text) => text.replace('"neighbouringRelation": "addOrRemoveOne",', ''));
    const line = document.getText().split('\n').findIndex((text) => text.includes('"unit"')) + 1;
    await eventually('a completion of neighbouringRelation', async () => {
      const labels = await completionsAt(document, new Position(line, 4));
      return ['neighbouringRelation', 'noiseMultiplier'].every((name) => labels.includes(name)) ? true : undefined;
    });
  });

  it('complete the names of presets', async () => {
    const document = await open('presets.run.json', (text) => text.replace('"preset": "default"', '"preset": '));
    const place = document.positionAt(document.getText().indexOf('"preset": ') + '"preset": '.length);
    await eventually('completions of presets', async () => {
      const labels = await completionsAt(document, place);
      return ['"default"', '"tiny"', '"linear"'].every((name) => labels.includes(name)) ? true : undefined;
    });
  });

  it('say in a hover what a member means', async () => {
    const document = await open('hover.run.json');
    const offset = document.getText().indexOf('"delta"') + 2;
    const hovers = await commands.executeCommand<{ contents: { value: string }[] }[]>('vscode.executeHoverProvider', document.uri, document.positionAt(offset));
    assert.match(hovers.flatMap(({ contents }) => contents.map(({ value }) => value)).join('\n'), /δ|delta/i);
  });

  it('have findings also where they are no JSON', async () => {
    const document = await open('broken.run.json', (text) => text.replace('"privacy": {', '"privacy": {{'));
    await eventually('any error', () => languages.getDiagnostics(document.uri).find(({ severity }) => severity === DiagnosticSeverity.Error));
  });
});
