// Follows series in buckets: knows of each what was handed out last, and so what is new.
import type { ScalarView, VectorView } from '../../protocol/buckets';
import { revealed } from '../../protocol/labelled';

/** Reads a view from the bucket that holds a step on; undefined when there is nothing. */
export type ReadFrom<View> = (fromStep: number) => Promise<View | undefined>;

/** One series, and the last bucket of it that was handed out: steps rise, so only that one can still change. */
export class Followed<View extends ScalarView | VectorView> {
  /** Where the last bucket starts; 0 before there is one. */
  from = 0;
  private last: readonly number[] | undefined = [];

  constructor(private readonly read: ReadFrom<View>) {}

  /** The view from a step on, which counts as handed out from now on. */
  async handOut(fromStep: number): Promise<View | undefined> {
    const view = await this.read(fromStep);
    this.note(view);
    return view;
  }

  /** The view from the last bucket on when it is not as it was; undefined, and nothing noted, otherwise. */
  async news(): Promise<View | undefined> {
    const view = await this.read(this.from);
    const isNew = view !== undefined && (this.last === undefined || steps(view).length > 1 || !sameNumbers(lastBucket(view), this.last));
    return isNew ? view : undefined;
  }

  /** Nothing counts as handed out any more, so that everything is news, an empty series too. */
  forget(): void {
    this.from = 0;
    this.last = undefined;
  }

  note(view: View | undefined): void {
    this.from = (view && steps(view).at(-1)) ?? this.from;
    this.last = view === undefined ? [] : lastBucket(view);
  }
}

/** What is new in several series, from one bucket border on that holds for all of them. */
export interface News<View> {
  readonly fromStep: number;
  readonly views: readonly View[];
}

/**
 * Looks at every series. Where one has news, all that reach as far are read from the same border on, because who follows drops
 * everything from there on.
 * @returns undefined when nothing is new
 */
export async function newsOf<View extends ScalarView | VectorView>(series: readonly Followed<View>[]): Promise<News<View> | undefined> {
  const changed = new Map<Followed<View>, View>();
  for (const one of series) {
    const view = await one.news();
    if (view !== undefined) changed.set(one, view);
  }
  if (changed.size === 0) return undefined;
  const fromStep = Math.min(...[...changed.keys()].map(({ from }) => from));
  const views: View[] = [];
  for (const one of series.filter(({ from }) => from >= fromStep)) {
    const known = one.from === fromStep ? changed.get(one) : undefined;
    if (known !== undefined) one.note(known);
    const view = known ?? (await one.handOut(fromStep));
    if (view !== undefined) views.push(view);
  }
  return { fromStep, views };
}

const steps = (view: ScalarView | VectorView): Int32Array => revealed<{ readonly steps: Int32Array }>(view.buckets).steps;

/** Every number of the last bucket. */
function lastBucket(view: ScalarView | VectorView): number[] {
  if (steps(view).length === 0) return [];
  if ('name' in view) {
    const { min, max, last } = revealed(view.buckets);
    return [min, max, last].map((column) => column[column.length - 1]);
  }
  const { experts, mean, min, max } = revealed(view.buckets);
  return [mean, min, max].flatMap((rows) => [...rows.subarray(-experts)]);
}

const sameNumbers = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
