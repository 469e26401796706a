// TensorFlow runtimes as people read them: while one is installed, and what is there.
import { assertNever } from '../../base/errors';
import type { InstallProgress, NewRuntime, RuntimeReport, RuntimeSearch } from '../../services/runtimes';
import type { Colours } from '../screen';
import { facts, type Fact } from './table';

/** What is going on, and the share of it that is done. */
export function stageOf(progress: InstallProgress): readonly [what: string, share?: number] {
  switch (progress.stage) {
    case 'download':
      return [`Downloading ${projectOf(progress.file)} (${megabytes(progress.total)} in all)`, progress.done / progress.total];
    case 'unpack':
      return [`Unpacking ${projectOf(progress.file)}`, progress.done / progress.total];
    case 'addon':
      return ['Adding the addon'];
    case 'test':
      return ['Testing'];
    default:
      return assertNever(progress);
  }
}

/** What a wheel's file name begins with. */
const projectOf = (file: string): string => file.split('-')[0];

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

export function installedText({ name, kind, tensorFlow, addon, folder, gpu }: NewRuntime, colours: Colours): string {
  const works = kind === 'gpu' && !gpu ? colours.yellow(`${name} is installed, and runs on the processor: it found no GPU.`) : colours.green(`${name} is installed and works.`);
  const origin = addon === 'compiled' ? 'an addon that was compiled here' : 'the addon of this package';
  return [works, `TensorFlow ${tensorFlow} in ${folder}, with ${origin}.`].join('\n');
}

/** @param install the command that installs one */
export function runtimesText(search: RuntimeSearch, install: string, colours: Colours): string {
  if (search.reports.length === 0) return `No TensorFlow is here; runs use the built-in backend. Install a runtime with: ${install}`;
  return facts(runtimeFacts(search, colours));
}

/** One line for each library that was found, with a mark at the one that would be used. */
export const runtimeFacts = ({ reports, chosen }: RuntimeSearch, colours: Colours): Fact[] =>
  reports.map((report): Fact => [report.name, `${reportText(report, report === chosen, colours)}\n${colours.dim(report.folder)}`]);

function reportText(report: RuntimeReport, isChosen: boolean, colours: Colours): string {
  if (!report.usable) return colours.red(`✗ ${report.problem}`);
  const where = report.gpu ? 'on a GPU' : 'on the processor';
  return `${colours.green('✓')} TensorFlow ${report.tensorFlow} ${where}${isChosen ? ', used by the native backend' : ', usable'}`;
}
