import { describe, expect, it } from 'vitest';
import type { DashboardTail, ToDashboard } from '../../src/protocol/dashboard';
import type { ScalarView } from '../../src/protocol/buckets';
import { revealed } from '../../src/protocol/labelled';
import { firstChoices, parseChoices } from '../../webview/dashboard/choices';
import { shownLayer, shownLoad, wantedVectors } from '../../webview/dashboard/layers';
import { initialState, reduce, vectorKey, type DashboardEvent, type DashboardState } from '../../webview/dashboard/state';
import { dashboardRun, load, sampleSnapshot, sampleVectors, scalarView, vectorView } from './dashboardRuns';

const running = { status: 'running' } as const;
const received = (message: ToDashboard): DashboardEvent => ({ type: 'received', message });
const after = (...events: DashboardEvent[]): DashboardState => events.reduce(reduce, initialState(firstChoices));
const snapshot = (step: number, width = 4): DashboardEvent => received({ type: 'snapshot', snapshot: sampleSnapshot({ state: running, step, width, layers: 2 }) });

/** A loss that tells the attempt in which a step was taken. */
const loss = (steps: number, width: number, fromStep: number, attempt: number): ScalarView => scalarView('loss', steps, width, (step) => step + attempt / 10, 'sensitive', fromStep);

function tail(step: number, fromStep: number, changes: Partial<DashboardTail> = {}): DashboardEvent {
  return received({ type: 'tail', tail: { run: dashboardRun(running, step), budget: undefined, fromStep, scalars: [], vectors: [], ...changes } });
}

const lossOf = (state: DashboardState) => revealed(state.data!.scalars.get('loss')!.buckets);

describe('tails', () => {
  it('replace the buckets from their first step on', () => {
    const state = after(snapshot(10), tail(14, 8, { scalars: [loss(14, 4, 8, 2)] }));
    expect([...lossOf(state).steps]).toEqual([0, 4, 8, 12]);
    expect([...lossOf(state).last].slice(2)).toEqual([11.2, 13.2]);
    expect(state.data!.run.step).toBe(14);
    expect(state.stale).toBe(false);
  });

  it('of a resumed run take away the steps that are taken again', () => {
    const state = after(snapshot(40), tail(18, 16, { scalars: [loss(18, 4, 16, 2)] }));
    expect([...lossOf(state).steps]).toEqual([0, 4, 8, 12, 16]);
  });

  it('take away what they hold nothing of', () => {
    const state = after(snapshot(40), tail(16, 16));
    expect([...lossOf(state).steps]).toEqual([0, 4, 8, 12]);
    expect([...revealed(state.data!.scalars.get('batchSize')!.buckets).steps]).toEqual([0, 4, 8, 12]);
  });

  it('one after the other are the same as one snapshot of the end', () => {
    const whole = lossOf(after(received({ type: 'snapshot', snapshot: { ...sampleSnapshot({ state: running, step: 61, width: 4, layers: 2 }), scalars: [loss(61, 4, 0, 1)] } })));
    const first = received({ type: 'snapshot', snapshot: { ...sampleSnapshot({ state: running, step: 3, width: 4, layers: 2 }), scalars: [loss(3, 4, 0, 1)] } });
    const steps = [5, 12, 13, 40, 61];
    const tails = steps.map((step, i) => {
      const from = Math.floor(([3, ...steps][i] - 1) / 4) * 4;
      return tail(step, from, { scalars: [loss(step, 4, from, 1)] });
    });
    expect(lossOf(after(first, ...tails))).toEqual(whole);
  });

  it('bring series that were not there before, of scalars and of vectors', () => {
    const views = sampleVectors([{ kind: 'expertLoad', layer: 7 }], 4, 8, 4);
    const state = after(snapshot(8), tail(8, 0, { scalars: [scalarView('new', 8, 4, () => 1)], vectors: views }));
    expect(state.data!.scalars.has('new')).toBe(true);
    expect(state.data!.vectorSeries).toContainEqual({ kind: 'expertLoad', layer: 7 });
  });

  it('continue the vectors of layers', () => {
    const series = [{ kind: 'expertLoad' as const, layer: 0 }];
    const rows = received({ type: 'vectors', vectors: sampleVectors(series, 4, 10, 4) });
    const state = after(snapshot(10), rows, tail(14, 8, { vectors: [vectorView('expertLoad', 0, 4, 14, 4, load(4), 8)] }));
    const { steps, mean } = revealed(state.data!.vectors.get('expertLoad/0')!.buckets);
    expect([...steps]).toEqual([0, 4, 8, 12]);
    expect(mean).toHaveLength(16);
  });

  it('with buckets of another width make the page ask for a snapshot', () => {
    const state = after(snapshot(40), tail(44, 40, { scalars: [loss(44, 8, 40, 1)] }));
    expect(state.stale).toBe(true);
    expect(reduce(state, snapshot(44, 8)).stale).toBe(false);
  });

  it('before a snapshot make the page ask for one', () => {
    expect(after(tail(4, 0)).stale).toBe(true);
  });
});

describe('zoom', () => {
  it('is cut to the steps of the run', () => {
    expect(after(snapshot(100), { type: 'zoomed', range: { fromStep: -5, toStep: 40 } }).zoom?.range).toEqual({ fromStep: 0, toStep: 40 });
  });

  it('of all steps is none', () => {
    expect(after(snapshot(100), { type: 'zoomed', range: { fromStep: 0, toStep: 5000 } }).zoom).toBeUndefined();
  });

  it('passes over answers to earlier questions', () => {
    const zoomed = after(snapshot(100), { type: 'zoomed', range: { fromStep: 10, toStep: 20 } }, { type: 'zoomed', range: { fromStep: 10, toStep: 30 } });
    const late = reduce(zoomed, received({ type: 'range', request: 1, scalars: [loss(20, 1, 10, 1)] }));
    expect(late.zoom?.scalars).toBeUndefined();
    expect(reduce(zoomed, received({ type: 'range', request: 2, scalars: [loss(30, 1, 10, 1)] })).zoom?.scalars?.has('loss')).toBe(true);
  });

  it('keeps its finer series while it asks for newer ones', () => {
    const zoomed = after(snapshot(100), { type: 'zoomed', range: { fromStep: 10, toStep: 20 } }, received({ type: 'range', request: 1, scalars: [loss(20, 1, 10, 1)] }), { type: 'zoomRefreshed' });
    expect(zoomed.zoom).toMatchObject({ request: 2 });
    expect(zoomed.zoom?.scalars?.has('loss')).toBe(true);
  });
});

describe('choices', () => {
  it('survive a snapshot', () => {
    const state = after({ type: 'chose', choices: { axis: 'time', smoothing: 0.5 } }, { type: 'toggled', list: 'collapsed', panel: 'loss' }, snapshot(10));
    expect(state.choices).toMatchObject({ axis: 'time', smoothing: 0.5, collapsed: ['configuration', 'loss'] });
  });

  it('toggled twice are as before', () => {
    const toggle: DashboardEvent = { type: 'toggled', list: 'logarithmic', panel: 'loss' };
    expect(after(toggle, toggle).choices).toEqual(firstChoices);
  });

  it('are read back after a restart, when JSON has lost what is undefined', () => {
    expect(parseChoices(JSON.parse(JSON.stringify({ runId: 'a', choices: firstChoices })))).toEqual({ ...firstChoices });
  });

  it.each([undefined, null, {}, { choices: { ...firstChoices, smoothing: 1 } }, { choices: { ...firstChoices, collapsed: ['gone'] } }])(
    'that this version cannot read are none: %j',
    (saved) => expect(parseChoices(saved)).toBeUndefined(),
  );
});

describe('messages', () => {
  it('with the curve of the plan hold for all snapshots: plans never change', () => {
    const points = [{ step: 0, epsilon: 0 }, { step: 1000, epsilon: 3 }];
    expect(after(received({ type: 'planned', points }), snapshot(8)).planned).toEqual(points);
  });

  it('of trouble stay until the next good one', () => {
    const state = after(snapshot(10), { type: 'failed', message: 'odd' });
    expect(state.problem).toBe('odd');
    expect(reduce(state, snapshot(12)).problem).toBeUndefined();
  });

  it('that the run is gone replace the page until it is there again', () => {
    const gone = after(snapshot(10), received({ type: 'unavailable', message: 'deleted' }));
    expect(gone.unavailable).toBe('deleted');
    expect(reduce(gone, snapshot(12)).unavailable).toBeUndefined();
  });
});

describe('layers', () => {
  it('wanted are all kinds of the chosen one and the loads of those on screen', () => {
    const state = after(snapshot(10), { type: 'chose', choices: { layer: 1 } });
    expect(wantedVectors(state, new Set([0])).map(vectorKey)).toEqual(['expertLoad/0', 'expertLoad/1', 'expertGradientNorm/1', 'expertSignalToNoise/1']);
  });

  it('wanted of a run that has released its load are the released ones, until the exact ones are chosen', () => {
    const vectorSeries = [0, 1].flatMap((layer) => (['expertLoad', 'releasedExpertLoad', 'expertGradientNorm'] as const).map((kind) => ({ kind, layer })));
    const sample = sampleSnapshot({ state: running, step: 10, width: 4, layers: 2 });
    const released = after(received({ type: 'snapshot', snapshot: { ...sample, vectorSeries } }));
    expect(wantedVectors(released, new Set([1])).map(vectorKey)).toEqual(['releasedExpertLoad/0', 'expertGradientNorm/0', 'releasedExpertLoad/1']);
    const exact = reduce(released, { type: 'chose', choices: { exactLoad: true } });
    expect(wantedVectors(exact, new Set([1])).map(vectorKey)).toEqual(['expertLoad/0', 'expertGradientNorm/0', 'expertLoad/1']);
  });

  it('of a run without released load are the exact ones, whatever was chosen', () => {
    for (const exactLoad of [true, false]) expect(shownLoad({ choices: { ...firstChoices, exactLoad } }, after(snapshot(10)).data!)).toBe('expertLoad');
  });

  it('fall back to the first when the chosen one does not exist', () => {
    const { data } = after(snapshot(10));
    expect(shownLayer({ choices: { ...firstChoices, layer: 9 } }, data!)).toBe(0);
  });
});
