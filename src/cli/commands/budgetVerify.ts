// `cloister budget verify`: whether the ledger is what was written to it, and every ε what was promised.
import { Command } from 'commander';
import { grouped } from '../../base/numberText';
import { badInput, CloisterError } from '../../base/errors';
import { differenceText, verifyLedger, type Verification } from '../../services/ledger/verify';
import { withStore, type Store } from '../../services/openStore';
import { contextOf, present, type Context } from '../context';
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
      if (accept?.trim() === '') throw badInput('A ledger is accepted with a written reason; it stays on record.');
      const [verification, accepted] = await withStore(context, async (store) => {
        const found = await verified(context, store);
        return [found, accept === undefined ? undefined : await store.ledger.chain.accept(accept.trim())] as const;
      });
      const text = [verificationText(verification), ...directions(context, verification, accepted)].join('\n');
      if (verification.differences.length > 0 && !context.json) throw new CloisterError('failed', text);
      present(context, { ...verificationJson(verification), ...(accepted !== undefined && { accepted }) }, text);
      if (verification.differences.length > 0) process.exitCode = 1;
    });
}

async function verified(context: Context, store: Store): Promise<Verification> {
  const view = createRunView(context.err, discloseOn(context, context.err, {}));
  try {
    return await verifyLedger(store, context.accounting, (stage, done, total) => view.working(`Verifying the ledger: ${stages[stage]}`, done / total));
  } finally {
    view.end();
  }
}

/** What became of a wish to accept the ledger, or how it could be. Rows and events that were changed stay named for good. */
function directions({ commandLine }: Context, { differences }: Verification, accepted: boolean | undefined): string[] {
  if (accepted === true) return ['Accepted: the ledger is taken as it is from now on, on record with the reason.'];
  if (accepted === false) return ['There was nothing to accept: the ledger is as long as it has been.'];
  if (!differences.some(({ kind }) => kind === 'head')) return [];
  return [`Nothing is charged on it. To go on with it as it is, knowing what happened: ${commandLine('budget verify', '--accept', 'REASON')}`];
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
