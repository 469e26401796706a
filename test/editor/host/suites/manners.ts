// How the extension behaves before anybody uses it, and with arguments that make no sense.
import { strict as assert } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { commands } from 'vscode';
import { commandIds } from '../../../../src/ui/cloister';
import { eventually, installed, openStore } from '../extension';

const bundle = (name: string): string => readFileSync(join(installed().extensionPath, 'dist', name), 'utf8');

describe('the installed package', () => {
  it('becomes active by itself, and makes no store before something needs one', async () => {
    await eventually('the extension is active', () => (installed().isActive ? true : undefined));
    const { CLOISTER_STORE: store } = process.env;
    assert.ok(store);
    assert.equal(existsSync(store), false);
  });

  it('brings no tensor library into the extension host, and the trainer does', () => {
    const tensors = /node_modules\/@tensorflow\//;
    assert.match(bundle('trainer.js'), tensors);
    assert.doesNotMatch(bundle('extension.js'), tensors);
    assert.deepEqual(Object.keys(require.cache).filter((path) => tensors.test(path)), []);
  });

  it('registers every command', async () => {
    const registered = new Set(await commands.getCommands(true));
    assert.deepEqual(commandIds.filter((id) => !registered.has(id)), []);
  });

  it('answers commands about runs and files that do not exist with a message, never with a rejection', async () => {
    for (const id of ['stopRun', 'resumeRun', 'showLog', 'openDashboard']) await commands.executeCommand(`cloister.${id}`, { runId: 'no-such-run' });
    const { Uri } = await import('vscode');
    void commands.executeCommand('cloister.launchRun', Uri.file('/no/such/file.run.json'));
    const store = await openStore();
    assert.deepEqual(await store.runs.list(), []);
  });
});
