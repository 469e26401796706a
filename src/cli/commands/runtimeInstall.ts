// `cloister runtime install`: fetches TensorFlow's library and tests it; Ctrl-C keeps what was downloaded for the next time.
import { Command } from 'commander';
import { badInput } from '../../base/errors';
import { installRuntimeOf, type NewRuntime, type RuntimeKind } from '../../services/runtimes';
import { contextOf, present, type Context } from '../context';
import { discloseOn } from '../disclosure';
import { withInterrupts } from '../interrupts';
import { installedText, stageOf } from '../render/runtimes';
import { createRunView } from '../view/runView';

interface InstallCommandOptions {
  readonly gpu?: boolean;
  readonly index?: string;
  readonly wheel?: string[];
}

export function runtimeInstallCommand(): Command {
  return new Command('install')
    .description('install TensorFlow 2.20 from its Python wheels; Python itself is not needed')
    .option('--gpu', 'for GPUs of NVIDIA, with CUDA 12.5: 2.4 GB to download; without it, for the processor: 0.3 GB')
    .option('--index <url>', 'simple API of the Python package index to fetch from; by default the one that pip is set up for')
    .option('--wheel <file...>', 'the wheels, where they are here already; nothing is downloaded')
    .action(async ({ gpu, index, wheel }: InstallCommandOptions, self: Command) => {
      if (index !== undefined && wheel !== undefined) throw badInput('--index is where wheels are fetched from, and --wheel says that they are here: give one of them.');
      const context = contextOf(self);
      const runtime = await install(context, gpu ? 'gpu' : 'cpu', index, wheel);
      present(context, runtime, installedText(runtime, context.out.colours));
    });
}

async function install(context: Context, kind: RuntimeKind, index: string | undefined, files: string[] | undefined): Promise<NewRuntime> {
  const controller = new AbortController();
  const view = createRunView(context.err, discloseOn(context, context.err, {}));
  const handlers = { first: () => controller.abort(), again: () => process.exit(130) };
  try {
    return await withInterrupts(handlers, () =>
      installRuntimeOf(kind, {
        index,
        ...(files && { files }),
        signal: controller.signal,
        onProgress: (progress) => view.working(...stageOf(progress)),
      }),
    );
  } finally {
    view.end();
  }
}
