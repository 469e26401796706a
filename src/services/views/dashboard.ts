// Feeds the dashboard of one run: everything at first, and then only what is new.
import { isDeepStrictEqual } from 'node:util';
import { bucketWidth, type ScalarView, type VectorView } from '../../protocol/buckets';
import type { DashboardBudget, DashboardRun, DashboardSnapshot, DashboardTail } from '../../protocol/dashboard';
import type { RunId } from '../../protocol/run';
import type { ChangeTokens } from '../../store/changes';
import type { Store } from '../../store/store';
import type { Accounting } from '../accounting/accounting';
import { dashboardBudget } from './dashboardBudget';
import { dashboardRun } from './dashboardRun';
import { Followed, newsOf } from './followed';
import { defaultBuckets, drawnVectorSeries, scalarViews, vectorView, type BucketedRange, type DrawnVectorSeries } from './seriesViews';

export interface DashboardOptions {
  /** Most buckets of a series over the planned steps. */
  readonly buckets?: number;
}

type VectorSeriesName = DashboardSnapshot['vectorSeries'][number];

/**
 * One page's view of a run. Calls are worked off one after the other, in order.
 * The width of the buckets follows from the planned steps alone, so that it stays the same while the run grows.
 */
export interface DashboardFeed {
  /**
   * Everything but the rows of vectors; the tails after it start from here, and nothing is watched until it is asked for again.
   * @throws badInput when there is no such run (any more)
   */
  snapshot(): Promise<DashboardSnapshot>;
  /**
   * What is new since the last call of this or of `snapshot`: all views start at the same border, and views that are left out
   * have nothing from there on. A series of vectors that was not there before is in it too, whether it is watched or not.
   * @returns undefined when nothing is new, and before the first snapshot
   * @throws badInput when there is no such run (any more)
   */
  tail(): Promise<DashboardTail | undefined>;
  /** All rows of these series, which the tails hold from now on, in place of those watched before. A series without rows is left out. */
  watchVectors(series: readonly VectorSeriesName[]): Promise<VectorView[]>;
  /** Some series from one step up to another (excluded), as fine as fits into the buckets of a view. Series that do not exist are left out. */
  zoom(names: readonly string[], fromStep: number, toStep: number): Promise<ScalarView[]>;
}

export function openDashboard(store: Store, accounting: Accounting, runId: RunId, { buckets = defaultBuckets }: DashboardOptions = {}): DashboardFeed {
  const feed = new Feed(store, accounting, runId, buckets);
  let last: Promise<unknown> = Promise.resolve();
  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => undefined); // Whoever asked gets the error; the next call does not.
    return result;
  };
  return {
    snapshot: () => inOrder(() => feed.snapshot()),
    tail: () => inOrder(() => feed.tail()),
    watchVectors: (series) => inOrder(() => feed.watchVectors(series)),
    zoom: (names, fromStep, toStep) => inOrder(() => feed.zoom(names, fromStep, toStep)),
  };
}

/** What was handed out last, besides the series. */
interface Shown {
  readonly tokens: ChangeTokens;
  readonly run: DashboardRun;
  readonly budget: DashboardBudget | undefined;
}

class Feed {
  private shown: Shown | undefined;
  private width = 1;
  /** By the id of the series, as is everything below. */
  private scalars = new Map<number, Followed<ScalarView>>();
  private watched = new Map<number, Followed<VectorView>>();
  private vectorsSeen = new Set<number>();

  constructor(
    private readonly store: Store,
    private readonly accounting: Accounting,
    private readonly runId: RunId,
    private readonly buckets: number,
  ) {}

  async snapshot(): Promise<DashboardSnapshot> {
    const { run, budget } = await this.look();
    this.width = bucketWidth(run.plan.steps, this.buckets);
    this.scalars = new Map();
    this.watched = new Map();
    const scalars: ScalarView[] = [];
    for (const series of await this.newScalarSeries()) scalars.push((await series.handOut(0))!);
    const vectorSeries = await drawnVectorSeries(this.store, this.runId);
    this.vectorsSeen = new Set(vectorSeries.map(({ id }) => id));
    return { run, budget, scalars, vectorSeries: vectorSeries.map(({ kind, layer }) => ({ kind, layer })) };
  }

  async tail(): Promise<DashboardTail | undefined> {
    const before = this.shown;
    if (before === undefined || sameTokens(before.tokens, await this.store.changes.tokens())) return undefined;
    const { run, budget } = await this.look();
    // Another attempt has dropped the steps after its checkpoint, and may have taken them again by now: everything is new.
    if (run.attempt !== before.run.attempt) [...this.scalars.values(), ...this.watched.values()].forEach((series) => series.forget());
    await this.newScalarSeries();
    const news = await newsOf<ScalarView | VectorView>([...this.scalars.values(), ...this.watched.values(), ...(await this.newVectorSeries())]);
    if (news === undefined && isDeepStrictEqual([run, budget], [before.run, before.budget])) return undefined;
    const { fromStep, views } = news ?? { fromStep: this.end(), views: [] };
    return { run, budget, fromStep, scalars: views.filter(isScalar), vectors: views.filter(isVector) };
  }

  async watchVectors(names: readonly VectorSeriesName[]): Promise<VectorView[]> {
    const existing = await drawnVectorSeries(this.store, this.runId);
    const wanted = names.flatMap((name) => existing.filter(({ kind, layer }) => kind === name.kind && layer === name.layer));
    this.watched = new Map(wanted.map((series) => [series.id, this.followVectors(series)]));
    const views: VectorView[] = [];
    for (const series of this.watched.values()) {
      const view = await series.handOut(0);
      if (view !== undefined) views.push(view);
    }
    return views;
  }

  async zoom(names: readonly string[], fromStep: number, toStep: number): Promise<ScalarView[]> {
    const series = (await this.store.scalars.list(this.runId)).filter(({ name }) => names.includes(name));
    return scalarViews(this.store, series, { fromStep, toStep, width: bucketWidth(toStep - fromStep, this.buckets) });
  }

  /** Reads run and budget. The tokens come first: whatever is committed after them shows in the next ones. */
  private async look(): Promise<Shown> {
    const tokens = await this.store.changes.tokens();
    const run = await this.store.runs.get(this.runId);
    const before = this.shown;
    const unchanged = before?.tokens.ledger === tokens.ledger && before.run.step === run.step && before.run.state.status === run.state.status;
    const budget = unchanged ? before.budget : await dashboardBudget(this.store, run);
    this.shown = { tokens, run: await dashboardRun(this.store, this.accounting, run), budget };
    return this.shown;
  }

  /** Begins to follow the scalar series that were not there before. */
  private async newScalarSeries(): Promise<Followed<ScalarView>[]> {
    const added = (await this.store.scalars.list(this.runId)).filter(({ id }) => !this.scalars.has(id));
    for (const series of added) {
      const range = (fromStep: number): BucketedRange => ({ fromStep, toStep: Infinity, width: this.width });
      this.scalars.set(series.id, new Followed(async (fromStep) => (await scalarViews(this.store, [series], range(fromStep)))[0]));
    }
    return added.map(({ id }) => this.scalars.get(id)!);
  }

  /** The series of vectors that were not there before: they are told of once, so that the page can ask for them. */
  private async newVectorSeries(): Promise<Followed<VectorView>[]> {
    const added = (await drawnVectorSeries(this.store, this.runId)).filter(({ id }) => !this.vectorsSeen.has(id) && !this.watched.has(id));
    added.forEach(({ id }) => this.vectorsSeen.add(id));
    return added.map((series) => this.followVectors(series));
  }

  private followVectors(series: DrawnVectorSeries): Followed<VectorView> {
    return new Followed((fromStep) => vectorView(this.store, series, fromStep, this.width));
  }

  /** First step that no view holds. */
  private end(): number {
    return Math.max(0, ...[...this.scalars.values()].map(({ from }) => from + this.width));
  }
}

const isScalar = (view: ScalarView | VectorView): view is ScalarView => 'name' in view;
const isVector = (view: ScalarView | VectorView): view is VectorView => !isScalar(view);
const sameTokens = (one: ChangeTokens, other: ChangeTokens): boolean => one.runs === other.runs && one.ledger === other.ledger;
