// Dashboards of made-up runs, as the extension sends them.
import { planRun, type TrainingPlan } from '../../src/core/plan';
import { parseRunFile } from '../../src/core/config/runFile';
import { guaranteeOf } from '../../src/core/privacy/guarantee';
import { selfComposition } from '../../src/core/privacy/mechanism';
import type { Sensitivity } from '../../src/core/sensitivity';
import type { ScalarView, VectorKind, VectorView } from '../../src/protocol/buckets';
import type { DashboardRun, DashboardSnapshot } from '../../src/protocol/dashboard';
import { labelled } from '../../src/protocol/labelled';
import { isActive, isResumable, type RunState } from '../../src/protocol/runState';

export const config = parseRunFile(
  {
    name: 'Mail sorter, tiny Switch',
    data: { path: 'mail.jsonl', text: 'text', label: 'label', labels: ['ham', 'spam'], declared: 'private', testShare: 0.2, maxTokens: 128 },
    model: { preset: 'tiny' },
    privacy: { unit: 'record', neighbouringRelation: 'addOrRemoveOne', epsilon: 3, delta: 1e-5, clipNorm: 1, publicSize: 20_000, expectedBatchSize: 256, steps: 800 },
    training: { optimizer: { name: 'adam' }, learningRate: 0.002 },
  },
  'test',
);

const plan: TrainingPlan = planRun(config.privacy);

export function dashboardRun(state: RunState, step: number, changes: Partial<DashboardRun> = {}): DashboardRun {
  return {
    id: 'amber-otter-7k2',
    name: config.name,
    state,
    step,
    attempt: 1,
    config,
    plan,
    dataSet: { name: 'mail', declared: 'private' },
    createdAt: 1_700_000_000_000,
    startedAt: 1_700_000_001_000,
    endedAt: undefined,
    spent: guaranteeOf(selfComposition(plan.stepMechanism, step), config.privacy.delta, config.privacy.unit),
    metrics: undefined,
    resumable: isResumable(state),
    backend: 'WebAssembly with SIMD, 2 workers',
    ...changes,
  };
}

/** A series in buckets, from a formula over the steps. */
export function scalarView(name: string, steps: number, width: number, valueAt: (step: number) => number, sensitivity: Sensitivity = 'sensitive', fromStep = 0): ScalarView {
  const count = Math.ceil((steps - fromStep) / width);
  const starts = Int32Array.from({ length: count }, (_, i) => fromStep + i * width);
  const inside = (start: number): number[] => Array.from({ length: Math.min(width, steps - start) }, (_, i) => valueAt(start + i));
  const column = (value: (values: number[]) => number): Float64Array => Float64Array.from(starts, (start) => value(inside(start)));
  const buckets = { steps: starts, min: column((values) => Math.min(...values)), max: column((values) => Math.max(...values)), last: column((values) => values.at(-1)!) };
  return { name, sensitivity, width, buckets: labelled(sensitivity, buckets) };
}

export function vectorView(kind: VectorKind, layer: number, experts: number, steps: number, width: number, valueAt: (step: number, expert: number) => number, fromStep = 0): VectorView {
  const count = Math.ceil((steps - fromStep) / width);
  const starts = Int32Array.from({ length: count }, (_, i) => fromStep + i * width);
  const mean = new Float32Array(count * experts).map((_, i) => valueAt(starts[Math.floor(i / experts)], i % experts));
  const buckets = { experts, steps: starts, mean, min: mean.map((value) => value * 0.8), max: mean.map((value) => value * 1.25) };
  const sensitivity = kind === 'releasedExpertLoad' ? 'released' : 'sensitive';
  return { kind, layer, sensitivity, width, buckets: labelled(sensitivity, buckets) };
}

/** Noise that is the same in every run of the tests. */
export const noise = (seed: number): number => {
  const value = Math.sin(seed * 12.9898) * 43758.5453;
  return value - Math.floor(value);
};

/** Shares that sum to 1, drifting towards the first experts. */
export function load(experts: number, layer = 0): (step: number, expert: number) => number {
  return (step, expert) => {
    const weight = (e: number): number => (e === experts - 1 ? 0 : Math.exp(0.8 * Math.sin(e * 2.1 + layer) * Math.min(1, step / 400) + 0.4 * noise(step * 31 + e * 7 + layer)));
    let sum = 0;
    for (let e = 0; e < experts; e++) sum += weight(e);
    return weight(expert) / sum;
  };
}

export interface SampleOptions {
  readonly state: RunState;
  readonly step: number;
  readonly width: number;
  readonly layers: number;
}

export function sampleSnapshot({ state, step, width, layers }: SampleOptions): DashboardSnapshot {
  const view = (name: string, valueAt: (at: number) => number, sensitivity: Sensitivity = 'sensitive'): ScalarView => scalarView(name, step, width, valueAt, sensitivity);
  return {
    run: dashboardRun(state, step),
    budget: { enforcement: 'hard', cap: 8, delta: 1e-5, spent: 3.1, committed: 4.6, remaining: 3.4, order: 8, forecast: isActive(state) ? { start: { step: 0, epsilon: 2.4 }, now: { step, epsilon: 3.1 }, end: { step: 800, epsilon: 4.6 }, capReachedAt: undefined } : undefined },
    scalars: [
      view('loss', (at) => 0.15 + 0.55 * Math.exp(-at / 150) + 0.08 * noise(at)),
      view('batchSize', (at) => Math.round(256 + 40 * (noise(at + 3) - 0.5))),
      view('clippedShare', (at) => 0.4 + 0.5 * Math.exp(-at / 300) + 0.06 * noise(at + 5)),
      view('nonFiniteRecords', () => 0),
      view('gradientNorm/p10', (at) => 0.3 + 0.1 * noise(at + 7)),
      view('gradientNorm/p50', (at) => 1.1 + 0.2 * noise(at + 11)),
      view('gradientNorm/p90', (at) => 3 + noise(at + 13)),
      view('gradientNorm/max', (at) => 9 + 12 * noise(at + 17) ** 4),
      view('tokensPerSecond', (at) => 52_000 + 4_000 * noise(at + 19)),
      view('learningRate', (at) => 0.002 * Math.min(1, at / 40) * (1 - at / 800), 'public'),
      view('elapsedSeconds', (at) => 0.41 * at),
      scalarView('epsilon', step, width, (at) => 0.6 + 2.4 * Math.sqrt(at / 800), 'public'),
    ],
    vectorSeries: Array.from({ length: layers }, (_, layer) => layer).flatMap((layer) => [
      { kind: 'expertLoad' as const, layer },
      { kind: 'expertGradientNorm' as const, layer },
      { kind: 'expertSignalToNoise' as const, layer },
    ]),
  };
}

/** The rows that a `watchVectors` asks for. */
export function sampleVectors(series: DashboardSnapshot['vectorSeries'], experts: number, steps: number, width: number): VectorView[] {
  return series.map(({ kind, layer }) => {
    const share = load(experts, layer);
    const valueAt = kind === 'expertLoad' || kind === 'releasedExpertLoad' ? share : (at: number, expert: number) => share(at, expert) * (kind === 'expertGradientNorm' ? 40 : 6) * (0.5 + noise(at + expert));
    return vectorView(kind, layer, experts, steps, width, valueAt);
  });
}
