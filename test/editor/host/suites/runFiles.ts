// Run files in the editor: what the Problems panel, the light bulb, the code lenses and the completions say.
import { strict as assert } from 'node:assert';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'mocha';
import {
  commands, DiagnosticSeverity, languages, Position, window, workspace,
  type CodeAction, type CodeLens, type CompletionList, type Diagnostic, type TextDocument,
} from 'vscode';
import { eventually, installed } from '../extension';

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

  it('offer Launch and Check above the text', async () => {
    const document = await open('lenses.run.json');
    const titles = await eventually('code lenses', async () => {
      const lenses = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 10);
      return lenses.length >= 2 ? lenses.map(({ command }) => command?.command) : undefined;
    });
    assert.ok(titles.includes('cloister.launchRun') && titles.includes('cloister.checkRunFile'), titles.join());
  });

  it('complete their members from the schema', async () => {
    const document = await open('completion.run.json', (text) => text.replace('"clipNorm": 1,', '"clipNorm": 1,\n    '));
    const line = document.getText().split('\n').findIndex((text) => text.includes('"clipNorm"')) + 1;
    const labels = await eventually('a completion of noiseMultiplier', async () => {
      const list = await commands.executeCommand<CompletionList>('vscode.executeCompletionItemProvider', document.uri, new Position(line, 4));
      const found = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      return found.some((label) => label.includes('noiseMultiplier')) ? found : undefined;
    });
    assert.ok(labels.length > 0);
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
