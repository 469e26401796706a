// Processes that want the same budget at the same moment: never do two of them get what is there once.
import { describe, expect, it } from 'vitest';
import { planRun } from '../../src/core/plan';
import { createLedger } from '../../src/services/ledger/ledger';
import type { RunDraft } from '../../src/store/runs/runs';
import type { Store } from '../../src/store/store';
import { startChild, type Child } from '../services/childProcess';
import { exampleConfig, exampleRun } from '../store/examples';
import { temporaryDirectory, temporaryStore } from '../store/temporary';
import type { Command } from './children/racer';
import { bundleChildren } from './sabotage';

const rounds = 50;

async function racers(store: Store, count: number): Promise<Child[]> {
  const { racer } = await bundleChildren(await temporaryDirectory());
  const children = Array.from({ length: count }, () => startChild(racer, store.paths.directory));
  await Promise.all(children.map((child) => child.printed('ready')));
  return children;
}

const tell = ({ process }: Child, command: Command): boolean => process.send(command);

describe('processes that race', { timeout: 120_000 }, () => {
  it(`for the last budget of a data set, ${rounds} times: exactly one gets it`, async () => {
    const store = await temporaryStore();
    const children = await racers(store, 2);
    const winners: string[] = [];
    for (let round = 0; round < rounds; round++) {
      const draft: RunDraft = { ...exampleRun, data: { ...exampleRun.data, digest: `digest-${round}` } };
      await store.ledger.dataSets.register(draft.data);
      // At order 8 a run of the example takes ε 2.11, and two of them 3.00.
      await store.ledger.dataSets.setFirstCap(draft.data.digest, { cap: { epsilon: 2.99, delta: 1e-5 }, order: 8 }, 'for the test');
      children.forEach((child, i) => tell(child, { type: 'reserve', run: `run-${round}-${i}`, draft }));
      const answers = await Promise.all(children.map((child, i) => child.printed(new RegExp(`^run-${round}-${i} `))));
      winners.push(...answers.filter((line) => line.endsWith('reserved')));
      expect(winners).toHaveLength(round + 1);
      expect(await store.ledger.claims.list(draft.data.digest)).toHaveLength(1);
    }
    console.log(`faults: ${rounds} races for the last budget, ${winners.filter((line) => line.includes('-1 ')).length} won by the second process`);
  });

  it('for the steps of one claim get no step twice and never more than was reserved', async () => {
    const store = await temporaryStore();
    const plan = planRun({ ...exampleConfig.privacy, steps: 2_000 });
    await store.ledger.dataSets.register(exampleRun.data);
    await createLedger(store).setCap(exampleRun.data.digest, { epsilon: 50, delta: 1e-5 }, 'for the test');
    const { id } = await createLedger(store).reserve('run', exampleRun.data, plan);
    const children = await racers(store, 2);
    for (const child of children) tell(child, { type: 'spend', run: 'run' });
    await Promise.all(children.map((child) => child.printed('no further grant')));
    expect(children.flatMap(({ lines }) => lines.filter((line) => line.startsWith('step')))).toHaveLength(2_000);
    expect(await store.ledger.grants.list(id)).toHaveLength(100);
    expect((await store.ledger.claims.ofRun('run'))!.chargedSteps).toBe(2_000);
  });

  it('with somebody who marks the run lost: from then on nothing is granted', async () => {
    const store = await temporaryStore();
    const plan = planRun({ ...exampleConfig.privacy, noiseMultiplier: 8, steps: 100_000 });
    const ledger = createLedger(store);
    await store.ledger.dataSets.register(exampleRun.data);
    await ledger.setCap(exampleRun.data.digest, { epsilon: 50, delta: 1e-5 }, 'for the test');
    await ledger.reserve('run', exampleRun.data, plan);
    const [child] = await racers(store, 1);
    tell(child, { type: 'spend', run: 'run' });
    await child.printed('step 1000');
    await ledger.close('run', 'lost');
    const { status, chargedSteps } = (await store.ledger.claims.ofRun('run'))!;
    await child.printed('no further grant');
    expect({ status, chargedSteps }).toEqual({ status: 'lost', chargedSteps: child.lines.length - 2 });
    expect((await store.ledger.claims.ofRun('run'))!.chargedSteps).toBe(chargedSteps);
  });
});
