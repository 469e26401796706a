// Series in buckets, against the plain definition of a bucket over everything that was written.
import { describe, expect, it } from 'vitest';
import type { ScalarBuckets, VectorBuckets } from '../../src/protocol/buckets';
import { openDatabase } from '../../src/store/migrate';
import { dropScalars } from '../../src/store/runs/scalars';
import { runsSchema } from '../../src/store/runs/schema';
import { openStore, type Store } from '../../src/store/store';
import { exampleRun } from './examples';
import { anyValue, randomFrom, type Random } from './random';
import { temporaryDirectory, temporaryStore } from './temporary';

/** The points of one series, by step. */
type Points = Map<number, number>;

/** Fills `points` bucket by bucket, straight from the definition. */
function gathered(points: Points, { fromStep, toStep }: { fromStep: number; toStep: number }, width: number): ScalarBuckets {
  const [from, to] = [Math.floor(fromStep / width) * width, Math.ceil(toStep / width) * width];
  const inside = [...points].filter(([step]) => step >= from && step < to).sort(([a], [b]) => a - b);
  const starts = [...new Set(inside.map(([step]) => step - (step % width)))];
  const buckets = starts.map((start) => inside.filter(([step]) => step - (step % width) === start).map(([, value]) => value));
  const extreme = (pick: (...values: number[]) => number) => (values: number[]) => {
    const numbers = values.filter((value) => !Number.isNaN(value));
    return numbers.length === 0 ? NaN : pick(...numbers);
  };
  return {
    steps: Int32Array.from(starts),
    min: Float64Array.from(buckets, extreme(Math.min)),
    max: Float64Array.from(buckets, extreme(Math.max)),
    last: Float64Array.from(buckets, (values) => values.at(-1)!),
  };
}

async function runWithSeries(store: Store, names: readonly string[]): Promise<{ id: string; series: number[] }> {
  const { id } = await store.runs.create(exampleRun);
  const series: number[] = [];
  for (const name of names) series.push((await store.scalars.define(id, name, 'sensitive')).id);
  return { id, series };
}

/** Writes batches of steps with gaps, some of them again with other values. */
async function writeAnything(store: Store, series: readonly number[], random: Random, batches: number): Promise<Points[]> {
  const written: Points[] = series.map((): Points => new Map());
  let next = 0;
  for (let batch = 0; batch < batches; batch++) {
    const from = random() < 0.2 ? Math.floor(random() * (next + 1)) : next;
    const steps = Array.from({ length: 1 + Math.floor(random() * 90) }, (_, i) => from + i).filter(() => random() < 0.8);
    const points = steps.flatMap((step) => series.map((id) => ({ series: id, step, value: anyValue(random) })));
    await store.scalars.append(points);
    for (const { series: id, step, value } of points) written[series.indexOf(id)].set(step, value);
    next = Math.max(next, (steps.at(-1) ?? 0) + 1);
  }
  return written;
}

const everything = { fromStep: 0, toStep: Infinity };

describe('scalar buckets', () => {
  it.each([1, 2, 8, 16, 32, 128])('of %i steps hold what their points say, whatever was overwritten', async (width) => {
    const store = await temporaryStore();
    const random = randomFrom(width);
    const { series } = await runWithSeries(store, ['loss', 'batchSize']);
    const written = await writeAnything(store, series, random, 25);
    const ranges = [everything, { fromStep: 37, toStep: 38 }, { fromStep: 100, toStep: 411 }, { fromStep: 5_000, toStep: 6_000 }];
    for (const range of ranges) {
      const buckets = await store.scalars.buckets(series.map((id) => ({ series: id, ...range })), width);
      expect(buckets).toEqual(written.map((points) => gathered(points, range, width)));
    }
  });

  it('skip NaN in min and max, and keep it as the last value; ±Infinity is a number', async () => {
    const store = await temporaryStore();
    const { series: [id] } = await runWithSeries(store, ['loss']);
    const values = [1, Infinity, 3, NaN, NaN, NaN, NaN, NaN, -Infinity, 2, 0, 5];
    await store.scalars.append(values.map((value, step) => ({ series: id, step, value })));
    expect(await store.scalars.buckets([{ series: id, ...everything }], 4)).toEqual([
      { steps: Int32Array.of(0, 4, 8), min: Float64Array.of(1, NaN, -Infinity), max: Float64Array.of(Infinity, NaN, 5), last: Float64Array.of(NaN, NaN, 5) },
    ]);
  });

  it('know nothing any more of the steps that a resumed run takes again', async () => {
    const store = await temporaryStore();
    const { id, series } = await runWithSeries(store, ['loss']);
    const [points] = await writeAnything(store, series, randomFrom(3), 10);
    const database = await openDatabase(store.paths.runs, runsSchema);
    await database.transaction((connection) => dropScalars(connection, id, 37));
    await database.close();
    const kept = new Map([...points].filter(([step]) => step < 37));
    for (const width of [4, 16, 32]) {
      expect(await store.scalars.buckets([{ series: series[0], ...everything }], width)).toEqual([gathered(kept, everything, width)]);
    }
  });

  it('cover points that were written before there were roll-ups', async () => {
    const directory = await temporaryDirectory();
    const older = await openDatabase(`${directory}/runs.db`, { ...runsSchema, migrations: runsSchema.migrations.slice(0, 1) });
    await older.exec(`
      INSERT INTO runs (id, name, state, config, plan, data, environment, created_at) VALUES ('old', 'old', '{}', '{}', '{}', '{}', '{}', 0);
      INSERT INTO scalar_series (id, run, name, sensitivity) VALUES (1, 'old', 'loss', 'sensitive');
      INSERT INTO scalars (series, step, value)
      WITH RECURSIVE steps (step) AS (SELECT 0 UNION ALL SELECT step + 1 FROM steps WHERE step < 99) SELECT 1, step, nullif(step * 7 % 50, 13) FROM steps;`);
    await older.close();
    const store = await openStore(directory);
    const points: Points = new Map(Array.from({ length: 100 }, (_, step) => [step, (step * 7) % 50 === 13 ? NaN : (step * 7) % 50]));
    expect(await store.scalars.buckets([{ series: 1, ...everything }], 32)).toEqual([gathered(points, everything, 32)]);
    await store.close();
  });
});

/** Mean and extremes of the numbers of each expert, straight from the definition. */
function gatheredVectors(rows: ReadonlyMap<number, Float32Array>, fromStep: number, width: number): VectorBuckets {
  const from = Math.floor(fromStep / width) * width;
  const steps = [...rows.keys()].filter((step) => step >= from).sort((a, b) => a - b);
  const starts = [...new Set(steps.map((step) => step - (step % width)))];
  const experts = rows.get(steps[0])!.length;
  const each = (figure: (numbers: number[]) => number): Float32Array =>
    Float32Array.from(
      starts.flatMap((start) => {
        const bucket = steps.filter((step) => step - (step % width) === start).map((step) => rows.get(step)!);
        return Array.from({ length: experts }, (_, e) => figure(bucket.map((row) => row[e]).filter((value) => !Number.isNaN(value))));
      }),
    );
  return {
    experts,
    steps: Int32Array.from(starts),
    mean: each((numbers) => (numbers.length === 0 ? NaN : numbers.reduce((sum, value) => sum + value, 0) / numbers.length)),
    min: each((numbers) => (numbers.length === 0 ? NaN : Math.min(...numbers))),
    max: each((numbers) => (numbers.length === 0 ? NaN : Math.max(...numbers))),
  };
}

describe('vector buckets', () => {
  it.each([1, 4, 64])('of %i steps hold mean and extremes of each expert, without the NaN of empty batches', async (width) => {
    const store = await temporaryStore();
    const random = randomFrom(width);
    const { id } = await store.runs.create(exampleRun);
    const series = await store.vectors.define(id, 'expertLoad', 0, 'sensitive');
    const rows = new Map<number, Float32Array>();
    for (let step = 0; step < 2_300; step += 1 + Math.floor(random() * 3)) {
      rows.set(step, random() < 0.1 ? new Float32Array(6).fill(NaN) : Float32Array.from({ length: 6 }, () => anyValue(random)));
    }
    await store.vectors.append([...rows].map(([step, value]) => ({ series: series.id, step, value })));
    for (const fromStep of [0, 777]) expect(await store.vectors.buckets(series.id, fromStep, width)).toEqual(gatheredVectors(rows, fromStep, width));
    expect(await store.vectors.buckets(series.id, 10_000, width)).toBeUndefined();
  });

  it('refuse rows of different lengths', async () => {
    const store = await temporaryStore();
    const { id } = await store.runs.create(exampleRun);
    const series = await store.vectors.define(id, 'expertLoad', 0, 'sensitive');
    await store.vectors.append([2, 3].map((experts, step) => ({ series: series.id, step, value: new Float32Array(experts) })));
    await expect(store.vectors.buckets(series.id, 0, 1)).rejects.toThrow(/step 1 has 12 bytes, not 8/);
  });

  it('let other work have its turn in between', async () => {
    const store = await temporaryStore();
    const { id } = await store.runs.create(exampleRun);
    const series = await store.vectors.define(id, 'expertLoad', 0, 'sensitive');
    await store.vectors.append(Array.from({ length: 4_000 }, (_, step) => ({ series: series.id, step, value: new Float32Array(64) })));
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await store.vectors.buckets(series.id, 0, 8);
    clearInterval(timer);
    expect(turns).toBeGreaterThanOrEqual(3);
  });
});

describe('change tokens', () => {
  it('differ after a commit of this process or of another connection, and only of the database that changed', async () => {
    const store = await temporaryStore();
    const other = await openStore(store.paths.directory);
    const first = await store.changes.tokens();
    expect(await store.changes.tokens()).toEqual(first);
    await store.runs.create(exampleRun);
    const own = await store.changes.tokens();
    expect(own.runs).not.toBe(first.runs);
    expect(own.ledger).toBe(first.ledger);
    await other.ledger.dataSets.register(exampleRun.data);
    const others = await store.changes.tokens();
    expect(others.runs).toBe(own.runs);
    expect(others.ledger).not.toBe(own.ledger);
    await other.runs.create(exampleRun);
    expect((await store.changes.tokens()).runs).not.toBe(own.runs);
    await other.close();
  });
});
