// Does with the ledger what its parent tells it, at once when it is told. Arguments: store.
import { CloisterError } from '../../../src/base/errors';
import { createLedger } from '../../../src/services/ledger/ledger';
import { openStore, type Store } from '../../../src/store/store';
import type { RunDraft } from '../../../src/store/runs/runs';

export type Command =
  /** Prints `RUN reserved` or `RUN refused`. */
  | { readonly type: 'reserve'; readonly run: string; readonly draft: RunDraft }
  /** Takes grants as fast as it can, prints every step as `step N`, and at last `no further grant`. */
  | { readonly type: 'spend'; readonly run: string };

async function obey(store: Store, command: Command): Promise<string> {
  switch (command.type) {
    case 'reserve': {
      const { data, plan } = command.draft;
      try {
        await createLedger(store).reserve(command.run, data, plan);
        return `${command.run} reserved`;
      } catch (error) {
        if (CloisterError.is(error, 'refused')) return `${command.run} refused`;
        throw error;
      }
    }
    case 'spend':
      await spend(store, command.run);
      return 'no further grant';
  }
}

async function spend(store: Store, run: string): Promise<void> {
  const claim = (await store.ledger.claims.ofRun(run))!;
  for (let step = 0; ; ) {
    const grant = await store.ledger.grants.take(claim, step);
    if (grant === undefined) return;
    for (const end = step + grant.steps; step < end; step++) console.log(`step ${step}`);
  }
}

async function main(directory: string): Promise<void> {
  const store = await openStore(directory);
  process.on('message', (command: Command) => void obey(store, command).then(console.log));
  process.once('disconnect', () => void store.close());
  console.log('ready');
}

void main(process.argv[2]);
