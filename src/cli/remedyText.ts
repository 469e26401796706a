// Spells out what can be done about an error as a command that people can type.
import { assertNever, type Remedy } from '../base/errors';
import { deltaText } from '../core/privacy/guaranteeText';
import type { CommandLine } from './context';

/** Words in capitals are for the reader to choose: no privacy parameter is proposed. */
export function remedyText(remedy: Remedy, commandLine: CommandLine): string {
  switch (remedy.kind) {
    case 'setCap': {
      const { dataSet, delta } = remedy;
      const command = commandLine('budget set', dataSet, '--epsilon', 'EPSILON', '--delta', delta === undefined ? 'DELTA' : deltaText(delta), '--reason', 'REASON');
      // Data that nothing was trained on yet may have no ledger that could be named.
      return `Set its cap with: ${command}\n(a run file that uses the data may stand in the place of its name)`;
    }
    case 'listLedgers':
      return `List the ledgers with: ${commandLine('budget list')}`;
    case 'listRuns':
      return `List the runs with: ${commandLine('runs list')}`;
    case 'stopRun':
      return `Stop it with: ${commandLine('runs stop', remedy.runId)}`;
    case 'launchAnew':
      return `Launch a new run with: ${commandLine('train', remedy.runFile ?? 'RUN.json')}`;
    case 'chooseStore':
      return 'Choose another store directory with --store DIRECTORY or the variable CLOISTER_STORE.';
    case 'nameIndex':
      return `Name it with: ${commandLine('runtime install', '--index', 'URL')}\nOr give the wheels: ${commandLine('runtime install', '--wheel', 'FILE')}`;
    case 'freshLedger':
      return `Give it a ledger of its own with: ${commandLine('train', 'RUN.json', '--fresh-ledger', 'REASON')}`;
    case 'importWithReason':
      return `Import it with: ${commandLine('budget import', 'FILE', ...(remedy.what === 'cap' ? ['--cap', 'keep', '--reason', 'REASON'] : ['--override', 'REASON']))}`;
    case 'verifyLedger':
      return `Look at it with: ${commandLine('budget verify')}`;
    default:
      return assertNever(remedy);
  }
}
