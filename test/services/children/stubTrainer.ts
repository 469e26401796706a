// Stands in for the trainer: keeps to its side of the store, computes nothing. The name of the run says how it behaves.
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunEvent } from '../../../src/protocol/runState';
import { processIdentity } from '../../../src/store/processIdentity';
import { openStore, type Store } from '../../../src/store/store';

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { store: { type: 'string' }, ledger: { type: 'string' } } });
  const [command, runId] = positionals;
  if (command !== 'run') throw new Error(`Unknown command ${command}`);
  console.log(`training ${runId}`);
  const store = await openStore(values.store, values.ledger);
  const event = await train(store, runId);
  await store.ledger.claims.close((await store.ledger.claims.ofRun(runId))!, 'settled');
  await store.runs.move(runId, event);
  await store.close();
}

async function train(store: Store, runId: string): Promise<RunEvent> {
  const run = await store.runs.started(runId, (await processIdentity())!);
  const claim = (await store.ledger.claims.ofRun(runId))!;
  const loss = await store.scalars.define(runId, 'loss', 'sensitive');
  for (let step = run.step; ; ) {
    const grant = await store.ledger.grants.take(claim, step);
    if (grant === undefined) return { type: 'finish' };
    const points = Array.from({ length: grant.steps }, (_, i) => ({ series: loss.id, step: step + i, value: 1 / (step + i + run.attempt) }));
    await store.scalars.append(points);
    step += grant.steps;
    await store.runs.heartbeat(runId, run.attempt, step);
    if (step === 20) await store.checkpoints.add({ runId, step, path: `${runId}/20.safetensors`, sha256: '' });
    if (run.attempt === 1 && run.name === 'crashes' && step === 30) process.exit(1);
    if (run.attempt === 1 && run.name === 'waits') await sleep(20);
    if (run.name === 'lasts') await sleep(300);
    if (run.name === 'deaf') return goOn(store, runId, run.attempt, step);
    if ((await store.requests.pending(runId)).length > 0) return { type: 'stop', reason: 'requested' };
  }
}

/** Reports for ever, and listens to nobody. */
async function goOn(store: Store, runId: string, attempt: number, step: number): Promise<never> {
  process.on('SIGTERM', () => console.log('heard, and did nothing'));
  for (;;) {
    await store.runs.heartbeat(runId, attempt, step);
    await sleep(20);
  }
}

void main();
