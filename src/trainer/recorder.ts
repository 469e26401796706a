// Turns step reports into the series of a run, and writes them in batches so that no step waits for the disk.
import { revealSensitive } from '../core/sensitivity';
import type { ReleasedFigures } from '../engine/dp/release';
import type { StepReport } from '../engine/dp/step';
import type { BatchTelemetry } from '../engine/dp/telemetry';
import type { ParameterLayout } from '../engine/parameters';
import type { Run } from '../protocol/run';
import { labelInRun, scalarLabels, vectorLabels, type ScalarName, type VectorName } from '../protocol/seriesLabels';
import type { ScalarPoint } from '../store/runs/scalars';
import type { VectorRow } from '../store/runs/vectors';
import type { Store } from '../store/store';

/** Points wait at most this long before they are written, in milliseconds. */
const FLUSH_INTERVAL = 250;

export interface RecorderOptions {
  readonly store: Store;
  readonly run: Run;
  readonly layout: ParameterLayout;
  /** Standard deviation of the noise on each element of the sum; 0 without privacy. */
  readonly noiseDeviation: number;
}

export class Recorder {
  private scalars: ScalarPoint[] = [];
  private vectors: VectorRow[] = [];
  private lastFlush = performance.now();
  private readonly series = new Map<string, Promise<{ readonly id: number }>>();

  constructor(private readonly options: RecorderOptions) {}

  /** @param smoothed running means of what is released beside the gradient, up to this step */
  async step(step: number, report: StepReport, smoothed: ReleasedFigures | undefined, learningRate: number, milliseconds: number): Promise<void> {
    const batch = revealSensitive(report.batch);
    const elapsedSeconds = (Date.now() - this.options.run.startedAt!) / 1000;
    const scalars: Scalars = { learningRate, ...batchFigures(batch, milliseconds), elapsedSeconds };
    for (const [name, value] of Object.entries(scalars)) await this.scalar(name as ScalarName, step, value);
    for (const [layer, load] of batch.expertLoad.entries()) {
      await this.vector('expertLoad', layer, step, load.map((count) => count / batch.tokens));
    }
    for (const [layer, norms] of batch.expertGradientNorm.entries()) {
      await this.vector('expertGradientNorm', layer, step, norms);
      if (this.options.noiseDeviation > 0) await this.vector('expertSignalToNoise', layer, step, this.signalToNoise(norms));
    }
    await this.released(step, 'Raw', report.released);
    await this.released(step, '', smoothed);
    if (performance.now() - this.lastFlush > FLUSH_INTERVAL) await this.flush();
  }

  /** ε of all that is charged up to a step. */
  async epsilon(step: number, epsilon: number): Promise<void> {
    await this.scalar('epsilon', step, epsilon);
  }

  async flush(): Promise<void> {
    const { scalars, vectors } = this;
    this.scalars = [];
    this.vectors = [];
    this.lastFlush = performance.now();
    await this.options.store.scalars.append(scalars);
    await this.options.store.vectors.append(vectors);
  }

  private async released(step: number, suffix: 'Raw' | '', figures: ReleasedFigures | undefined): Promise<void> {
    for (const [layer, load] of (figures?.expertLoad ?? []).entries()) await this.vector(`releasedExpertLoad${suffix}`, layer, step, load);
    if (figures?.clippedShare !== undefined) await this.scalar(`releasedClippedShare${suffix}`, step, figures.clippedShare);
  }

  private async scalar(name: ScalarName, step: number, value: number): Promise<void> {
    const { store, run } = this.options;
    const { id } = await this.defined(name, () => store.scalars.define(run.id, name, labelInRun(scalarLabels[name], run)));
    this.scalars.push({ series: id, step, value });
  }

  private async vector(kind: VectorName, layer: number, step: number, value: Float32Array): Promise<void> {
    const { store, run } = this.options;
    const { id } = await this.defined(`${kind}/${layer}`, () => store.vectors.define(run.id, kind, layer, labelInRun(vectorLabels[kind], run)));
    this.vectors.push({ series: id, step, value });
  }

  private defined(key: string, define: () => Promise<{ readonly id: number }>): Promise<{ readonly id: number }> {
    let known = this.series.get(key);
    if (known === undefined) {
      known = define();
      this.series.set(key, known);
    }
    return known;
  }

  /** Norm of an expert's clipped sum against the norm that its noise is expected to have, σ √n. (E) → (E) */
  private signalToNoise(norms: Float32Array): Float32Array {
    const { layout, noiseDeviation } = this.options;
    const experts = norms.length;
    const perExpert = layout.slots.filter(isExpertSlot).reduce((sum, slot) => sum + slot.size / experts, 0) / expertLayers(layout);
    return norms.map((norm) => norm / (noiseDeviation * Math.sqrt(perExpert)));
  }
}

/** No name that has no label. */
type Scalars = Readonly<Partial<Record<ScalarName, number>>>;

function batchFigures(batch: BatchTelemetry, milliseconds: number): Scalars {
  const norms = Float64Array.from(batch.norms).sort();
  const quantile = (q: number): number => norms[Math.min(norms.length - 1, Math.floor(q * norms.length))] ?? NaN;
  return {
    loss: batch.lossSum / batch.records,
    batchSize: batch.units,
    clippedShare: batch.clippedUnits / batch.units,
    nonFiniteRecords: batch.nonFiniteUnits,
    'gradientNorm/p10': quantile(0.1),
    'gradientNorm/p50': quantile(0.5),
    'gradientNorm/p90': quantile(0.9),
    'gradientNorm/max': norms.at(-1) ?? NaN,
    tokensPerSecond: (1000 * batch.tokens) / milliseconds,
  };
}

const isExpertSlot = (slot: { readonly name: string }): boolean => slot.name.includes('.experts.');
const expertLayers = (layout: ParameterLayout): number => layout.slots.filter((slot) => slot.name.endsWith('.experts.wi')).length;
