// How the extension behaves before anybody uses it, and with arguments that make no sense.
import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { commands, Uri } from 'vscode';
import type { Remedy } from '../../../../src/base/errors';
import { commandIds } from '../../../../src/ui/cloister';
import { remedyCommand } from '../../../../src/ui/remedyAction';
import { eventually, installed, openStore } from '../extension';

/** Text of the bundles whose names start with something: the extension's is in parts. */
function bundle(name: string): string {
  const folder = join(installed().extensionPath, 'dist');
  const files = readdirSync(folder).filter((file) => file.startsWith(name) && file.endsWith('.js'));
  return files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
}

describe('the installed package', () => {
  it('becomes active by itself, and makes no store before something needs one', async () => {
    await eventually('the extension is active', () => (installed().isActive ? true : undefined));
    const { CLOISTER_STORE: store } = process.env;
    assert.ok(store);
    assert.equal(existsSync(store), false);
  });

  it('brings no tensor library into the extension host, and the trainer does', () => {
    const tensors = /node_modules\/@tensorflow\//;
    assert.match(bundle('trainer'), tensors);
    assert.doesNotMatch(bundle('extension'), tensors);
    assert.deepEqual(Object.keys(require.cache).filter((path) => tensors.test(path)), []);
  });

  it('registers every command', async () => {
    const registered = new Set(await commands.getCommands(true));
    assert.deepEqual(commandIds.filter((id) => !registered.has(id)), []);
  });

  it('offers for every remedy of an error a command that there is', async () => {
    const registered = new Set(await commands.getCommands(true));
    const remedies: Remedy[] = [
      { kind: 'setCap', dataSet: 'mails', digest: 'd1', delta: undefined },
      { kind: 'listLedgers' },
      { kind: 'listRuns' },
      { kind: 'stopRun', runId: 'r1' },
      { kind: 'launchAnew' },
      { kind: 'chooseStore' },
    ];
    assert.deepEqual(remedies.map((remedy) => remedyCommand(remedy).command).filter((command) => !registered.has(command)), []);
    for (const command of ['workbench.trust.manage', 'workbench.action.openSettings']) assert.ok(registered.has(command), command);
  });

  it('answers commands about runs and files that do not exist with a message, never with a rejection', async () => {
    for (const id of ['stopRun', 'resumeRun', 'showLog', 'openDashboard', 'showPrivacyStatement']) await commands.executeCommand(`cloister.${id}`, { runId: 'no-such-run' });
    await commands.executeCommand('cloister.launchRun', Uri.file('/no/such/file.run.json'));
    const store = await openStore();
    assert.deepEqual(await store.runs.list(), []);
  });
});
