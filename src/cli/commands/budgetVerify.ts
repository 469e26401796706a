// `cloister budget verify`: whether the ledger is what was written to it, and every ε what was promised.
import { Command } from 'commander';
import { grouped } from '../../base/numberText';
import { CloisterError } from '../../base/errors';
import { differenceText, verifyLedger, type Verification } from '../../services/ledger/verify';
import { withStore } from '../../services/openStore';
import { contextOf, present } from '../context';
import { epsilonToJson } from '../../core/privacy/epsilonJson';
import { discloseOn } from '../disclosure';
import { createRunView } from '../view/runView';

const stages = { events: 'events', claims: 'ε of the claims' };

export function budgetVerifyCommand(): Command {
  return new Command('verify')
    .description('recompute the hash chain of the ledger and every ε on it by both accountants, and print any difference (exit code 1)')
    .option('--accept <reason>', 'go on with the ledger as it is although it is not what it has been; the reason stays on record')
    .action(async ({ accept }: { accept?: string }, self: Command) => {
      const context = contextOf(self);
      const verification = await withStore(context.store, async (store) => {
        const view = createRunView(context.err, discloseOn(context, context.err, {}));
        try {
          const found = await verifyLedger(store, context.accounting, (stage, done, total) => view.working(`Verifying the ledger: ${stages[stage]}`, done / total));
          if (accept !== undefined) await store.ledger.chain.accept(accept);
          return found;
        } finally {
          view.end();
        }
      });
      if (verification.differences.length > 0 && !context.json) throw new CloisterError('failed', verificationText(verification));
      present(context, verificationJson(verification), verificationText(verification));
      if (verification.differences.length > 0) process.exitCode = 1;
    });
}

function verificationText({ events, claims, differences }: Verification): string {
  const checked = `${grouped(events)} events and the ε of ${grouped(claims)} ${claims === 1 ? 'claim' : 'claims'}, by PLD and by RDP`;
  if (differences.length === 0) return `The ledger is what was written to it: ${checked}.`;
  return [`The ledger is not what was written to it (${checked} were looked at):`, ...differences.map((difference) => `  ${differenceText(difference)}`)].join('\n');
}

const verificationJson = ({ events, claims, differences }: Verification): object => ({
  events,
  claims,
  differences: differences.map((difference) =>
    difference.kind === 'epsilon' ? { ...difference, promised: epsilonToJson(difference.promised), found: epsilonToJson(difference.found) } : difference,
  ),
});
