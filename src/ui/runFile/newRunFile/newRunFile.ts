// The command that makes a new run file: asks, shows what it will cost, writes it and opens it.
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname } from 'node:path';
import { l10n, window, workspace } from 'vscode';
import { CloisterError } from '../../../base/errors';
import { createCostEstimator } from '../../../services/costEstimate';
import { draftRunFile } from '../../../services/newRunFile';
import type { Cloister } from '../../cloister';
import { requireTrust } from '../../trust';
import { runFileOf, type Choices } from './choices';
import { Estimates } from './estimates';
import { stepsWith } from './steps';
import { runWizard } from './wizard';

export async function newRunFile(cloister: Cloister): Promise<void> {
  requireTrust(); // The questions read the data that they are about.
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir();
  const estimates = new Estimates(createCostEstimator(await cloister.store.open(), { accounting: cloister.accounting, trainer: cloister.trainer, folder }), cloister.log);
  const choices: Choices | undefined = await runWizard<Choices>(stepsWith(estimates, folder), {});
  if (choices?.target === undefined) return;
  const { target } = choices;
  await writeNew(target, draftRunFile(runFileOf(choices, basename(target, '.run.json')), dirname(target)));
  await window.showTextDocument(await workspace.openTextDocument(target));
}

/**
 * Never over a file that appeared meanwhile.
 * @throws CloisterError naming the file
 */
async function writeNew(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    throw new CloisterError('failed', l10n.t('{0} cannot be written: {1}', path, (error as Error).message), { cause: error });
  }
}
