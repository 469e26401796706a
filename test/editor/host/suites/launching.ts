// Launches a run that takes long, and leaves it alone: the next suite, in another extension host, finds it again.
import { strict as assert } from 'node:assert';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { workspace } from 'vscode';
import { putOnLedger } from '../../../../src/services/ledger/firstCap';
import { createLedger } from '../../../../src/services/ledger/ledger';
import type { Store } from '../../../../src/services/openStore';
import { check } from '../../../../src/services/preflight';
import { launch } from '../../../../src/services/runs/launch';
import { eventually, installed, openStore } from '../extension';

const folder = (): string => workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail('no workspace');

/** The notes are private: without a cap nothing may be trained on them. */
async function giveBudget(store: Store, path: string): Promise<void> {
  const { data } = await check(store, path, { accounting: installed().exports.accounting });
  assert.ok(data);
  await putOnLedger(store, data);
  await createLedger(store).setCap(data.digest, { epsilon: 10, delta: 1e-5 }, 'test');
}

describe('a launched run', () => {
  // VS Code shows no dialogs to suites: the question before a launch is tested end to end.
  it('trains in a process of its own, by the runtime of the editor', async () => {
    const path = join(folder(), 'long.run.json');
    writeFileSync(path, readFileSync(join(folder(), 'notes.run.json'), 'utf8').replace('"epochs": 8', '"epochs": 8000'));
    const store = await openStore();
    await giveBudget(store, path);
    const { trainer, accounting } = installed().exports;
    const { id } = await launch(store, path, { trainer, accounting, whenBusy: 'beside' });
    const run = await eventually('the run takes steps', async () => {
      const current = await store.runs.get(id);
      return current.step > 0 ? current : undefined;
    }, 40);
    assert.equal(run.state.status, 'running');
    assert.ok(run.process);
    assert.notEqual(run.process.pid, process.pid);
  });
});
