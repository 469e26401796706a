// The feed of a dashboard: whoever follows its tails always has what a fresh snapshot would show.
import { epsilonOfCost, renyiCost } from '../../../src/core/privacy/filter';
import { selfComposition } from '../../../src/core/privacy/mechanism';
import { describe, expect, it } from 'vitest';
import type { ScalarView, VectorKind, VectorView } from '../../../src/protocol/buckets';
import type { DashboardBudget, DashboardRun, DashboardSnapshot, DashboardTail } from '../../../src/protocol/dashboard';
import { labelled, revealed } from '../../../src/protocol/labelled';
import { accountingInThread } from '../../../src/services/accounting/inThread';
import { createLedger } from '../../../src/services/ledger/ledger';
import { openDashboard } from '../../../src/services/views/dashboard';
import { openStore, type Store } from '../../../src/store/store';
import { exampleRun } from '../../store/examples';
import { anyValue, randomFrom, type Random } from '../../store/random';
import { temporaryStore } from '../../store/temporary';

type VectorName = DashboardSnapshot['vectorSeries'][number];
type Buckets = Record<string, number[]>;

/** Keeps what the messages say, by the rules of the protocol: everything from the border of a tail on is dropped, then added. */
class Follower {
  run: DashboardRun;
  budget: DashboardBudget | undefined;
  readonly scalars = new Map<string, Buckets>();
  readonly vectors = new Map<string, Buckets>();
  vectorSeries: readonly VectorName[];

  constructor({ run, budget, scalars, vectorSeries }: DashboardSnapshot) {
    this.run = run;
    this.budget = budget;
    this.vectorSeries = vectorSeries;
    for (const view of scalars) this.scalars.set(view.name, byStep(view));
  }

  watch(views: readonly VectorView[]): void {
    this.vectors.clear();
    for (const view of views) this.vectors.set(`${view.kind}/${view.layer}`, byStep(view));
  }

  apply({ run, budget, fromStep, scalars, vectors }: DashboardTail): void {
    this.run = run;
    this.budget = budget;
    for (const kept of [...this.scalars.values(), ...this.vectors.values()]) {
      for (const step of Object.keys(kept)) if (Number(step) >= fromStep) delete kept[step];
    }
    for (const view of scalars) this.scalars.set(view.name, { ...this.scalars.get(view.name), ...byStep(view) });
    for (const view of vectors) {
      expect(Math.min(...revealed(view.buckets).steps)).toBeGreaterThanOrEqual(fromStep);
      const key = `${view.kind}/${view.layer}`;
      if (this.vectors.has(key)) this.vectors.set(key, { ...this.vectors.get(key), ...byStep(view) });
    }
  }
}

function byStep(view: ScalarView | VectorView): Buckets {
  if ('name' in view) {
    const { steps, min, max, last } = revealed(view.buckets);
    return Object.fromEntries([...steps].map((step, i) => [step, [min[i], max[i], last[i]]]));
  }
  const { steps, experts, mean, min, max } = revealed(view.buckets);
  return Object.fromEntries([...steps].map((step, i) => [step, [mean, min, max].flatMap((rows) => [...rows.subarray(i * experts, (i + 1) * experts)])]));
}

/** A trainer as the store sees it. */
class Writer {
  private step = 0;

  constructor(
    private readonly store: Store,
    private readonly id: string,
    private readonly random: Random,
  ) {}

  async steps(count: number, names = ['loss', 'batchSize', 'learningRate']): Promise<void> {
    const { store, id, random } = this;
    for (const name of names) {
      const series = await store.scalars.define(id, name, name === 'learningRate' ? 'public' : 'sensitive');
      await store.scalars.append(this.range(count).map((step) => ({ series: series.id, step, value: anyValue(random) })));
    }
    for (const layer of [1, 3]) {
      const series = await store.vectors.define(id, 'expertLoad', layer, 'sensitive');
      await store.vectors.append(this.range(count).map((step) => ({ series: series.id, step, value: Float32Array.from({ length: 4 }, () => anyValue(random)) })));
    }
    this.step += count;
    if (random() < 0.3) await this.epsilon();
  }

  /** ε belongs to the end of a grant, ahead of the steps. */
  async epsilon(): Promise<void> {
    const { id } = await this.store.scalars.define(this.id, 'epsilon', 'public');
    await this.store.scalars.append([{ series: id, step: this.step + 10, value: this.random() }]);
  }

  async resume(fromStep: number): Promise<void> {
    await this.store.runs.move(this.id, { type: 'lose' });
    await this.store.runs.resume(this.id, fromStep, 'beside', () => Promise.resolve());
    this.step = fromStep;
  }

  private range(count: number): number[] {
    return Array.from({ length: count }, (_, i) => this.step + i);
  }
}

const load = (layer: number): VectorName => ({ kind: 'expertLoad' satisfies VectorKind, layer });

async function startedRun(): Promise<{ store: Store; other: Store; id: string }> {
  const store = await temporaryStore();
  const other = await openStore(store.paths.directory);
  const { id } = await other.runs.create(exampleRun);
  await other.runs.start(id, 'beside');
  return { store, other, id };
}

describe('the dashboard feed', () => {
  it.each([1, 2, 3, 4, 5, 6])('sends tails that add up to a fresh snapshot, also over resumes (case %i)', async (seed) => {
    const { store, other, id } = await startedRun();
    const random = randomFrom(seed);
    const writer = new Writer(other, id, random);
    const buckets = [10, 70, 2_000][seed % 3];
    if (seed > 3) await writer.steps(40);
    const feed = openDashboard(store, accountingInThread, id, { buckets });
    const follower = new Follower(await feed.snapshot());
    follower.watch(await feed.watchVectors([load(3)]));
    for (let round = 0; round < 25; round++) {
      const what = random();
      if (what < 0.8) await writer.steps(1 + Math.floor(random() * 60), random() < 0.1 ? ['loss', 'rare'] : undefined);
      else if (what < 0.9) await writer.resume(Math.floor(random() * 30));
      const tail = await feed.tail();
      if (tail !== undefined) follower.apply(tail);
      if (round === 5) follower.watch(await feed.watchVectors([load(1), load(3), load(7)]));

      const fresh = openDashboard(store, accountingInThread, id, { buckets });
      const expected = new Follower(await fresh.snapshot());
      expected.watch(await fresh.watchVectors(round < 5 ? [load(3)] : [load(1), load(3)]));
      expect(nonEmpty(follower.scalars)).toEqual(nonEmpty(expected.scalars));
      if (round >= 5) expect(nonEmpty(follower.vectors)).toEqual(nonEmpty(expected.vectors));
      expect(follower.run).toEqual(expected.run);
    }
    await other.close();
  });

  it('has nothing to say while nothing changes, nor when only another run does', async () => {
    const { store, other, id } = await startedRun();
    await new Writer(other, id, randomFrom(1)).steps(100);
    const feed = openDashboard(store, accountingInThread, id);
    expect(await feed.tail()).toBeUndefined();
    await feed.snapshot();
    expect(await feed.tail()).toBeUndefined();
    await new Writer(other, (await other.runs.create(exampleRun)).id, randomFrom(2)).steps(10);
    expect(await feed.tail()).toBeUndefined();
    await other.close();
  });

  it('reads again no more than the last bucket', async () => {
    const { store, other, id } = await startedRun();
    let values = 0;
    const writer = new Writer(other, id, () => 0.9 + 1e-5 * (values++ % 5_000));
    await writer.steps(700);
    const feed = openDashboard(store, accountingInThread, id, { buckets: 100 });
    await feed.snapshot();
    await feed.watchVectors([load(1)]);
    await writer.steps(3);
    const tail = await feed.tail();
    expect(tail).toMatchObject({ fromStep: 688 });
    expect(tail!.scalars.map((view) => [view.name, view.width, [...revealed(view.buckets).steps]])).toEqual(
      ['loss', 'batchSize', 'learningRate'].map((name) => [name, 16, [688]]),
    );
    expect(tail!.vectors.map((view) => [view.layer, [...revealed(view.buckets).steps]])).toEqual([[1, [688]]]);
    await other.close();
  });

  it('tells of a change of the run alone, and cuts nothing then', async () => {
    const { store, other, id } = await startedRun();
    await new Writer(other, id, () => 0.9).steps(20);
    const feed = openDashboard(store, accountingInThread, id);
    const follower = new Follower(await feed.snapshot());
    await other.runs.noteTrainer(id, { backend: 'wasm', workers: 2, microBatch: 'auto' });
    await other.runs.setResult(id, { metrics: labelled('sensitive', { accuracy: 0.9 }) });
    await other.runs.move(id, { type: 'lose' });
    const tail = await feed.tail();
    expect(tail).toMatchObject({ run: { state: { status: 'lost' }, backend: 'wasm, 2 threads' }, fromStep: 20, scalars: [], vectors: [] });
    const before = structuredClone(follower.scalars);
    follower.apply(tail!);
    expect(follower.scalars).toEqual(before);
    expect(revealed(follower.run.metrics!)).toEqual({ accuracy: 0.9 });
    await other.close();
  });

  it('tells once of series of vectors that appear after the snapshot', async () => {
    const { store, other, id } = await startedRun();
    const feed = openDashboard(store, accountingInThread, id);
    expect((await feed.snapshot()).vectorSeries).toEqual([]);
    const writer = new Writer(other, id, () => 0.9);
    await writer.steps(2);
    expect((await feed.tail())!.vectors.map(({ kind, layer }) => ({ kind, layer }))).toEqual([load(1), load(3)]);
    await writer.steps(2);
    expect((await feed.tail())!.vectors).toEqual([]);
    await other.close();
  });

  it('forecasts the ledger as a straight line to what is reserved, and the step at which a lowered cap is reached', async () => {
    const { store, other, id } = await startedRun();
    const { data, plan } = exampleRun;
    const { dataSets, claims, grants } = other.ledger;
    await dataSets.register(data);
    await dataSets.setFirstCap(data.digest, { cap: { epsilon: 8, delta: 1e-5 }, order: 8 }, 'for the test');
    await createLedger(other).reserve(id, data, plan);
    await grants.take((await claims.ofRun(id))!, 0);
    const feed = openDashboard(store, accountingInThread, id);
    const { budget } = await feed.snapshot();
    const charged = (await claims.ofRun(id))!.chargedSteps;
    const at = (steps: number): number => epsilonOfCost(renyiCost(selfComposition(plan.stepMechanism, steps), 8), 1e-5, 8);
    expect(budget!.forecast!.start).toEqual({ step: 0, epsilon: 0 });
    expect(budget!.forecast!.now.epsilon).toBeCloseTo(at(charged), 12);
    expect(budget!.forecast!.end).toEqual({ step: plan.steps, epsilon: at(plan.steps) });
    expect(budget!.forecast!.capReachedAt).toBeUndefined();
    await dataSets.setCap(data.digest, 'lowered', () => ({ cap: { epsilon: at(plan.steps) * 0.9, delta: 1e-5 }, order: 8 }));
    const { capReachedAt } = (await feed.tail())!.budget!.forecast!;
    expect(at(charged + capReachedAt!)).toBeLessThanOrEqual(at(plan.steps) * 0.9);
    expect(at(charged + capReachedAt! + 1)).toBeGreaterThan(at(plan.steps) * 0.9);
    await other.close();
  });

  it('has the budget of the data set by its filter, which rises with every grant', async () => {
    const { store, other, id } = await startedRun();
    const { data, plan } = exampleRun;
    await other.ledger.dataSets.register(data);
    await other.ledger.dataSets.setFirstCap(data.digest, { cap: { epsilon: 8, delta: 1e-5 }, order: 8 }, 'for the test');
    await createLedger(other).reserve(id, data, plan);
    const feed = openDashboard(store, accountingInThread, id);
    const { budget, run } = await feed.snapshot();
    expect(budget).toMatchObject({ cap: 8, delta: 1e-5, spent: 0, order: 8 });
    expect(budget!.remaining).toBeCloseTo(8 - budget!.committed, 12);
    expect(run.spent.epsilon.pld).toBe(0);
    await other.ledger.grants.take((await other.ledger.claims.ofRun(id))!, 0);
    const tail = (await feed.tail())!;
    expect(tail.budget!.spent).toBeGreaterThan(0);
    expect(tail.budget!.committed).toBeCloseTo(budget!.committed, 12);
    expect(tail.run.spent.epsilon.pld).toBeGreaterThan(0);
    await other.close();
  });

  it('zooms to raw points where they fit, and to finer buckets where they do not', async () => {
    const { store, other, id } = await startedRun();
    await new Writer(other, id, randomFrom(9)).steps(900);
    const feed = openDashboard(store, accountingInThread, id, { buckets: 50 });
    await feed.snapshot();
    const [raw] = await feed.zoom(['loss', 'no such series'], 100, 140);
    expect(raw).toMatchObject({ name: 'loss', sensitivity: 'sensitive', width: 1 });
    expect([...revealed(raw.buckets).steps]).toEqual(Array.from({ length: 40 }, (_, i) => 100 + i));
    const [finer] = await feed.zoom(['loss'], 100, 300);
    expect(finer.width).toBe(4);
    expect(revealed(finer.buckets).steps).toHaveLength(50);
    await other.close();
  });

  it('gives an error when the run is deleted', async () => {
    const { store, other, id } = await startedRun();
    const feed = openDashboard(store, accountingInThread, id);
    await feed.snapshot();
    await other.runs.delete(id);
    await expect(feed.tail()).rejects.toThrow(/no run/);
    await other.close();
  });
});

/** A series without points may or may not be there. */
const nonEmpty = (series: ReadonlyMap<string, Buckets>): ReadonlyMap<string, Buckets> =>
  new Map([...series].filter(([, buckets]) => Object.keys(buckets).length > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
