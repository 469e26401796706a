// Times what the views read: the first sight of long series, a live tick, a layer of experts, and lists of many runs.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accountingInThread } from '../src/services/accounting/inThread';
import { comparedRuns } from '../src/services/views/compare';
import { openDashboard } from '../src/services/views/dashboard';
import { runList } from '../src/services/views/runList';
import { openStore, type Store } from '../src/store/store';
import { exampleClaim, exampleRun } from '../test/store/examples';
import { hostTime, medianTime, once } from './timing';

const points = 1_000_000;
const pointsPerTick = 30;
const experts = 64;
const vectorSteps = 4_000;
const layers = 48;

/** Medians in milliseconds; `host` is the time that the event loop was busy, the rest is waited for SQLite's thread. */
export async function benchViews(): Promise<object> {
  const directory = await mkdtemp(join(tmpdir(), 'cloister-bench-'));
  const [trainer, host] = [await openStore(directory), await openStore(directory)];
  try {
    return { dashboard: await dashboard(trainer, host), lists: await lists(trainer, host) };
  } finally {
    await trainer.close();
    await host.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function dashboard(trainer: Store, host: Store): Promise<object> {
  const { id } = await trainer.runs.create({ ...exampleRun, plan: { ...exampleRun.plan, steps: points } });
  const series = await trainer.scalars.define(id, 'loss', 'sensitive');
  let written = 0;
  const write = async (count: number): Promise<void> => {
    await trainer.scalars.append(Array.from({ length: count }, (_, i) => ({ series: series.id, step: written + i, value: Math.sin(written + i) })));
    written += count;
  };
  while (written < points) await write(5_000);
  const firstSnapshot = await medianTime(() => openDashboard(host, accountingInThread, id).snapshot());
  const feed = openDashboard(host, accountingInThread, id);
  await feed.snapshot();
  const tick = await hostTime(() => feed.tail(), () => write(pointsPerTick));
  return { points, firstSnapshot, tick, idleTick: await hostTime(() => feed.tail()), routing: await routing(trainer, host) };
}

async function routing(trainer: Store, host: Store): Promise<object> {
  const { id } = await trainer.runs.create({ ...exampleRun, plan: { ...exampleRun.plan, steps: vectorSteps } });
  const watched = Array.from({ length: layers }, (_, layer) => ({ kind: 'expertLoad' as const, layer }));
  for (const { kind, layer } of watched) {
    const series = await trainer.vectors.define(id, kind, layer, 'sensitive');
    await trainer.vectors.append(Array.from({ length: vectorSteps }, (_, step) => ({ series: series.id, step, value: new Float32Array(experts).fill(1 / experts) })));
  }
  const feed = openDashboard(host, accountingInThread, id);
  await feed.snapshot();
  return {
    experts,
    steps: vectorSteps,
    oneLayer: await medianTime(() => feed.watchVectors(watched.slice(0, 1))),
    layers,
    allLayers: await medianTime(() => feed.watchVectors(watched)),
  };
}

/** A reservation reads all claims on its data set, so filling a single one takes ever longer. */
const runsPerDataSet = 50;

/** Runs of which three in ten were stopped early, each after another number of steps. */
async function lists(trainer: Store, host: Store): Promise<object> {
  const results: Record<string, object> = {};
  let runs = 0;
  for (const most of [1_000, 10_000]) {
    for (; runs < most; runs++) {
      const digest = `digest-${Math.floor(runs / runsPerDataSet)}`;
      await trainer.ledger.dataSets.register({ ...exampleRun.data, digest });
      await endedRun(trainer, digest, runs % 10 < 3 ? 1 + ((runs * 7) % 900) : exampleRun.plan.steps);
    }
    results[`${most}Runs`] = {
      compareFirst: await once(() => comparedRuns(host, accountingInThread)),
      compare: await medianTime(() => comparedRuns(host, accountingInThread)),
      sidebar: await medianTime(() => runList(host, accountingInThread, { text: '', limit: 100 })),
      filtered: await medianTime(() => runList(host, accountingInThread, { text: 'example mails', limit: 100 })),
    };
  }
  return results;
}

async function endedRun(store: Store, digest: string, chargedSteps: number): Promise<void> {
  const { id } = await store.runs.create({ ...exampleRun, data: { ...exampleRun.data, digest } });
  const claim = await store.ledger.claims.reserve(exampleClaim(id, { digest, grantSteps: chargedSteps }), () => undefined);
  await store.ledger.grants.take(claim, 0);
  await store.ledger.claims.close(claim, 'settled');
}
