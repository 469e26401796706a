// `cloister runs export ID...`: configuration, guarantees and series of runs as CSV or JSON.
import { Command, Option } from 'commander';
import type { ExportFormat } from '../../protocol/compare';
import { exportRuns } from '../../services/export/exportRuns';
import { contextOf, present } from '../context';
import { writeNewFile } from '../newFile';
import { withStore } from '../store';

interface ExportCommandOptions {
  readonly format: ExportFormat;
  readonly includeSensitive?: boolean;
  readonly output?: string;
}

export function runsExportCommand(): Command {
  return new Command('export')
    .description('configuration, guarantees and series of runs as CSV or JSON, without what is sensitive')
    .argument('<id...>', 'ids of the runs')
    .addOption(new Option('--format <format>', 'of the export').choices(['csv', 'json'] satisfies ExportFormat[]).makeOptionMandatory())
    .option('--include-sensitive', 'also what was computed from private data without noise')
    .option('--output <file>', 'where to write it; a file that exists is not overwritten. Default: standard output')
    .action(async (ids: string[], { format, includeSensitive = false, output }: ExportCommandOptions, self: Command) => {
      const context = contextOf(self);
      const text = await withStore(context, (store) => exportRuns(store, context.accounting, ids, { format, includeSensitive }));
      if (output === undefined) return void process.stdout.write(format === 'json' ? `${text}\n` : text);
      await writeNewFile(output, text);
      present(context, { exported: ids, output }, `Exported ${ids.join(', ')} to ${output}.`);
    });
}
