// A run that has ended, with figures of every kind and a claim, for tests of what may be said about it.
import type { ClaimEnd } from '../../src/protocol/ledger';
import type { Run } from '../../src/protocol/run';
import { labelled } from '../../src/protocol/labelled';
import { createLedger } from '../../src/services/ledger/ledger';
import type { RunDraft } from '../../src/store/runs/runs';
import type { Store } from '../../src/store/store';
import { exampleRun } from '../store/examples';

export interface Ending {
  readonly draft?: Partial<RunDraft>;
  /** Steps that were charged, in grants as the ledger gives them; by default those of the plan. */
  readonly chargedSteps?: number;
  /** By default that of a run which somebody may have looked at. */
  readonly end?: ClaimEnd;
}

/** Loss and expert load are sensitive, the learning rate is public, and `noisyLoad` stands for what was released with noise. */
export async function endedRun(store: Store, { draft = {}, chargedSteps = exampleRun.plan.steps, end = 'settled' }: Ending = {}): Promise<Run> {
  const { id, data, plan } = await store.runs.create({ ...exampleRun, ...draft });
  await store.ledger.dataSets.register(data);
  if (data.declared === 'private') await store.ledger.dataSets.setFirstCap(data.digest, { cap: { epsilon: 20, delta: 1e-5 }, order: 8 }, 'for the test');
  const claim = await createLedger(store).reserve(id, data, plan);
  for (let step = 0; step < chargedSteps; step += claim.grantSteps) {
    const grant = (await store.ledger.grants.take(claim, step))!;
    const surplus = step + grant.steps - chargedSteps;
    if (surplus > 0) await store.ledger.grants.giveBack(grant, grant.steps - surplus);
  }
  await store.ledger.claims.close(claim, end);
  await writeSeries(store, id);
  await store.runs.setResult(id, { metrics: labelled('sensitive', { accuracy: 0.9375 }) });
  await store.runs.start(id, 'beside');
  await store.runs.started(id, { pid: 1, startTime: 'now' });
  return store.runs.move(id, { type: 'fail', message: 'Record 17 says "secret".' });
}

async function writeSeries(store: Store, id: string): Promise<void> {
  const loss = await store.scalars.define(id, 'loss', 'sensitive');
  const rate = await store.scalars.define(id, 'learningRate', 'public');
  const noisy = await store.scalars.define(id, 'noisyLoad', 'released');
  await store.scalars.append([
    ...[0.625, NaN].map((value, step) => ({ series: loss.id, step, value })),
    ...[0.5, -0.25].map((value, step) => ({ series: rate.id, step, value })),
    ...[Infinity, -Infinity].map((value, step) => ({ series: noisy.id, step, value })),
  ]);
  const load = await store.vectors.define(id, 'expertLoad', 1, 'sensitive');
  await store.vectors.append([{ series: load.id, step: 0, value: Float32Array.of(0.8125, 0.1875) }]);
}
