// Set Up TensorFlow Runtime: asks for the processor or a GPU, then installs, with progress and a way to cancel.
import { l10n, ProgressLocation, window, type QuickPickItem } from 'vscode';
import { assertNever } from '../../base/errors';
import { installRuntimeOf, type InstallProgress, type RuntimeKind } from '../../services/runtimes';
import { abortSignal } from '../abortSignal';
import type { Cloister } from '../cloister';
import { readSettings } from '../settings';

export async function run(_cloister: Cloister): Promise<void> {
  const kind = await askForKind();
  if (kind === undefined) return;
  const { runtimeIndex: index } = readSettings();
  const options = { location: ProgressLocation.Notification, title: l10n.t('Setting up TensorFlow'), cancellable: true };
  const runtime = await window.withProgress(options, (progress, token) =>
    installRuntimeOf(kind, { index, signal: abortSignal(token), onProgress: (now) => progress.report({ message: stageText(now) }) }),
  );
  if (kind === 'gpu' && !runtime.gpu) void window.showWarningMessage(l10n.t('TensorFlow {0} is set up, and runs on the processor: it found no GPU.', runtime.tensorFlow));
  else void window.showInformationMessage(l10n.t('TensorFlow {0} is set up and works.', runtime.tensorFlow));
}

async function askForKind(): Promise<RuntimeKind | undefined> {
  const choices: (QuickPickItem & { readonly runtime: RuntimeKind })[] = [
    { runtime: 'cpu', label: l10n.t('For the processor'), detail: l10n.t('Downloads 0.3 GB and takes 0.8 GB on disk.') },
    { runtime: 'gpu', label: l10n.t('For a GPU of NVIDIA'), detail: l10n.t('Downloads 2.4 GB, with CUDA 12.5; the driver has to be there.') },
  ];
  return (await window.showQuickPick(choices, { title: l10n.t('Set Up TensorFlow Runtime') }))?.runtime;
}

function stageText(progress: InstallProgress): string {
  switch (progress.stage) {
    case 'download':
      return l10n.t('downloading, {0} %', Math.floor((100 * progress.done) / progress.total));
    case 'unpack':
      return l10n.t('unpacking, {0} %', Math.floor((100 * progress.done) / progress.total));
    case 'addon':
      return l10n.t('adding the addon');
    case 'test':
      return l10n.t('testing');
    default:
      return assertNever(progress);
  }
}
